// Drawers at the side: all levers, assumptions, what the model does not know, the brief, what to take home.

import { COMMUNITY_SHARES } from './state.js';
import { control, labelOf } from './controls.js';
import { button, el } from './dom.js';
import { toToml } from './toml.js';

/** A drawer: opens, takes the focus, gives it back; Escape closes it. */
export class Drawer {
  /** @param {object} page @param {string} name @param {string} title */
  constructor(page, name, title) {
    this.page = page;
    this.body = el('div', { class: 'drawer-body' });
    this.title = el('h2', { id: `${name}-title`, tabindex: -1 }, title);
    this.node = el('aside', { class: 'drawer', id: name, hidden: true, role: 'dialog', 'aria-labelledby': `${name}-title` },
      el('div', { class: 'drawer-head' }, this.title, button(page.words.say('close'), () => this.close())), this.body);
    this.node.addEventListener('keydown', event => { if (event.key === 'Escape') this.close(); });
    this.opened = null;
  }

  open() {
    for (const other of this.page.drawers) if (other !== this) other.close(false);
    this.opened = document.activeElement;
    this.fill?.();
    this.node.hidden = false;
    this.title.focus();
  }

  close(back = true) {
    if (this.node.hidden) return;
    this.node.hidden = true;
    if (back) this.opened?.focus();
  }

  toggle() { if (this.node.hidden) this.open(); else this.close(); }
}

/** A field to search in what stands below it. */
function search(words, label, rows, empty) {
  const input = el('input', { type: 'search', 'aria-label': label, placeholder: label });
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    for (const { node, text } of rows()) node.hidden = !text.toLocaleLowerCase().includes(wanted);
    for (const group of input.parentNode.querySelectorAll('.family')) {
      group.hidden = ![...group.querySelectorAll('[data-row]')].some(row => !row.hidden);
      if (wanted) group.open = true;
    }
    empty.hidden = rows().some(({ node }) => !node.hidden);
  });
  return input;
}

/** Every lever, by family. */
export class LeversDrawer extends Drawer {
  constructor(page) { super(page, 'all-levers', page.words.say('levers')); this.controls = new Map(); }

  /** How many of a kind plan B has. */
  many(kind) { return this.page.planB.policies.filter(policy => policy.kind === kind).length; }

  fill() {
    const { page } = this, { words, told } = page;
    this.controls.clear();
    this.extra ??= new Map();
    const groups = told.model.policies.flatMap(about => {
      const n = Math.min(9, Math.max(1, this.many(about.kind), this.extra.get(about.kind) ?? 1));
      return Array.from({ length: n }, (_, i) => this.family(about, i, n));
    });
    const empty = el('p', { hidden: true }, words.say('levers.none'));
    const rows = () => [...this.body.querySelectorAll('[data-row]')].map(node => ({ node, text: node.dataset.row }));
    this.body.replaceChildren(search(words, words.say('levers.search'), rows, empty), empty, ...groups);
  }

  family(about, i, n) {
    const { page } = this, { words } = page, kind = words.say(`kind.${about.kind}`), title = n > 1 ? words.say('instance', { kind, n: i + 1 }) : kind;
    const rows = about.fields.map(field => {
      const key = `${about.kind}.${i}.${field.name}`, label = labelOf(words, about.kind, field.name);
      const made = page.control(key);
      made.node.dataset.row = `${title} ${label} ${(field.choices ?? []).map(word => words.say(`choice.${field.name}.${word}`)).join(' ')}`;
      this.controls.set(key, made);
      return made.node;
    });
    const more = i === n - 1 && n < 9 && n === this.many(about.kind)
      ? button(words.say('levers.add', { kind }), () => { this.extra.set(about.kind, n + 1); this.fill(); this.body.querySelector(`[data-family="${about.kind}.${n}"] summary`).focus(); }, { class: 'small' }) : null;
    return el('details', { class: 'family', 'data-family': `${about.kind}.${i}`, open: i < this.many(about.kind) || n > 1 }, el('summary', {}, words.opening(title)), ...rows, more);
  }

  /** Put every control where the state is. */
  sync() { for (const [key, made] of this.controls) made.set(this.page.value(key), this.page.base(key)); }
}

/** What the model rests on. */
export class AssumptionsDrawer extends Drawer {
  constructor(page) { super(page, 'assumptions', page.words.say('assumptions')); this.controls = []; }

