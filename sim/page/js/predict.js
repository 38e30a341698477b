// Predict first: the charts keep B back until the reader has said what to expect, by a word or by a line drawn into the chart; the score comes with B.

import { button, el } from './dom.js';
import { UNDECIDED, bandOf, mean, paired } from './intervals.js';

const WORD = 1;
const LINE = 2;

/** A drawn line, one value a day between the first and the last day touched. */
export class Guess {
  constructor() { this.values = new Map(); this.before = null; }

  /** Put a point; days passed over since the point before are filled in. @param {number} day @param {number} value */
  put(day, value) {
    const [then, was] = this.before ?? [day, value], gap = Math.abs(day - then);
    for (let i = 0; i <= gap; i += 1) this.values.set(then + Math.sign(day - then) * i, gap ? was + ((value - was) * i) / gap : value);
    this.before = [day, value];
  }

  /** Let go: the next point begins a new stroke. */
  rest() { this.before = null; }

  /** The last day drawn, and the value there; null before anything is drawn. */
  get end() { const day = Math.max(...this.values.keys()); return Number.isFinite(day) ? { day, value: this.values.get(day) } : null; }

  /** @param {number} days @returns {number[]} one a day, NaN where nothing was drawn */
  course(days) { return Array.from({ length: days }, (_, day) => this.values.get(day) ?? NaN); }
}

/**
 * Points for a drawn line: both where its end lies in the band of B, one where it lies at least on the right side of A.
 * @param {Guess} guess @param {number[][]} pathsA @param {number[][]} pathsB @returns {?{points: number, value: number, came: number, day: number}}
 */
export function scored(guess, pathsA, pathsB) {
  const { end } = guess;
  if (!end) return null;
  const band = bandOf(pathsB), known = band.mean.map((y, day) => (Number.isFinite(y) && day <= end.day ? day : -1)).filter(day => day >= 0 && guess.values.has(day));
  const day = known.at(-1);
  if (day === undefined) return null;
  const value = guess.values.get(day), a = mean(pathsA.map(path => path[day]).filter(Number.isFinite)), came = band.mean[day];
  const isInside = value >= band.low[day] && value <= band.high[day], isSide = Math.sign(value - a) === Math.sign(came - a);
  return { points: isInside ? LINE : isSide ? 1 : 0, value, came, day };
}

/** What came out, as the sentence above the chart judges it: `more`, `less`, `same` where no difference is worth acting on, or `undecided`. @param {object[]} a @param {object[]} b runs @param {string} measure @param {object} figures */
export function cameOut(a, b, measure, figures) {
  const got = paired(...[a, b].map(runs => runs.map(run => run.measures[measure])), figures.about[measure], figures.quantiles);
  return got.verdict === UNDECIDED ? UNDECIDED : ['identical', 'no_difference'].includes(got.verdict) ? 'same' : got.mean > 0 ? 'more' : 'less';
}

/** The prediction of the moment. */
export class Prediction {
  /** @param {object} page @param {Prediction} [before] of the page in the other language */
  constructor(page, before) {
    this.page = page;
    this.isOn = before?.isOn ?? false;
    this.isHiding = before?.isHiding ?? false;
    this.sum = before?.sum ?? { points: 0, possible: 0 };
    this.expected = [null, null];
    this.guesses = [new Guess(), new Guess()];
    const { words } = page;
    this.button = button(words.say('predict'), () => this.turn(!this.isOn), { 'aria-pressed': String(this.isOn), 'data-act': 'predict' });
    this.node = el('div', { class: 'predict', hidden: !this.isOn });
    document.body.classList.toggle('hiding', this.isHiding);
    if (this.isOn) this.ask();
  }

  /** On or off. */
  turn(isOn) {
    this.isOn = isOn;
    this.isHiding = isOn;
    document.body.classList.toggle('hiding', isOn);
    this.button.setAttribute('aria-pressed', String(isOn));
    this.node.hidden = !isOn;
    if (isOn) this.ask();
    this.page.drawn = '';
    this.page.render();
  }

