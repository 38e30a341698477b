// A round: each team's plan is a link or a code; all of them are ranked on luck that nobody has seen, with what cannot be told apart.

import { Drawer } from './drawers.js';
import { button, el } from './dom.js';
import { faults } from './faults.js';
import { mean } from './intervals.js';
import { alike, areNear, numberOf, ranked } from './ranking.js';
import { codeOf, planSaid, planText } from './share.js';
import { fromHash, keyOf, opening, plans, toHash } from './state.js';

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
  /** @param {object} page @param {?PlansDrawer} before of the page in another language */
  constructor(page, before) {
    super(page, 'plans', page.words.say('plans'));
    const { words } = page;
    this.node.classList.add('wide');
    this.links = el('textarea', { rows: 6, 'aria-label': words.say('plans.links'), placeholder: words.say('plans.example'), spellcheck: 'false' });
    this.links.value = before ? before.text : page.told.round?.links ?? '';
    this.out = el('div', { role: 'status', class: 'ranking' });
    this.rows = null;
  }

  get text() { return this.links.value; }

  fill() {
    const { words, state, community: { story } } = this.page, label = words.say(`measure.${state.charts[0]}`);
    this.code = el('div', {});
    this.name = el('input', { type: 'text', maxlength: 40, id: 'plans-team', value: this.team ?? '', oninput: () => { this.team = this.name.value; } });
    const copied = el('span', { role: 'status' });
    const copy = async () => {
      const text = `${this.name.value.trim() ? `${this.name.value.trim().replace(/#/g, '')}: ` : ''}${planText(this.page)}`;
      try { await navigator.clipboard.writeText(text); copied.textContent = words.say('plans.copied'); } catch { copied.textContent = text; }
    };
    this.body.replaceChildren(story ? el('p', {}, words.say('story.goal', { text: words.say(`story.${story}.goal`) })) : null ?? '',
      el('details', { class: 'family', ontoggle: event => { if (event.target.open) this.show(); } }, el('summary', {}, words.say('plans.mine')), el('p', {}, words.say('plans.mine_how')),
        el('p', { class: 'watch-bar' }, el('label', { for: 'plans-team' }, words.say('plans.team')), this.name, button(words.say('plans.copy'), copy, { 'data-act': 'plans.copy' }), copied), this.code),
      el('p', {}, words.say('plans.intro', { n: PAIRS, label })), this.links,
      el('p', {}, button(words.say('plans.add'), () => this.add()), ' ', button(words.say('plans.rank'), () => this.rank(), { 'data-act': 'rank' })), this.out);
  }

  /** The plan on the screen as a code and in sentences. */
  show() {
    const { page } = this, { words } = page, said = planSaid(page, page.state.changes), text = planText(page);
    this.code.replaceChildren(codeOf(text, words.say('plans.code')) ?? el('p', {}, words.say('plans.no_code')),
      said.length ? el('ul', {}, ...said.map(one => el('li', {}, one))) : el('p', {}, words.say('plan.same')), el('pre', { tabindex: 0 }, text));
  }

  sync() { if (this.code?.childNodes.length) this.show(); }

  /** Put the plan on the screen into the list. */
  add() { this.links.value = `${this.links.value.trimEnd()}\n${this.name.value.trim().replace(/#/g, '') || 'B'} #${toHash(this.page.state)}`.trim(); }

  /** Read the links. @returns {{teams: object[], said: string[]}} */
  read() {
    const { page } = this, { words, told, state, kinds, community } = page, said = [], teams = [];
    const lines = this.links.value.split('\n').map(line => line.trim()).filter(line => line.includes('#'));
    if (lines.length > MOST) said.push(words.say('plans.most', { n: MOST }));
    lines.slice(0, MOST).forEach((line, i) => {
      const at = line.indexOf('#'), wanted = nameIn(line.slice(0, at), words.say('plans.name', { n: i + 1 }));
      const name = teams.some(team => team.name === wanted) ? `${wanted} (${i + 1})` : wanted;
      const { state: theirs, faults: wrong } = fromHash(told, line.slice(at + 1).split(/\s/)[0], opening(community, state.lang));
      said.push(...wrong.map(one => `${name}: ${words.say(`link.${one.key}`, one)}`));
      if (wrong.some(one => one.key === 'scenario' || one.key === 'long')) return;
      if (theirs.community !== state.community) { said.push(words.say('plans.other', { name })); return; }
      if (JSON.stringify([theirs.behaviour, theirs.people]) !== JSON.stringify([state.behaviour, state.people])) said.push(words.say('plans.assumed', { name }));
      const plan = plans(kinds, community, { ...state, changes: theirs.changes }).b, cannot = faults(kinds, plan.policies, plan.community);
      if (cannot.length) {
        const { key, kind } = cannot[0];
        said.push(words.say('plans.left', { name, why: words.say(`fault.${key}`, { kind: words.opening(words.say(`kind.${kind}`)), days: plan.community.days, audience: plan.community.audience }) }));
      } else teams.push({ name, plan, key: keyOf(plan), changes: theirs.changes });
    });
    return { teams, said };
  }

  /** Let all plans live, and rank them. */
  rank() {
    const { page } = this, { words } = page, { teams, said } = this.read();
    if (!teams.length) { this.tell([...said, words.say('plans.none')]); return; }
    this.tell([...said, words.say('plans.running', { n: teams.length })]);
    const a = { plan: page.planA, key: keyOf(page.planA) }, all = new Map([a, ...teams].map(one => [one.key, one.plan]));
    const first = UNSEEN + PAIRS * numberOf([a.key, ...teams.map(one => one.key)]);  // luck that follows from the plans themselves: the same for the same plans, and no one could try it before
    page.crew.rank([...all], first, PAIRS, { tell: () => { this.found(a, teams, said, first); page.ask(); }, dropped: () => this.tell([...said, words.say('plans.stopped')]) });
  }

  /** @param {string[]} texts @param {...Node} nodes */
  tell(texts, ...nodes) { this.out.replaceChildren(...nodes, ...texts.map(text => el('p', {}, text))); }

  /** All are there: the table, best first. */
  found(a, teams, said, first) {
    const { page } = this, { words, told, state } = page, [measure] = state.charts, { figures } = told.model;
    const runs = key => Array.from({ length: PAIRS }, (_, n) => page.crew.of(key).get(first + n)), base = runs(a.key);
    const rows = ranked(teams.map(team => ({ ...team, runs: runs(team.key) })), base, measure, figures), number = x => words.number(x, 0);
    const value = run => run.measures[measure], groups = alike(rows), [winner] = rows;
    const row = team => el('tr', {}, el('td', {}, team.best === team.worst ? String(team.best) : words.say('plans.places', { best: team.best, worst: team.worst })), el('th', { scope: 'row' }, team.name), el('td', {}, words.amount(measure, team.mean)),
      el('td', {}, team.against.method === 'equal' && team.against.mean === 0 ? '0' : words.against(measure, team.against)),
      el('td', {}, number(team.hours) + (team.isOver ? ` ${words.say('plans.over')}` : '')),
      el('td', {}, button(words.say('plans.look'), () => { page.go({ ...page.present(), changes: team.changes }); this.close(); }, { class: 'small', 'aria-label': words.say('plans.look_at', { name: team.name }) })));
    const head = ['place', 'plan', '', 'against', 'hours', 'open'].map(key => el('th', { scope: 'col' }, key ? words.say(`plans.${key}`) : words.say(`measure.${measure}`)));
    const small = winner.near.filter(name => !winner.tied.includes(name));
    const verdict = rows.length < 2 ? [] : [...groups.map(group => words.say(areNear(rows, group) ? 'plans.near' : 'plans.alike', { names: words.listed(group) })), ...(winner.tied.length ? [] : [words.say('plans.first', { first: winner.name })]),
      ...(small.length ? [words.say('plans.small', { first: winner.name, names: words.listed(small) })] : [])];
    if (rows.some(one => one.isOver)) verdict.push(words.say('plans.over_said'));
    this.rows = rows.map(({ runs: _, plan: __, ...rest }) => rest);
    this.verdict = verdict;
    this.measure = measure;
    this.tell([words.say('plans.how', { n: PAIRS })], ...[...verdict, ...said].map(text => el('p', {}, text)), el('table', {}, el('tr', {}, ...head), ...rows.map(row),
      el('tr', { class: 'kept' }, el('td', {}, ''), el('th', { scope: 'row' }, 'A'), el('td', {}, words.amount(measure, mean(base.map(value).filter(Number.isFinite)))), el('td', {}, ''), el('td', {}, number(mean(base.map(run => run.measures.host_hours)))), el('td', {}, ''))));
  }
}