  fill() {
    const { page } = this, { words, told } = page, { plan } = page.community, given = { words, community: plan.community };
    const make = (name, label, field, base, set, about) => {
      const current = () => page.state[set][name] ?? base;
      const made = control({ ...given, isAssumed: set === 'behaviour', field, label, base, value: current(), key: `${set}.${name}` }, (value, settled) => page.assume(set, name, value, base, settled));
      if (about) made.node.append(el('p', { class: 'about' }, about));
      made.node.dataset.row = `${label} ${name}`;
      this.controls.push(() => made.set(current(), base));
      return made.node;
    };
    this.controls = [];
    const people = ['audience', 'days', 'founders', 'seed', 'breadth', 'already_on', 'rivals', 'rival_size', 'rival_specificity'].map(name => make(name, words.say(`community.${name}`),
      { name, ...(COMMUNITY_SHARES.includes(name) ? { type: 'number', steps: 20 } : { type: 'whole' }), low: told.bounds[name][0], high: name === 'founders' ? plan.community.audience : name === 'seed' ? 99 : told.bounds[name][1], unit: name === 'days' ? 'days' : '' },
      plan.community[name], 'people', ''));
    const present = new Set([...plan.policies, ...page.planB.policies].map(policy => policy.kind));
    const felt = told.assumptions.filter(one => !one.policies.length || one.policies.some(kind => present.has(kind)));
    const rows = felt.map(one => make(one.name, words.say(`parameter.${one.name}`), { ...one, type: 'number', plain: !['share', 'chance'].includes(one.unit), unit: '', steps: 20 }, plan.behaviour[one.name] ?? one.default, 'behaviour',
      words.say('assumptions.source', { source: one.source, grade: one.grade, low: words.number(one.low), high: words.number(one.high) })));
    const empty = el('p', { hidden: true }, words.say('assumptions.none'));
    const list = () => [...this.body.querySelectorAll('[data-row]')].map(node => ({ node, text: node.dataset.row }));
    this.body.replaceChildren(el('p', {}, words.say('assumptions.intro')), search(words, words.say('assumptions.search'), list, empty), empty,
      el('details', { class: 'family' }, el('summary', {}, words.say('assumptions.community')), ...people), ...rows);
  }

  sync() { for (const set of this.controls) set(); }
}

/** What the model does not know, as a list. @param {Words} words @returns {HTMLElement} */
export function limitsOf(words) {
  const rows = [];
  for (let n = 1; words.has(`limits.${n}`); n += 1) rows.push(el('li', {}, words.say(`limits.${n}`)));
  return el('ul', {}, ...rows);
}

/** What the model does not know. */
export class LimitsDrawer extends Drawer {
  constructor(page) { super(page, 'limits', page.words.say('limits')); }

  fill() {
    this.body.replaceChildren(limitsOf(this.page.words));
  }
}

/** The brief of a story. */
export class BriefDrawer extends Drawer {
  constructor(page) { super(page, 'brief', page.words.say('story.brief')); }

  fill() {
    const { words, community: { story } } = this.page, steps = [];
    for (let n = 1; words.has(`hour.${n}`); n += 1) steps.push(el('li', {}, words.say(`hour.${n}`)));
    this.body.replaceChildren(el('p', {}, words.say(`story.${story}.brief`)), el('p', {}, words.say('story.goal', { text: words.say(`story.${story}.goal`) })),
      el('details', { class: 'family' }, el('summary', {}, words.say('story.surprise')), el('p', {}, words.say(`story.${story}.surprise`))),
      el('details', { class: 'family' }, el('summary', {}, words.say('hour')), el('ol', {}, ...steps)));
  }
}

/** Plans as files, and the command that repeats the comparison. */
export class TakeDrawer extends Drawer {
  constructor(page) { super(page, 'take', page.words.say('take')); }

  fill() {
    const { page } = this, { words, community } = page, letters = [['A', page.planA], ['B', page.planB]];
    const title = letter => Object.fromEntries(Object.entries(community.title).map(([lang, text]) => [lang, `${text} (${letter})`]));
    const name = letter => `${community.name}-${letter.toLowerCase()}.toml`;
    const save = (letter, plan) => {
      const link = el('a', { href: URL.createObjectURL(new Blob([toToml(plan, title(letter))], { type: 'application/toml' })), download: name(letter) });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    };
    this.body.replaceChildren(...page.home.parts(), el('p', {}, words.say('take.intro')),
      ...letters.map(([letter, plan]) => el('p', {}, button(words.say('take.save', { plan: letter, file: name(letter) }), () => save(letter, plan), { 'data-plan': letter }))),
      el('p', {}, words.say('take.command')), el('pre', { tabindex: 0 }, `community-sim compare ${name('A')} ${name('B')} --reps 100`),
      el('details', { class: 'family' }, el('summary', {}, words.say('take.plan')), el('pre', { tabindex: 0, id: 'toml' }, toToml(page.planB, title('B')))));
  }

  sync() { if (!this.node.hidden) this.fill(); }
}
