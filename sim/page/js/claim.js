// What becomes of the difference between A and B when an assumption is moved: it holds, is no longer sure, or turns round.

import { keyOf, plans } from './state.js';
import { found } from './view.js';

/** Whether an interval lies on one side of nothing. @returns {number} 1, 0, -1 */
const side = ({ low, high }) => (low > 0 ? 1 : high < 0 ? -1 : 0);

/**
 * The claim of before and of now, in a sentence; empty where no assumption was moved, or what held before is not known.
 * @param {object} page @param {object[]} a @param {object[]} b runs of now @returns {string}
 */
export function claimSaid(page, a, b) {
  const { state, words, told, kinds, community, crew } = page, [measure] = state.charts, { figures } = told.model;
  if (page.prediction.isHiding || !Object.keys({ ...state.behaviour, ...state.people }).length || !Object.keys(state.changes).length) return '';
  const then = plans(kinds, community, { ...state, behaviour: {}, people: {} }), kept = [then.a, then.b].map(plan => crew.results.get(keyOf(plan)));
  const n = kept.every(Boolean) ? a.findIndex((_, i) => !kept.every(runs => runs.has(i))) : 0, pairs = n < 0 ? a.length : n;
  if (pairs < 3) return '';
  const runs = kept.map(one => Array.from({ length: pairs }, (_, i) => one.get(i))), was = found(...runs, measure, figures), now = found(a.slice(0, pairs), b.slice(0, pairs), measure, figures);
  if (![was.low, now.low].every(Number.isFinite)) return '';
  const key = !side(was) ? 'claim.unsure' : side(was) === side(now) ? 'claim.holds' : side(now) ? 'claim.turned' : 'claim.open';
  const tell = one => `${words.delta(measure, one.mean)} (${words.span(measure, one.low, one.high)})`;
  return words.say(key, { label: words.say(`measure.${measure}`), was: tell(was), now: tell(now), n: words.number(pairs) });
}
