// A chart over time: two lines with bands, or their difference; plain SVG.

import { shape } from './dom.js';

const LEFT = 62, TOP = 8, BOTTOM = 44;

/** Round numbers from low to high, about five. @returns {number[]} */
export function ticks(low, high, about = 4) {
  const rough = (high - low) / about, power = 10 ** Math.floor(Math.log10(rough)), gap = [1, 2, 2.5, 5, 10].find(one => one * power >= rough) * power;
  const found = [];
  for (let i = Math.ceil(low / gap - 1e-9); i * gap <= high + gap * 1e-9; i += 1) found.push(i * gap);
  return found;
}

/** An end of an axis that leaves room and is round. */
export function roundEnd(x) {
  if (!(Math.abs(x) > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(Math.abs(x)));
  return Math.sign(x) * [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find(one => one * power >= Math.abs(x) - 1e-12) * power;
}

const known = values => values.map((y, day) => [day, y]).filter(([, y]) => Number.isFinite(y));
const line = (values, x, y) => known(values).map(([day, value], i) => `${i ? 'L' : 'M'}${x(day).toFixed(1)} ${y(value).toFixed(1)}`).join('');

function band(low, high, x, y) {
  const up = known(high), down = known(low).reverse();
  return up.length ? `${[...up, ...down].map(([day, value], i) => `${i ? 'L' : 'M'}${x(day).toFixed(1)} ${y(value).toFixed(1)}`).join('')}Z` : '';
}

const lastOf = values => known(values).at(-1);

/**
 * Draw a chart anew.
 * @param {SVGElement} svg
 * @param {object} what `days`, `range` (two ends), `lines` ({name, band: {mean, low, high}} for A, B or the difference), `zero` whether a line
 *   marks zero, `write` a number as text, `dayWord`, `caption`, `guess` a line drawn by hand
 * @returns {function(number, number): {day: number, value: number}} day and value at a place of the picture
 */
export function draw(svg, { days, range, lines, zero, write, dayWord, caption, guess = null }) {
  const width = Math.max(240, svg.clientWidth), height = Math.max(150, svg.clientHeight);
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const right = lines.length === 1 ? 52 : 30, [low, high] = range, x = day => LEFT + (day / Math.max(1, days - 1)) * (width - LEFT - right);
  const y = value => TOP + ((high - Math.min(high, Math.max(low, value))) / (high - low)) * (height - TOP - BOTTOM);
  const every = [2, 5, 10, 15, 30, 60, 90, 180, 365].find(gap => days / gap <= Math.max(3, width / 110)) ?? 730, nodes = [];
  for (const tick of ticks(low, high)) {
    nodes.push(shape('line', { x1: LEFT, x2: width - right, y1: y(tick), y2: y(tick), class: zero && Math.abs(tick) < 1e-12 ? 'zero' : 'grid' }));
    nodes.push(shape('text', { x: LEFT - 8, y: y(tick) + 5, 'text-anchor': 'end', class: 'tick' }, write(tick)));
  }
  for (let day = 0; day < days; day += every) {
    nodes.push(shape('text', { x: x(day), y: height - BOTTOM + 20, 'text-anchor': 'middle', class: 'tick' }, day === 0 ? `${dayWord} 0` : String(day)));
  }
  nodes.push(shape('text', { x: width - right, y: height - 4, 'text-anchor': 'end', class: 'caption' }, caption));
  for (const { name, band: { low: under, high: over } } of lines) nodes.push(shape('path', { d: band(under, over, x, y), class: `band ${name}` }));
  for (const { name, band: { mean } } of [...lines].reverse()) nodes.push(shape('path', { d: line(mean, x, y), class: `line ${name}`, fill: 'none' }));
  const ends = lines.map(one => ({ ...one, at: lastOf(one.band.mean) })).filter(one => one.at).map(one => ({ ...one, day: one.at[0], place: y(one.at[1]) }));
  if (ends.length === 2 && Math.abs(ends[0].place - ends[1].place) < 17) {
    const middle = (ends[0].place + ends[1].place) / 2, sign = ends[0].place < ends[1].place ? 1 : -1;
    ends[0].place = middle - sign * 8.5;
    ends[1].place = middle + sign * 8.5;
  }
  for (const { name, label, place, day } of ends) nodes.push(shape('text', { x: x(day) + 5, y: place + 6, class: `end ${name}` }, label));
  if (guess) nodes.push(shape('path', { d: line(guess, x, y), class: 'line guess', fill: 'none' }));
  svg.replaceChildren(...nodes);
  return (left, top) => ({ day: Math.round(Math.min(1, Math.max(0, (left - LEFT) / (width - LEFT - right))) * (days - 1)),
    value: high - Math.min(1, Math.max(0, (top - TOP) / (height - TOP - BOTTOM))) * (high - low) });
}
