// What would turn it round: each assumption by itself at both ends of what is believable, in both plans, with the same luck.

import { interval, mean } from './intervals.js';
import { keyOf, plans } from './state.js';

const FEW = 3;
const MANY = 20;
const MUCH_LESS = 0.3;
export const MOST_CELLS = 2.2e6;

/** Assumptions that these plans rest on, those of what was moved first. @param {object} page @returns {object[]} */
export function felt({ told, planA, planB, state }) {
  const moved = new Set(Object.keys(state.changes).map(key => key.split('.')[0])), isMoved = one => Number(one.policies.some(kind => moved.has(kind)));
  const present = new Set([...planA.policies, ...planB.policies].map(policy => policy.kind));
  return told.assumptions.filter(one => one.low < one.high && (!one.policies.length || one.policies.some(kind => present.has(kind)))).sort((a, b) => isMoved(b) - isMoved(a));
}

/** The search for it, on the measure of the first chart. */
export class Turning {
  /** @param {object} page @param {function(object)} tell how far it is: `done` of `all`, `found`, `state` */
  constructor(page, tell) {
    this.page = page;
    this.tell = tell;
    this.key = keyOf(page.planA) + keyOf(page.planB) + page.state.charts[0];
    this.measure = page.state.charts[0];
  }

  /** Differences B less A with some assumptions set; null when something else was wanted meanwhile. @returns {Promise<?number[][]>} one list for each of `sets` */
  differences(sets, pairs) {
    const { page } = this, asked = sets.map(behaviour => plans(page.kinds, page.community, { ...page.state, behaviour: { ...page.state.behaviour, ...behaviour } }));
    const all = new Map(asked.flatMap(({ a, b }) => [[keyOf(a), a], [keyOf(b), b]]));
    const of = plan => Array.from({ length: pairs }, (_, n) => page.crew.of(keyOf(plan)).get(n).measures[this.measure]);
    return new Promise(done => page.crew.rank([...all], 0, pairs, {
      tell: () => done(asked.map(({ a, b }) => { const one = of(a); return of(b).map((x, i) => x - one[i]).filter(Number.isFinite); })), dropped: () => done(null),
    }));
  }

  /** Look at all of them. @returns {Promise<void>} */
  async start() {
    const { page } = this, { quantiles } = page.told.model.figures, all = felt(page), found = [];
    const stop = () => this.tell({ state: 'stopped', done: 0, all: all.length, found, isKnown: true });
    const first = await this.differences([{}], MANY);
    if (!first) { stop(); return; }
    const [base] = first, sign = Math.sign(mean(base)), few = mean(base.slice(0, FEW));
    const { low: under, high: over } = interval(base, quantiles), isKnown = under > 0 || over < 0, order = (x, y) => Number(y.isTurned) - Number(x.isTurned) || sign * (x.middle - y.middle);
    if (!isKnown) { this.tell({ state: 'done', done: 0, all: all.length, found, isKnown }); page.ask(); return; }
    this.tell({ state: 'busy', done: 0, all: all.length, found, isKnown });
    for (const [i, one] of all.entries()) {
      const ends = [one.low, one.high], rough = await this.differences(ends.map(value => ({ [one.name]: value })), FEW);
      if (!rough) { stop(); return; }
      for (const [k, value] of ends.entries()) {
        if (sign * mean(rough[k]) > MUCH_LESS * Math.abs(few)) continue;
        const sure = await this.differences([{ [one.name]: value }], MANY);
        if (!sure) { stop(); return; }
        const { mean: middle, low, high } = interval(sure[0], quantiles), isTurned = sign > 0 ? high < 0 : low > 0, isOpen = !(sign > 0 ? low > 0 : high < 0);
        if (isTurned || isOpen) found.push({ name: one.name, value, middle, low, high, isTurned });
      }
      this.tell({ state: 'busy', done: i + 1, all: all.length, found: found.sort(order), isKnown });
    }
    this.tell({ state: 'done', done: all.length, all: all.length, found, isKnown });
    page.ask();
  }
}
