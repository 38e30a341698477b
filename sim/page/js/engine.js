// One run of the built engine in WebAssembly: tables laid out before anybody is born, birth, the days, and what they leave.

import { Programme, put } from './programme.js';
import { kindOf, write } from './policies.js';

/** The smallest power of two that is not below n. */
const powerOfTwo = n => 2 ** Math.ceil(Math.log2(Math.max(1, n)));

/** How long each length is. @returns {Object<string, number>} */
export function lengths({ audience, days }, programme, room) {
  const some = Math.floor(audience / 4);
  return { people: audience, days, nights: days + 1, ring: powerOfTwo(Math.max(8192, some)), actions: Math.max(16384, some),
    calendar: programme.planned.length, incidents: programme.foreseen.length, events: room,
    reviews: programme.agreed.length, turns: programme.turning.length, blocks: 1 + Math.floor(audience / 4096) };
}

/**
 * Write all policies out.
 * @param {object} model layout and kinds of policies @param {object} plan community, policies, behaviour @returns {Programme}
 */
export function programmeOf(model, plan) {
  const programme = new Programme(plan.community.days, model.layout);
  for (const policy of plan.policies) write(kindOf(model.policies, policy.kind), policy, programme, model.policies);
  if (plan.community.venue === 'join') programme.set('joined', 1, 0, null);
  return programme;
}

/** An engine of one's own: an instance of the compiled module, and the tables of the run going on. */
export class Engine {
  /** @param {WebAssembly.Module} module @param {object} model */
  constructor(module, model) {
    this.x = new WebAssembly.Instance(module, {}).exports;
    this.model = model;
    this.spare = this.x.alloc(128);
    this.start = this.x.mark();
    this.programmes = new Map();
  }

  /** Call an entry with a row of 64-bit words. @param {string} name @param {Array<number|bigint>} words */
  call(name, words) {
    const before = this.x.mark(), at = this.x.alloc(8 * (words.length + 2));
    new BigInt64Array(this.x.memory.buffer, at, words.length + 2).set([this.spare, this.spare + 64, ...words].map(BigInt));
    const status = this.x[`community_${name}`](at);
    this.x.release(before);
    if (status !== 0) throw new Error(`status ${status} in ${name}`);
  }

  /** A table of zeros. @returns {{at: number, bytes: number, words: number[]}} */
  table(size, shape) {
    const items = shape.reduce((a, b) => a * b, 1), bytes = Math.max(64, items * size), at = this.x.alloc(bytes);
    new Uint8Array(this.x.memory.buffer, at, bytes).fill(0);
    const strides = shape.map((_, i) => size * shape.slice(i + 1).reduce((a, b) => a * b, 1));
    return { at, bytes: items * size, words: [0, 0, items, size, at, ...shape, ...strides] };
  }

  /** The programme of a plan, made once for all its runs. @param {object} plan @param {string} key */
  programme(plan, key) {
    if (!this.programmes.has(key)) {
      if (this.programmes.size > 3) this.programmes.delete(this.programmes.keys().next().value);
      this.programmes.set(key, programmeOf(this.model, plan));
    }
    return this.programmes.get(key);
  }

  /** Lay out the tables of a run; nobody is born yet. @param {number} room events that fit @returns {Object<string, object>} */
  layOut(plan, programme, room = 0) {
    this.x.release(this.start);
    const { layout } = this.model, long = lengths(plan.community, programme, room), tables = {};
    for (const { name, size, shape, fill } of layout.tables) {
      const table = this.table(size, shape.map(n => (typeof n === 'string' ? long[n] : n)));
      tables[name] = table;
      if (fill) {
        const view = new DataView(this.x.memory.buffer, table.at, table.bytes), [place, code, value] = fill;
        for (let at = place; at < table.bytes; at += size) put(view, at, code, value);
      }
    }
    const numbers = values => new Uint8Array(Float64Array.from(values).buffer);
    const behaviour = { ...layout.parameters, ...plan.behaviour }, mix = plan.community.mix;
    const given = {
      p: numbers(Object.keys(layout.parameters).map(name => behaviour[name])), prog: programme.table, calendar: programme.calendar,
      reach: numbers(programme.cumulated), channels: programme.channels, incidents: programme.incidents,
      mix: numbers(layout.roles.map(role => mix[role] ?? 0)), presets: numbers(layout.presets),
      reviews: programme.reviews, turns: programme.turns, turned: numbers(programme.turned),
    };
    const state = new DataView(this.x.memory.buffer, tables.s.at, tables.s.bytes), { rivals = 0, rival_size: size = 0.5, rival_specificity: specific = 0.5, breadth = 8, already_on: there = 0 } = plan.community;
    for (const [name, value] of [['n_rivals', rivals], ['rival_size', size], ['rival_specificity', specific], ['breadth', breadth], ['already_on', there]]) put(state, ...layout.rivals[name], value);
    for (const [name, bytes] of Object.entries(given)) new Uint8Array(this.x.memory.buffer, tables[name].at, bytes.length).set(bytes);
    return tables;
  }

  /**
   * Begin a replication of a plan: everybody is born, no day has passed.
   * @param {object} plan @param {number} replication @param {string} key name of the plan @param {number} room events that fit
   * @returns {{tables: object, pass: function(number, number)}} the tables, and what passes days from one until another
   */
  begin(plan, replication, key, room = 0) {
    const { audience, days, seed, founders, everyone_in: everyone } = plan.community, tables = this.layOut(plan, this.programme(plan, key), room);
    const order = this.table(8, [audience]);
    const ids = new BigInt64Array(this.x.memory.buffer, order.at, audience);
    for (let i = 0; i < audience; i += 1) ids[i] = BigInt(i);
    const world = this.model.layout.tables.flatMap(({ name }) => tables[name].words);
    this.call('birth', [...world, seed, replication, ...order.words, days]);
    return { tables, pass: (from, until) => this.call('pass_days', [...world, from, until, founders, Number(everyone)]) };
  }

  /** Live one replication of a plan to its end. @returns {Object<string, object>} the tables */
  live(plan, replication, key) {
    const { tables, pass } = this.begin(plan, replication, key);
    pass(0, plan.community.days);
    return tables;
  }

  /** A table as numbers. @param {{at: number, bytes: number}} table @returns {Float64Array} */
  numbers(table) { return new Float64Array(this.x.memory.buffer, table.at, table.bytes / 8); }

  /** A table's bytes. @returns {Uint8Array} */
  bytes(table) { return new Uint8Array(this.x.memory.buffer, table.at, table.bytes); }

  /** Sums over all days, the last ones, and the last ones with anybody awake. @returns {{sums: Float64Array, awake: number}} */
  sums(diary, last) {
    const n = this.model.layout.series.length, total = this.table(8, [3, n]), awake = this.table(8, [1]);
    this.call('sum_days', [...[0, 0, diary.bytes / 8, 8, diary.at, diary.bytes / (8 * n), n, 8 * n, 8], last,
      this.model.layout.series.indexOf('awake'), ...total.words, ...awake.words]);
    return { sums: this.numbers(total).slice(), awake: Number(new BigInt64Array(this.x.memory.buffer, awake.at, 1)[0]) };
  }
}
