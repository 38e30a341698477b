// Plans put together by ticking advice: which plan, and what it follows.

import { advised, answersOf, dosed, following, titleOf } from './asked.js';
import { startOf } from './desklink.js';
import { button, el } from './dom.js';

const BLANK_IN_TEXT = '\u0000';

/** The part of the desk in which plans are made. */
export class PlansPart {
  /** @param {object} desk the desk it lies on */
  constructor(desk) {
    this.desk = desk;
    this.tabs = el('div', { class: 'tabs', role: 'group', 'aria-label': desk.ui('plans.which') });
    this.body = el('div', {});
    this.said = el('p', { class: 'about', role: 'status' });
    this.node = el('div', {}, this.tabs, this.said, this.body);
  }

  get now() { const { plans, at } = this.desk.desk; return plans[at]; }

  /** Change the plan that is being put together. */
  change(ticked) {
    const { plans, at } = this.desk.desk;
    this.desk.set({ plans: plans.map((one, i) => (i === at ? { ticked } : one)) });
  }

  tick(about, dose) {
    const ticked = { ...this.now.ticked }, replaced = about.clashes.filter(name => ticked[name]);
    this.said.textContent = '';
    if (dose === null) delete ticked[about.name];
    else {
      for (const name of replaced) { this.said.textContent = this.desk.ui('clash', { other: advised(this.desk.words, name, ticked[name]) }); delete ticked[name]; }
      ticked[about.name] = dose;
    }
    this.change(ticked);
  }

  /** Another plan is worked at, added, copied or taken away. */
  go(plans, at) { this.said.textContent = ''; this.desk.set({ plans, at }); }

  update() {
    const { desk } = this, { words, page: { told } } = desk, { plans, at } = desk.desk, wasOn = document.activeElement?.dataset?.focus;
    const titled = one => (one.file ? one.file.title[words.lang] : Object.keys(one.ticked).length ? titleOf(words, told.asked, one.ticked) : desk.ui('plan.none'));
    const isFull = plans.length >= told.asked.most;
    this.tabs.replaceChildren(...plans.map((one, i) => button('', () => this.go(plans, i), { 'aria-pressed': String(i === at), 'data-focus': `tab-${i}`, class: 'tab' })),
      button(desk.ui('plan.add'), () => this.go([...plans, { ticked: {} }], plans.length), { disabled: isFull, 'data-focus': 'add' }),
      button(desk.ui('plan.copy'), () => this.go([...plans, JSON.parse(JSON.stringify(plans[at]))], plans.length), { disabled: isFull, 'data-focus': 'copy' }),
      button(desk.ui('plan.remove'), () => this.go(plans.filter((_, i) => i !== at), Math.max(0, at - 1)), { disabled: plans.length < 2, 'data-focus': 'remove' }));
    plans.forEach((one, i) => this.tabs.children[i].append(el('b', {}, desk.ui('plan', { n: i + 1 })), el('span', {}, titled(one))));
    if (isFull && !this.said.textContent) this.said.textContent = desk.ui('plan.most');
    const { file } = this.now;
    this.body.replaceChildren(...(file ? [el('p', {}, desk.ui('plan.file', { name: `${file.name}.toml` })), el('p', { class: 'about' }, desk.ui('plan.file.more'))]
      : [el('div', { class: 'themes' }, ...told.asked.themes.map(theme => this.theme(theme)))]));
    if (wasOn) this.node.querySelector(`[data-focus="${wasOn}"]`)?.focus();
  }

  /** Whether a piece of advice would change anything where we start. */
  changes({ name, doses }) {
    const { desk: { page: { told }, desk } } = this, start = startOf(told, desk), was = JSON.stringify(start);
    return doses.some(([dose]) => JSON.stringify(following(told.asked, start, { [name]: dose })) !== was);
  }

  theme(theme) {
    const { words, page: { told } } = this.desk;
    return el('fieldset', { class: 'theme' }, el('legend', {}, words.say(`desk.theme.${theme}`)), ...told.asked.advice.filter(one => one.theme === theme && (this.now.ticked[one.name] || this.changes(one))).map(one => this.advice(one)));
  }

  /** A piece of advice: a tick, and how much of it in the midst of its words. */
  advice(about) {
    const { desk } = this, { words, page: { told } } = desk, { name, doses } = about, dose = this.now.ticked[name] ?? null, worry = answersOf(told.asked, desk.desk.answers).worry, id = `advice-${name}`;
    const parts = words.say(`desk.advice.${name}`, { n: BLANK_IN_TEXT }).split(BLANK_IN_TEXT), isChosen = parts.length > 1 && doses.length > 1;
    const shown = parts.map((part, i) => (i === 0 && part ? words.opening(part) : part));
    const box = el('input', { type: 'checkbox', id, checked: dose !== null, 'data-focus': id, 'aria-label': words.opening(advised(words, name, dose ?? about.default)), onchange: () => this.tick(about, box.checked ? dose ?? choice?.value ?? about.default : null) });
    const choice = isChosen ? el('select', { 'aria-label': `${words.opening(advised(words, name, dose ?? about.default))}: ${desk.ui('dose')}`, 'data-focus': `${id}-dose`, onchange: () => this.tick(about, choice.value) },
      ...doses.map(([one]) => el('option', { value: one, selected: one === (dose ?? about.default) }, dosed(words, name, one)))) : null;
    return el('div', { class: `advice${dose === null ? '' : ' ticked'}`, 'data-advice': name }, box, el('div', {}, el('label', { for: id }, shown[0]), choice, shown[1] ? el('label', { for: id }, shown[1]) : null,
      about.eases.includes(worry) ? el('span', { class: 'eases' }, desk.ui('eases')) : null));
  }
}
