// The two charts with their sentences, and the hours: from what the crew found to what is read.

import { draw, roundEnd } from './chart.js';
import { button, el, shape } from './dom.js';
import { ENOUGH, SURE_FROM, bandOf, mean, paired } from './intervals.js';

const TABLE_EVERY = 30;

/** Differences of pairs. */
const minus = (b, a) => b.map((path, i) => path.map((y, day) => y - a[i][day]));

/** What a pair of plans found for one measure, ready to be told. */
export function found(a, b, measure, figures) {
  const [one, two] = [a, b].map(runs => runs.map(run => run.measures[measure]));
  return paired(one, two, figures.about[measure], figures.quantiles);
}

/** What a pair of plans comes to, in the report's words. @param {Words} words @param {string} measure @param {object} got as of `found` @param {string} a @param {string} b names @returns {string} */
export function judged(words, measure, { verdict, margin, n }, a = 'A', b = 'B') {
  const head = words.say(`headline.${verdict}`, { a, b }), known = n < SURE_FROM && verdict !== 'undecided' ? words.say('judged.few', { head, n }) : head;
  return verdict === 'undecided' || verdict === 'no_difference' ? words.say(`judged.${verdict}`, { head: known, margin: words.delta(measure, margin, false) }) : `${known}.`;
}

/** The sentence above a chart: what it is about, what that comes to (empty where nothing was moved), the numbers. @param {Words} words @param {boolean} isMoved whether B is another plan than A @returns {string[]} */
export function sentence(words, figures, measure, a, b, isMoved) {
  const got = found(a, b, measure, figures), label = words.opening(words.say(`measure.${measure}`));
  if (!got.n) return ['', '', words.say('said.no_value', { label })];
  const [one, two] = words.two(measure, got.a, got.b);
  if (!isMoved) return ['', '', words.say('said.same', { label, a: one })];
  if (got.method === 'equal' && got.mean === 0) return ['', '', words.say('said.nothing', { label, a: one })];
  const values = { a: one, b: two, delta: words.delta(measure, got.mean), n: words.number(got.up), pairs: words.number(got.n) };
  const numbers = Number.isFinite(got.low) ? words.say('said.pair', { ...values, span: words.span(measure, got.low, got.high) }) : words.say('said.no_interval', values);
  return [`${label}: `, judged(words, measure, got), ` ${numbers}`];
}

/** One chart: which measure, its sentence, the picture, and the numbers behind it. */
export class ChartView {
  /** @param {number} n first or second @param {object} page @param {function(string)} choose */
  constructor(n, page, choose) {
    this.page = page;
    this.ranges = new Map();
    const { words, told } = page, id = `chart-${n}`;
    this.select = el('select', { id: `${id}-which`, 'aria-label': words.say('chart', { n }), onchange: () => choose(this.select.value) },
      ...told.model.figures.charts.map(({ measure }) => el('option', { value: measure }, words.opening(words.say(`measure.${measure}`)))));
    this.said = el('p', { id: `${id}-said`, class: 'said', 'aria-live': 'polite' });
    this.svg = shape('svg', { role: 'img', 'aria-labelledby': `${id}-said`, preserveAspectRatio: 'none' });
    this.table = el('table', {});
    this.definition = el('p', { id: `${id}-what`, class: 'definition', hidden: true });
    this.what = button('?', () => { this.definition.hidden = !this.definition.hidden; this.what.setAttribute('aria-expanded', String(!this.definition.hidden)); },
      { class: 'icon', 'aria-label': words.say('chart.what'), title: words.say('chart.what'), 'aria-expanded': 'false', 'aria-controls': `${id}-what` });
    this.short = '';
    this.head = el('div', { class: 'chart-head' }, el('span', {}, this.select, ' ', this.what));
    this.node = el('section', { class: 'chart', id }, this.head, this.definition, this.said, this.svg, el('div', { class: 'unseen' }, this.table));
  }

  /** The ends of the axis: fixed by A, and moved out only when something would not fit. */
  range(key, lines, isShare) {
    const values = lines.flatMap(({ band }) => [...band.low, ...band.high]).filter(Number.isFinite), isDifference = lines.length === 1;
    let [low, high] = this.ranges.get(key) ?? [0, 0];
    const top = Math.max(...values, 0), bottom = Math.min(...values, 0);
    if (isDifference) {
      const most = Math.max(top, -bottom);
      if (most > high || !high) { high = roundEnd(1.15 * most) || (isShare ? 0.1 : 1); low = -high; }
    } else {
      if (top > high || !high) { high = roundEnd(1.3 * top) || 1; if (isShare) high = Math.min(1, high); }
      if (bottom < low) low = roundEnd(1.2 * bottom);
    }
    this.ranges.set(key, [low, high]);
    return [low, high];
  }

