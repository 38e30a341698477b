// The ranking: which plan does best, what chance and assumptions do to that, hours and money.

import { button, el } from './dom.js';
import { SIDES, overWorlds } from './doubt.js';
import { SURE_FROM, UNDECIDED, mean, paired } from './intervals.js';
import { nameOf } from './trials.js';

const finite = values => values.filter(Number.isFinite);

/**
 * What the runs say of each plan.
 * @param {object} told @param {function(string): ?object} of what a run found, by name @param {object[]} entries `key`, `plan`; the first is where we start
 * @param {string} measure @param {number} pairs @param {number[]} worlds those that are done @param {number} each pairs in a world
 */
export function judge(told, of, entries, measure, pairs, worlds, each) {
  const { figures } = told.model, about = figures.about[measure], side = about.direction < 0 ? -1 : 1;
  const column = (key, name, world = -1) => Array.from({ length: world < 0 ? pairs : each }, (_, j) => of(nameOf(key, world, world < 0 ? j : world * each + j))?.[name] ?? NaN);
  const base = column(entries[0].key, measure), hoursThere = mean(column(entries[0].key, 'host_hours'));
  return entries.map(entry => {
    const values = column(entry.key, measure), against = paired(base, values, about, figures.quantiles);
    const [there, here] = [entries[0], entry].map(({ key }) => worlds.map(world => column(key, measure, world))), doubt = { base: there, other: here, about, z: figures.normal }, over = overWorlds(there, here, about);
    const hours = mean(column(entry.key, 'host_hours')), rate = entry.plan.community.hour_cost ?? 0;
    return { ...entry, values, mean: mean(finite(values)), against: { ...against, better: side < 0 ? against.n - against.up : against.up }, doubt, over, hours, moreHours: hours - hoursThere,
      cost: rate * Math.round(hours), rate, beside: name => mean(finite(column(entry.key, name))) };
  }).map((one, i, all) => ({ ...one, isStart: i === 0, place: side * one.mean, moreCost: one.cost - all[0].cost }));
}

/** Best first; where we start among them. */
export const ordered = found => [...found].sort((x, y) => (Number.isNaN(y.place) ? -1 : Number.isNaN(x.place) ? 1 : y.place - x.place));

/** What each of the others is beside the first, in the report's words. */
const besideFirst = (first, others, about, quantiles) => others.map(one => ({ name: one.name, isStart: one.isStart, verdict: paired(first.values, one.values, about, quantiles).verdict }));

/** The verdict in sentences. @param {Words} words @param {object} figures @param {string} measure @param {object[]} found best first */
export function verdict(words, figures, measure, found) {
  const [first] = found, share = first.over?.better, sentences = chanceSaid(words, figures, measure, found);
  const isDoubtful = !first.isStart && first.against.verdict === 'better' && Number.isFinite(share?.estimate) && share.estimate < 0.5;
  return isDoubtful ? [...sentences, words.say('desk.ui.rank.doubt', { name: first.name, share: words.shareOf(share) })] : sentences;
}

/** What the pairs alone say. */
function chanceSaid(words, figures, measure, found) {
  const start = found.find(one => one.isStart), plans = found.filter(one => !one.isStart), label = words.say(`measure.${measure}`);
  if (!Number.isFinite(start.mean)) return [words.say('desk.ui.rank.no_value', { label: words.opening(label) })];
  const few = start.against.n < SURE_FROM ? [words.say('desk.ui.rank.few', { n: words.number(start.against.n) })] : [], said = [], names = all => words.listed(all.map(one => words.quoted(one.name)));
  if (plans.every(one => !['better', 'worse'].includes(one.against.verdict))) {
    const open = plans.filter(one => one.against.verdict === UNDECIDED), near = plans.filter(one => !open.includes(one));
    if (open.length) said.push(words.say('desk.ui.rank.nothing', { others: names(open) }));
    if (near.length) said.push(words.say('desk.ui.rank.no_difference', { others: names(near) }));
    return [...said, ...few];
  }
  const [first, ...others] = found, beside = besideFirst(first, others, figures.about[measure], figures.quantiles);
  if (first.isStart && !beside.some(one => one.verdict === UNDECIDED)) said.push(words.say('desk.ui.rank.start'));
  else if (!first.isStart && first.against.verdict === 'better') {
    const [base, value] = words.two(measure, start.mean, first.mean);
    said.push(words.say('desk.ui.rank.better', { name: first.name, label, value, base, delta: words.delta(measure, first.against.mean) }));
  }
  for (const [key, ...verdicts] of [...(said.length && !first.isStart ? [['ahead', 'worse']] : []), ['tied', UNDECIDED], ['alike', 'no_difference', 'identical']]) {
    const them = beside.filter(one => verdicts.includes(one.verdict) && !(key === 'ahead' && one.isStart));
    if (them.length) said.push(words.say(`desk.ui.rank.${key}`, { name: first.name, others: names(them) }));
  }
  return [...said, ...few];
}

/**
 * The table.
 * @param {Words} words @param {object[]} found best first @param {{measure: string, beside: string, worlds: number, look: function(object)}} what
 */
export function rankingTable(words, found, { measure, beside, worlds, look }) {
  const hasCost = found.some(one => one.rate), second = beside !== measure && beside !== 'host_hours' ? beside : null, number = (x, sign = false) => words.number(Number.isFinite(x) ? Math.round(x) : x, 0, sign);
  const columns = [['plan', null], [null, measure], ['against', null], ['chance', 'chance'], ['worlds', 'worlds'], ['hours', 'hours'], ...(hasCost ? [['cost', null]] : []), ...(second ? [[null, second]] : [])];
  const heads = columns.map(([key, more]) => (key ? words.say(`desk.ui.col.${key}`) : words.opening(words.say(`measure.${more}`))));
  const cell = (i, ...text) => el('td', { 'data-head': heads[i] }, ...text);
  const row = one => {
    const same = one.against.method === 'equal' && one.against.mean === 0, { over } = one;
    const against = one.isStart ? '' : same ? words.say('desk.ui.same') : words.against(measure, one.against);
    const doubt = one.isStart ? [] : Number.isFinite(over.better.estimate) ? SIDES.map(side => el('div', {}, words.say(`desk.ui.worlds.${side}`, { share: words.shareOf(over[side]) }))) : [worlds ? words.say('desk.ui.worlds.wait') : '–'];
    const cells = [cell(1, words.amount(measure, one.mean)), cell(2, against), cell(3, one.isStart || same ? '' : words.say('desk.ui.chance', { k: words.number(one.against.better), n: one.against.n })), cell(4, ...doubt),
      cell(5, `${number(one.hours)}${one.isStart ? '' : ` (${number(one.moreHours, true)})`}`), ...(hasCost ? [cell(6, `${number(one.cost)}${one.isStart ? '' : ` (${number(one.moreCost, true)})`}`)] : []),
      ...(second ? [cell(6 + Number(hasCost), words.amount(second, one.beside(second)))] : [])];
    return el('tr', { class: one.isStart ? 'kept' : '', 'data-plan': one.id }, el('th', { scope: 'row' }, el('span', { class: 'plan-name' }, one.name), one.isStart ? null : button(words.say('desk.ui.look'), () => look(one), { class: 'small', 'data-act': 'look' })), ...cells);
  };
  return el('table', { class: 'ranked' }, el('thead', {}, el('tr', {}, ...heads.map(text => el('th', { scope: 'col' }, text)))), el('tbody', {}, ...found.map(row)));
}