  /** Put the questions. */
  ask() {
    const { words, state } = this.page;
    this.expected = [null, null];
    this.guesses = [new Guess(), new Guess()];
    const question = (measure, i) => el('fieldset', {}, el('legend', {}, words.opening(words.say('predict.question', { label: words.say(`measure.${measure}`) }))),
      ...['more', 'same', 'less'].map(answer => el('label', {}, el('input', { type: 'radio', name: `predict-${i}`, value: answer, onchange: () => { this.expected[i] = answer; } }), ` ${words.say(`predict.${answer}`)}`)));
    this.answers = el('p', { role: 'status' });
    this.node.replaceChildren(el('p', {}, words.say('predict.waiting')), ...state.charts.map(question), button(words.say('predict.reveal'), () => this.reveal(), { 'data-act': 'reveal' }), this.answers);
  }

  /** Another measure in a chart: what was said of the one before does not hold for it. */
  reask() { if (this.isHiding) this.ask(); }

  /** Draw on a chart that keeps B back. @param {number} i which chart @param {SVGElement} svg @param {function(): object} where day and value under a pointer */
  listen(i, svg, where) {
    const point = event => {
      const at = where(event);
      if (at) { this.guesses[i].put(at.day, at.value); this.page.drawn = ''; this.page.render(); }
    };
    svg.addEventListener('pointerdown', event => { if (!this.isHiding) return; event.preventDefault(); svg.setPointerCapture(event.pointerId); this.guesses[i].rest(); point(event); });
    svg.addEventListener('pointermove', event => { if (this.isHiding && event.buttons) point(event); });
  }

  /** The line drawn into a chart, while it counts. @returns {?Guess} */
  guess(i) { return this.isOn && this.guesses[i].end ? this.guesses[i] : null; }

  /** Show B, and whether it is as expected. */
  reveal() {
    if (!this.isHiding) return;
    this.isHiding = false;
    this.wantsAnswer = true;
    document.body.classList.remove('hiding');
    this.page.drawn = '';
    this.page.render();
  }

  /** What came out, once it is there. @param {object[]} a @param {object[]} b runs @param {boolean} isNow */
  found(a, b, isNow) {
    if (!this.wantsAnswer || !isNow || !this.isOn) return;
    this.wantsAnswer = false;
    const { words, state, told } = this.page;
    let points = 0, possible = 0;
    const said = state.charts.flatMap((measure, i) => {
      const label = words.opening(words.say(`measure.${measure}`)), place = told.model.figures.charts.findIndex(chart => chart.measure === measure), out = [];
      if (this.expected[i]) {
        const came = cameOut(a, b, measure, told.model.figures), isRight = came === this.expected[i];
        possible += came === UNDECIDED ? 0 : WORD;
        points += isRight ? WORD : 0;
        out.push(`${label}: ${words.say(isRight ? 'predict.right' : came === UNDECIDED ? 'predict.open' : 'predict.wrong', { expected: words.say(`predict.${this.expected[i]}`), found: came === UNDECIDED ? '' : words.say(`predict.${came}`) })}`);
      }
      const drawn = scored(this.guesses[i], ...[a, b].map(runs => runs.map(run => run.paths[place])));
      if (drawn) {
        possible += LINE;
        points += drawn.points;
        out.push(`${label}: ${words.say('predict.drawn', { day: drawn.day, value: words.amount(measure, drawn.value), came: words.amount(measure, drawn.came), points: drawn.points })}`);
      }
      return out.length ? out : [`${label}: ${words.say('predict.none')}`];
    });
    this.sum = { points: this.sum.points + points, possible: this.sum.possible + possible };
    if (possible) said.push(words.say('predict.score', { points, possible, all: this.sum.points, of: this.sum.possible }));
    this.answers.replaceChildren(...said.flatMap((text, i) => (i ? [el('br'), text] : [text])), ' ', button(words.say('predict.again'), () => this.turn(true), { 'data-act': 'predict.again', class: 'small' }));
  }
}