  /** Show what was found. @param {object} what `measure`, `a`, `b` runs, `isMoved`, `view`, `scope` of the axes, `hide` B, `guess` a line drawn by hand */
  show({ measure, a, b, isMoved, view, scope, hide, guess }) {
    const { words, told } = this.page, { figures } = told.model, place = figures.charts.findIndex(chart => chart.measure === measure);
    const chart = figures.charts[place], { share } = figures.about[measure], days = a[0]?.paths[place].length ?? 0;
    const pathsA = a.map(run => run.paths[place]), pathsB = b.map(run => run.paths[place]);
    this.name(measure);
    const [label, verdict, numbers] = hide ? ['', '', words.say('hidden')] : sentence(words, figures, measure, a, b, isMoved);
    this.short = verdict ? label + verdict : '';
    this.said.replaceChildren(label, ...(verdict ? [el('b', {}, verdict)] : []), numbers);
    const sides = [{ name: 'a', label: 'A', band: bandOf(pathsA) }, { name: 'b', label: 'B', band: bandOf(pathsB) }];
    const lines = hide ? sides.slice(0, 1) : view === 'difference' ? [{ name: 'b', label: 'B−A', band: bandOf(minus(pathsB, pathsA)) }] : sides;
    const course = words.say(`course.${chart.path}`, { days: chart.days ?? '' }), caption = share && view === 'difference' ? `${words.say('points')}, ${course}` : course;
    const write = y => (share ? (view === 'difference' ? words.number(100 * y) : words.percent(y)) : words.number(y));
    this.place = draw(this.svg, { days, guess: view === 'difference' && !hide ? null : guess?.course(days) ?? null, range: this.range(`${scope} ${measure} ${view}`, lines, share), lines, zero: view === 'difference' || this.ranges.get(`${scope} ${measure} ${view}`)[0] < 0,
      write, dayWord: words.say('axis.day'), caption });
    this.fill(measure, sides.slice(0, hide ? 1 : 2), days);
  }

  /** Day and value under a pointer; null before anything is drawn. @param {PointerEvent} event */
  where(event) {
    const box = this.svg.getBoundingClientRect();
    return this.place?.(event.clientX - box.left, event.clientY - box.top) ?? null;
  }

  /** Which measure it is, and what that means. @param {string} measure */
  name(measure) {
    this.select.value = measure;
    this.definition.textContent = this.page.words.say(`definition.${measure}`);
  }

  /** Nothing is there yet. @param {string} measure */
  wait(measure) {
    const { words } = this.page;
    this.name(measure);
    this.said.textContent = words.say('said.start', { label: words.opening(words.say(`measure.${measure}`)) });
  }

  /** The numbers behind the picture, for who does not see it. */
  fill(measure, sides, days) {
    const { words } = this.page, rows = Array.from({ length: Math.ceil(days / TABLE_EVERY) }, (_, i) => Math.min(days - 1, (i + 1) * TABLE_EVERY - 1));
    this.table.replaceChildren(
      el('caption', {}, words.say('table.caption', { label: words.say(`measure.${measure}`) })),
      el('tr', {}, el('th', { scope: 'col' }, words.say('axis.day')), ...sides.map(one => el('th', { scope: 'col' }, one.label))),
      ...rows.map(day => el('tr', {}, el('th', { scope: 'row' }, String(day)), ...sides.map(one => el('td', {}, words.number(one.band.mean[day]))))));
  }
}

/** The sentence on what the bands are. */
export function bandSaid(words, view, n) {
  if (view === 'difference') return words.say('band.difference', { n });
  return words.say(n >= ENOUGH ? 'band.most' : 'band.all', { n });
}

/** Hours used of hours available, by task. */
export class HoursView {
  /** @param {object} page */
  constructor(page) {
    this.page = page;
    this.body = el('div', {});
    this.node = el('section', { class: 'hours', 'aria-labelledby': 'hours-title' }, el('h2', { id: 'hours-title' }, page.words.say('hours')), this.body);
  }

  /** @param {object[]} a @param {object[]} b runs @param {boolean} hide B */
  show(a, b, hide) {
    const { words, told } = this.page, { tasks, helpers } = told.model.figures, plans = hide ? [['A', a]] : [['A', a], ['B', b]];
    const of = (runs, measure) => mean(runs.map(run => run.measures[measure])), number = x => words.number(x, 0);
    const most = Math.max(1, ...plans.map(([, runs]) => of(runs, 'host_hours') + of(runs, 'hours_unused')));
    const bars = plans.flatMap(([plan, runs]) => {
      const used = of(runs, 'host_hours'), available = used + of(runs, 'hours_unused');
      const all = el('span', { class: 'bar' }), part = el('span', { class: `bar-used ${plan.toLowerCase()}` });
      all.style.width = `${(100 * available) / most}%`;
      part.style.width = available > 0 ? `${(100 * used) / available}%` : '0';
      all.append(part);
      const said = available > 0 ? words.say('hours.used', { plan, used: number(used), available: number(available), share: words.percent(used / available, 0) }) : words.say('hours.none', { plan });
      return [el('p', {}, said), el('div', { class: 'bar-line', 'aria-hidden': 'true' }, all)];
    });
    const worked = tasks.map(task => ({ task, hours: plans.map(([, runs]) => of(runs, `hours_${task}`)) }))
      .filter(one => Math.max(...one.hours) >= 0.5).sort((x, y) => Math.max(...y.hours) - Math.max(...x.hours));
    const table = el('table', {}, el('tr', {}, el('th', { scope: 'col' }, words.say('hours.task')), ...plans.map(([plan]) => el('th', { scope: 'col' }, plan))),
      ...worked.map(({ task, hours }) => el('tr', {}, el('th', { scope: 'row' }, words.say(`measure.hours_${task}`)), ...hours.map(x => el('td', {}, number(x))))));
    const given = plans.map(([, runs]) => helpers.reduce((sum, who) => sum + of(runs, `hours_${who}`), 0));
    const members = given.some(x => x >= 0.5) ? el('p', {}, words.say('hours.members', { a: number(given[0]), b: number(given[1] ?? given[0]) })) : null;
    const { hour_cost: rate = 0 } = this.page.planA.community, costs = plans.map(([, runs]) => number(rate * Math.round(of(runs, 'host_hours'))));
    const money = rate ? el('p', {}, words.say('hours.cost', { a: costs[0], b: costs[1] ?? '?' })) : null;
    this.body.replaceChildren(...bars, ...(money ? [money] : []), ...(worked.length ? [table] : []), ...(members ? [members] : []));
  }
}
