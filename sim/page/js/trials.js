// Many runs of several plans, one after the other over workers of their own: first the same luck for all, then the worlds.

/** Workers that live plans, and what came of it. */
export class Trials {
  /**
   * @param {string} code of a worker @param {WebAssembly.Module} module @param {object} model
   * @param {{onRun: function(number, number), onFault: function(string)}} tell
   */
  constructor(code, module, model, tell) {
    Object.assign(this, { code, module, model, tell, found: new Map(), workers: [], jobs: [], at: 0, round: 0, doubts: [] });
  }

  /** What a run found, or undefined. @param {string} name */
  of(name) { return this.found.get(name); }

  /**
   * Run these, in order; what was asked before and is not among them is dropped.
   * @param {{name: string, plan: object, key: string, replication: number}[]} jobs `name` of the run, `key` of its programme
   */
  run(jobs) {
    const names = new Set(jobs.map(job => job.name));
    for (const name of this.found.keys()) if (!names.has(name)) this.found.delete(name);
    this.round += 1;
    this.all = jobs.length;
    this.jobs = jobs.filter(job => !this.found.has(job.name));
    this.at = 0;
    if (!this.jobs.length) { this.tell.onRun(this.all, this.all); return; }
    if (!this.workers.length) this.hire();
    for (const one of this.workers) this.pass(one);
  }

  hire() {
    this.url = URL.createObjectURL(new Blob([this.code], { type: 'text/javascript' }));
    const many = Math.max(1, Math.min(8, navigator.hardwareConcurrency || 2));
    this.workers = Array.from({ length: many }, () => {
      const worker = new Worker(this.url), one = { worker, job: null };
      worker.postMessage({ module: this.module, model: this.model });
      worker.onmessage = ({ data }) => { if (data.over) this.doubts[data.doubt](data.over); else this.done(one, data); };
      worker.onerror = event => { event.preventDefault(); this.stop(); this.tell.onFault('worker'); };
      return one;
    });
  }

  /** Give a worker the next run. */
  pass(one) {
    if (one.job || this.at >= this.jobs.length) return;
    one.job = { ...this.jobs[this.at], round: this.round };
    this.at += 1;
    one.worker.postMessage({ id: 0, plan: one.job.plan, key: one.job.key, replication: one.job.replication });
  }

  done(one, { fault, measures }) {
    const { job } = one;
    one.job = null;
    if (fault) { this.stop(); this.tell.onFault(fault); return; }
    const isWanted = job.round === this.round || this.jobs.some(other => other.name === job.name);
    if (isWanted) this.found.set(job.name, measures);
    this.pass(one);
    if (isWanted) this.tell.onRun(this.found.size, this.all);
  }

  /** What worlds say, with intervals. @param {object} doubt as `overWorlds` takes it @returns {Promise<object>} never kept when the workers are sent home */
  ask(doubt) {
    if (!this.workers.length) this.hire();
    const number = this.doubts.length;
    return new Promise(done => { this.doubts.push(done); this.workers[number % this.workers.length].worker.postMessage({ doubt, number }); });
  }

  /** Send the workers home; what was found stays. */
  stop() {
    for (const { worker } of this.workers) worker.terminate();
    if (this.url) URL.revokeObjectURL(this.url);
    Object.assign(this, { workers: [], jobs: [], at: 0, url: null });
  }
}

/** Pairs and worlds that a community of this size is given. @param {object} community @returns {{pairs: number, worlds: number}} */
export function sizesFor({ audience, days }) {
  const size = audience * days;
  return size <= 2.2e6 ? { pairs: 20, worlds: 60 } : size <= 8e6 ? { pairs: 12, worlds: 10 } : { pairs: 5, worlds: 0 };
}

/** The worlds of the page, each a table of assumptions. @param {?object} packed with the first bytes of all numbers first, name by name @returns {object[]} */
export function worldsOf(packed) {
  if (!packed) return [];
  const { names, n, values } = packed, size = names.length * n, view = new DataView(new ArrayBuffer(4));
  const number = at => { for (let byte = 0; byte < 4; byte += 1) view.setUint8(byte, values[byte * size + at]); return view.getFloat32(0, true); };
  return Array.from({ length: n }, (_, k) => Object.fromEntries(names.map((name, i) => [name, number(i * n + k)])));
}

/**
 * All runs of several plans: pairs of each in turn, then the worlds, two pairs in each with luck of its own, as the command has them.
 * @param {{key: string, plan: object}[]} plans @param {object[]} worlds @param {{pairs: number, worlds: number}} sizes @param {number} each pairs in a world
 */
export function jobsFor(plans, worlds, sizes, each) {
  const chance = Array.from({ length: sizes.pairs }, (_, r) => plans.map(({ key, plan }) => ({ name: nameOf(key, -1, r), plan, key, replication: r })));
  const doubt = worlds.slice(0, sizes.worlds).map((world, k) => Array.from({ length: each }, (_, j) => plans.map(({ key, plan }) => {
    const replication = k * each + j;
    return { name: nameOf(key, k, replication), plan: { ...plan, behaviour: { ...world, ...plan.behaviour } }, key, replication };
  })));
  return [...chance.flat(), ...doubt.flat(2)];
}

/** The name of a run. */
export const nameOf = (key, world, replication) => `${world} ${replication} ${key}`;
