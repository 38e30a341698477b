// The workers: one run at a time each, always for the plans wanted now; what was once computed is kept for a while.

/** Pairs after which there is an answer to show. */
export const STAGES = [3, 20, 100];
const KEPT_PLANS = 16;

/** Milliseconds for which a first answer is waited for although something else was asked meanwhile. */
const PATIENCE = 500;

const CELLS = [[2.2e6, 3], [1.2e7, 2]];

/** Stages for a community of this size: a large one stops sooner. @param {object} community @returns {number[]} */
export function stagesFor({ audience, days }) {
  const size = audience * days, most = CELLS.find(([cells]) => size <= cells)?.[1] ?? 1;
  return STAGES.slice(0, most);
}

/** All workers and what they found. */
export class Crew {
  /**
   * @param {string} code of a worker @param {WebAssembly.Module} module @param {object} model
   * @param {{onStage: function(number, boolean), onFault: function(string, string)}} tell
   */
  constructor(code, module, model, tell) {
    this.url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    this.module = module;
    this.model = model;
    this.tell = tell;
    this.results = new Map();
    this.wanted = null;
    this.later = null;
    this.next = 0;
    this.runs = 0;
    this.spent = 0;
    this.workers = Array.from({ length: Math.max(1, Math.min(8, navigator.hardwareConcurrency || 2)) }, () => this.hire());
  }

  /** A worker that is in no row. @returns {Worker} */
  hireAside() {
    const worker = new Worker(this.url);
    worker.postMessage({ module: this.module, model: this.model });
    return worker;
  }

  /** A new worker. */
  hire() {
    const worker = this.hireAside(), one = { worker, job: null, faults: 0 };
    worker.onmessage = ({ data }) => this.done(one, data);
    worker.onerror = event => { event.preventDefault(); this.lost(one); };
    return one;
  }

  /** A worker that died is replaced; its run is done by another. */
  lost(one) {
    const { job } = one;
    one.worker.terminate();
    this.workers[this.workers.indexOf(one)] = this.hire();
    if (job && (job.tries += 1) > 2) { this.giveUp('worker'); return; }
    this.tell.onFault('worker', '');
    this.pass();
  }

  /** What is wanted cannot be run; what was asked after it is next. @param {string} why */
  giveUp(why) {
    const { later } = this;
    this.wanted?.dropped?.();
    this.wanted = this.later = null;
    this.tell.onFault('run', why);
    if (later) this.want(later);
  }

  /** What was found for a plan, by replication. @param {string} key */
  of(key) {
    const found = this.results.get(key) ?? new Map();
    this.results.delete(key);  // the latest used stays longest
    this.results.set(key, found);
    while (this.results.size > KEPT_PLANS) this.results.delete(this.results.keys().next().value);
    return found;
  }

  /**
   * Ask for two plans. What was asked before is no longer wanted, but while its first answer is on the way it is waited for: who drags a lever
   * sees what lies between, and the last one asked comes next.
   * @param {object} a @param {object} b @param {string} keyA @param {string} keyB
   */
  ask(a, b, keyA, keyB) {
    const plans = keyA === keyB ? [[keyA, a]] : [[keyA, a], [keyB, b]];
    const wanted = { plans, first: 0, stages: stagesFor(a.community), tell: this.tell.onStage, keyA, keyB, isAnswer: true }, now = this.wanted;
    const isSame = now && now.keyA === keyA && now.keyB === keyB;
    if (now?.isAnswer && !now.told && !isSame && performance.now() - now.since < PATIENCE) { this.later = wanted; return; }
    this.want(wanted);
  }

  /**
   * Let several plans live through the same luck.
   * @param {Array} plans names and plans @param {number} first replication @param {number} n of them
   * @param {{tell: function(), dropped: function()}} then when all are there, or something else was wanted before */
  rank(plans, first, n, then) { this.want({ plans, first, stages: [n], ...then }); }

  /** Only this is wanted from now on. */
  want(wanted) {
    if (!this.wanted?.told) this.wanted?.dropped?.();
    this.later = null;
    this.wanted = { ...wanted, told: 0, since: performance.now() };
    this.drop();
    this.report();
    this.pass();
  }

  /** Stop runs of what is no longer wanted. */
  drop() {
    const { plans, first, stages } = this.wanted, keys = plans.map(([key]) => key), end = first + stages[stages.length - 1];
    for (const { job, worker } of this.workers) {
      if (job && !(keys.includes(job.key) && job.replication >= first && job.replication < end)) worker.postMessage({ drop: job.id });
    }
  }

  /** Pairs of which both sides are there, counted from the first without a gap. */
  get pairs() {
    if (!this.wanted) return 0;
    const found = this.wanted.plans.map(([key]) => this.of(key));
    let n = 0;
    while (found.every(one => one.has(this.wanted.first + n))) n += 1;
    return n;
  }

  /** The runs not begun yet, in order. */
  missing() {
    const { plans, stages, first } = this.wanted, busy = new Set(this.workers.map(one => one.job && `${one.job.replication} ${one.job.key}`));
    for (let replication = first; replication < first + stages[stages.length - 1]; replication += 1) {
      for (const [key, plan] of plans) {
        if (!this.of(key).has(replication) && !busy.has(`${replication} ${key}`)) return { key, plan, replication };
      }
    }
    return null;
  }

  /** Give every idle worker a run. */
  pass() {
    for (const one of this.workers) {
      const job = !one.job && this.wanted ? this.missing() : null;
      if (!job) continue;
      one.job = { ...job, id: (this.next += 1), tries: 0, began: performance.now() };
      one.worker.postMessage({ id: one.job.id, plan: job.plan, key: job.key, replication: job.replication });
    }
  }

  /** A worker came back. */
  done(one, { fault, measures, paths, isDropped }) {
    const { job } = one;
    one.job = null;
    if (isDropped) { this.pass(); return; }
    if (fault) { this.giveUp(fault); return; }
    this.runs += 1;
    this.spent += performance.now() - job.began;
    this.of(job.key).set(job.replication, { measures, paths });
    this.pass();
    this.report();
  }

  /** Tell when another stage is reached. */
  report() {
    const { wanted } = this, n = wanted ? this.pairs : 0;
    if (!wanted) return;
    const stage = [...wanted.stages].reverse().find(size => size <= n) ?? 0;
    if (stage > wanted.told) {
      wanted.told = stage;
      wanted.tell(stage, stage === wanted.stages[wanted.stages.length - 1]);
      if (this.later && this.wanted === wanted) this.want(this.later);
    }
  }

  /** Seconds a pair takes here, so far. */
  get secondsAPair() { return this.runs ? (2 * this.spent) / this.runs / 1000 / this.workers.length : 0; }
}
