// Plans of several teams, by their links, on luck that nobody has seen; ranked with what cannot be told apart.

import { Drawer } from './drawers.js';
import { button, el } from './dom.js';
import { faults } from './faults.js';
import { interval, mean } from './intervals.js';
import { fromHash, keyOf, opening, plans, toHash } from './state.js';
import { found } from './view.js';

const UNSEEN = 1000;
const PAIRS = 20;
const MOST = 12;

/** The name before a link, if there is one that is no address. */
function nameIn(before, otherwise) {
  const name = before.replace(/\S*:\/\/\S*$/, '').replace(/\S*\.html$/, '').trim().replace(/[:,;]$/, '');
  return name ? name.slice(0, 40) : otherwise;
}

/** Plans side by side. */
export class PlansDrawer extends Drawer {
  /** @param {object} page @param {string} text links that stood there before */
  constructor(page, text = '') {
    super(page, 'plans', page.words.say('plans'));
    this.links = el('textarea', { rows: 6, 'aria-label': page.words.say('plans.links'), placeholder: page.words.say('plans.links'), spellcheck: 'false' });
    this.links.value = text;
    this.out = el('div', { role: 'status', class: 'ranking' });
  }

  get text() { return this.links.value; }

  fill() {
    const { words, state } = this.page, label = words.say(`measure.${state.charts[0]}`);
    this.body.replaceChildren(el('p', {}, words.say('plans.intro', { n: PAIRS, label })), this.links,
      el('p', {}, button(words.say('plans.add'), () => this.add()), ' ', button(words.say('plans.rank'), () => this.rank(), { 'data-act': 'rank' })), this.out);
  }

  /** Put the plan on the screen into the list. */
  add() { this.links.value = `${this.links.value.trimEnd()}\nB #${toHash(this.page.state)}`.trim(); }

  /** Read the links. @returns {{teams: object[], said: string[]}} */
  read() {
    const { page } = this, { words, told, state, kinds, community } = page, said = [], teams = [];
    const lines = this.links.value.split('\n').map(line => line.trim()).filter(line => line.includes('#'));
    if (lines.length > MOST) said.push(words.say('plans.most', { n: MOST }));
    lines.slice(0, MOST).forEach((line, i) => {
      const at = line.indexOf('#'), name = nameIn(line.slice(0, at), words.say('plans.name', { n: i + 1 }));
      const { state: theirs, faults: wrong } = fromHash(told, line.slice(at + 1).split(/\s/)[0], opening(community, state.lang));
      said.push(...wrong.map(one => `${name}: ${words.say(`link.${one.key}`, one)}`));
      if (wrong.some(one => one.key === 'scenario' || one.key === 'long')) return;
      if (theirs.community !== state.community) { said.push(words.say('plans.other', { name })); return; }
      if (JSON.stringify([theirs.behaviour, theirs.people]) !== JSON.stringify([state.behaviour, state.people])) said.push(words.say('plans.assumed', { name }));
      const plan = plans(kinds, community, { ...state, changes: theirs.changes }).b, cannot = faults(kinds, plan.policies, plan.community);
      if (cannot.length) {
        const { key, kind } = cannot[0];
        said.push(words.say('plans.left', { name, why: words.say(`fault.${key}`, { kind: words.opening(words.say(`kind.${kind}`)), days: plan.community.days, audience: plan.community.audience }) }));
      } else teams.push({ name, plan, key: keyOf(plan) });
    });
    return { teams, said };
  }

  /** Let all plans live, and rank them. */
  rank() {
    const { page } = this, { words } = page, { teams, said } = this.read();
    if (!teams.length) { this.tell([...said, words.say('plans.none')]); return; }
    this.tell([...said, words.say('plans.running', { n: teams.length })]);
    const a = { plan: page.planA, key: keyOf(page.planA) }, all = new Map([a, ...teams].map(one => [one.key, one.plan]));
    page.crew.rank([...all], UNSEEN, PAIRS, { tell: () => { this.show(a, teams, said); page.ask(); }, dropped: () => this.tell([...said, words.say('plans.stopped')]) });
  }

  /** @param {string[]} texts @param {...Node} nodes */
  tell(texts, ...nodes) { this.out.replaceChildren(...nodes, ...texts.map(text => el('p', {}, text))); }

  /** The table, best first. */
  show(a, teams, said) {
    const { page } = this, { words, told, state } = page, [measure] = state.charts, { figures } = told.model, { direction } = figures.about[measure];
    const runs = key => Array.from({ length: PAIRS }, (_, n) => page.crew.of(key).get(UNSEEN + n)), base = runs(a.key);
    const value = run => run.measures[measure], hours = key => mean(runs(key).map(run => run.measures.host_hours));
    const ranked = teams.map(team => ({ ...team, mean: mean(runs(team.key).map(value).filter(Number.isFinite)), against: found(base, runs(team.key), measure, figures.quantiles) }))
      .sort((x, y) => (direction < 0 ? x.mean - y.mean : y.mean - x.mean));
    const tied = ranked.slice(1).filter(team => {
      const differences = runs(team.key).map((run, n) => value(run) - value(runs(ranked[0].key)[n])), { low, high } = interval(differences, figures.quantiles);
      return !(low > 0 || high < 0) && !(Number.isNaN(low) && new Set(differences).size === 1 && differences[0] !== 0);
    });
    const row = team => el('tr', {}, el('th', { scope: 'row' }, team.name), el('td', {}, words.amount(measure, team.mean)),
      el('td', {}, team.against.method === 'equal' && team.against.mean === 0 ? '0' : `${words.delta(measure, team.against.mean)} (${words.span(measure, team.against.low, team.against.high)})`), el('td', {}, words.number(hours(team.key), 0)));
    const head = [words.say('plans.plan'), words.say(`measure.${measure}`), words.say('plans.against'), words.say('plans.hours')].map(text => el('th', { scope: 'col' }, text));
    const [first] = ranked, names = tied.map(team => team.name).join(', ');
    const verdict = ranked.length < 2 ? [] : [tied.length ? words.say(tied.length > 1 ? 'plans.tied' : 'plans.tied_one', { names, first: first.name }) : words.say('plans.first', { first: first.name })];
    this.tell([...verdict, ...said], el('table', {}, el('tr', {}, ...head), ...ranked.map(row),
      el('tr', { class: 'kept' }, el('th', { scope: 'row' }, 'A'), el('td', {}, words.amount(measure, mean(base.map(value).filter(Number.isFinite)))), el('td', {}, ''), el('td', {}, words.number(hours(a.key), 0)))));
  }
}
