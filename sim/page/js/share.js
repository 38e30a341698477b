// A plan as a link, a code to be read by a telephone, and sentences.

import { labelOf, shown } from './controls.js';
import { shape } from './dom.js';
import { qr } from './qr.js';
import { fieldOf, parts, standing, toHash } from './state.js';

const QUIET = 4;

/** What tells a plan to another page: the whole address where others can open it, else what stands after the #. @param {object} page @returns {string} */
export function planText(page) {
  const hash = `#${toHash(page.state)}`;
  return /^https?:/.test(location.href) ? location.href.split('#')[0] + hash : hash;
}

/** A text as a code. @param {string} text @param {string} label @returns {?SVGElement} null where it is too long */
export function codeOf(text, label) {
  const rows = qr(text);
  if (!rows) return null;
  const size = rows.length + 2 * QUIET;
  const d = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ''))).join('');
  return shape('svg', { viewBox: `0 0 ${size} ${size}`, class: 'code', role: 'img', 'aria-label': label, 'shape-rendering': 'crispEdges' },
    shape('rect', { width: size, height: size, fill: '#fff' }), shape('path', { d, fill: '#000' }));
}

/** What was moved, a sentence a lever. @param {object} page @param {Object<string, *>} changes @returns {string[]} */
export function planSaid(page, changes) {
  const { words, kinds, community } = page;
  return Object.entries(changes).sort(([a], [b]) => a.localeCompare(b)).map(([key, value]) => {
    const { kind, n, name } = parts(key), field = { ...fieldOf(kinds, key), kind };
    const label = labelOf(words, kind, name), of = words.say(`kind.${kind}`), title = n ? words.say('instance', { kind: of, n: n + 1 }) : of;
    return words.say('plan.change', { what: words.opening(label.toLocaleLowerCase(words.lang) === title.toLocaleLowerCase(words.lang) ? title : `${title}, ${label}`), now: shown(words, field, value), was: shown(words, field, standing(kinds, community.plan.policies, key)) });
  });
}
