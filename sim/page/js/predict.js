// Predict first: the charts keep B back until the reader has said what to expect.

import { button, el } from './dom.js';
import { mean } from './intervals.js';

const ALIKE = 0.05;

/** The prediction of the moment. */
export class Prediction {
  /** @param {object} page @param {boolean} isOn */
  constructor(page, isOn = false) {
    this.page = page;
    this.isOn = isOn;
    this.isHiding = isOn;
    this.expected = [null, null];
    const { words } = page;
    this.button = button(words.say('predict'), () => this.turn(!this.isOn), { 'aria-pressed': String(isOn), 'data-act': 'predict' });
    this.node = el('div', { class: 'predict', hidden: !isOn });
    if (isOn) this.ask();
  }

  /** On or off. */
  turn(isOn) {
    this.isOn = isOn;
    this.isHiding = isOn;
    this.button.setAttribute('aria-pressed', String(isOn));
    this.node.hidden = !isOn;
    if (isOn) this.ask();
    this.page.render();
  }

  /** Put the questions. */
  ask() {
    const { words, state } = this.page;
    this.expected = [null, null];
    const question = (measure, i) => el('fieldset', {}, el('legend', {}, words.opening(words.say('predict.question', { label: words.say(`measure.${measure}`) }))),
      ...['more', 'same', 'less'].map(answer => el('label', {}, el('input', { type: 'radio', name: `predict-${i}`, value: answer, onchange: () => { this.expected[i] = answer; } }), ` ${words.say(`predict.${answer}`)}`)));
    this.answers = el('p', { role: 'status' });
    this.node.replaceChildren(el('p', {}, words.say('predict.waiting')), ...state.charts.map(question), button(words.say('predict.reveal'), () => this.reveal(), { 'data-act': 'reveal' }), this.answers);
  }

  /** Show B, and whether it is as expected. */
  reveal() { this.isHiding = false; this.wantsAnswer = true; this.page.render(); }

  /** What came out, once it is there. @param {object[]} a @param {object[]} b runs @param {boolean} isNow */
  found(a, b, isNow) {
    if (!this.wantsAnswer || !isNow || !this.isOn) return;
    this.wantsAnswer = false;
    const { words, state } = this.page;
    const told = state.charts.map((measure, i) => {
      if (!this.expected[i]) return words.say('predict.none');
      const [one, two] = [a, b].map(runs => mean(runs.map(run => run.measures[measure]).filter(Number.isFinite)));
      const came = Math.abs(two - one) <= ALIKE * Math.abs(one) || one === two ? 'same' : two > one ? 'more' : 'less';
      return `${words.opening(words.say(`measure.${measure}`))}: ${words.say(came === this.expected[i] ? 'predict.right' : 'predict.wrong', { expected: words.say(`predict.${this.expected[i]}`), found: words.say(`predict.${came}`) })}`;
    });
    this.answers.replaceChildren(...told.flatMap((text, i) => (i ? [el('br'), text] : [text])));
  }
}
