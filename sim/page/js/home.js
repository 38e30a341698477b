// To take home: this page with the round's plans inside, a summary on one sheet of paper, and what would turn it round.

import { button, el } from './dom.js';
import { keyOf, toHash } from './state.js';
import { planSaid } from './share.js';
import { MOST_CELLS, Turning } from './turning.js';

/** The page as a file, with a round inside. @param {string} source the file as it was opened @param {object} round @returns {string} */
export function withRound(source, round) {
  const inside = JSON.stringify(round).replace(/</g, '\\u003c'), bare = source.replace(/<script type="application\/json" id="round">[^]*?<\/script>\n?/, '');
  return bare.replace('<script type="application/octet-stream" id="data">', () => `<script type="application/json" id="round">${inside}</script>\n<script type="application/octet-stream" id="data">`);
}

/** The round that lies in the file; null where there is none or it cannot be read. @returns {?{links: string, hash: string, day: string}} */
export function roundInside() {
  try {
    const { links, hash, day } = JSON.parse(document.getElementById('round').textContent);
    return [links, hash, day].every(one => typeof one === 'string' && one.length < 100_000) ? { links, hash, day } : null;
  } catch { return null; }
}

const MOST_SAID = 8;

const today = () => new Date().toISOString().slice(0, 10);

/** Give a text as a file. */
export function save(text, name, type) {
  const link = el('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What stands in the drawer, and the sheet that is printed. */
export class Home {
  /** @param {object} page @param {?Home} before */
  constructor(page, before) {
    this.page = page;
    this.told = before?.told ?? null;
    this.sheet = el('article', { class: 'sheet', 'aria-hidden': 'true' });
    this.list = el('div', { role: 'status' });
    if (!Home.isHeard) { Home.isHeard = true; globalThis.addEventListener('beforeprint', () => globalThis.page?.home.fill()); }
  }

  /** Parts of the drawer. @returns {Node[]} */
  parts() {
    const { page } = this, { words, community } = page, { audience, days } = page.planA.community;
    const keep = () => save(withRound(globalThis.source, { links: page.rounds.text, hash: toHash(page.state), day: today() }), `${community.name}-${today()}.html`, 'text/html');
    const search = button(words.say('turning.look'), () => this.look(), { 'data-act': 'turning', disabled: audience * days > MOST_CELLS });
    this.say();
    return [el('h3', {}, words.say('home.file')), el('p', {}, words.say('home.file_said')), el('p', {}, button(words.say('home.save'), keep, { 'data-act': 'home.save' })),
      el('h3', {}, words.say('home.sheet')), el('p', {}, words.say('home.sheet_said')), el('p', {}, button(words.say('home.print'), () => { this.fill(); globalThis.print(); }, { 'data-act': 'home.print' })),
      el('h3', {}, words.say('turning')), el('p', {}, words.say('turning.said')), el('p', {}, search), this.list, el('h3', {}, words.say('home.plans'))];
  }

  /** Look for what turns it round. */
  look() {
    const { page } = this, turning = new Turning(page, told => { this.told = { ...told, key: turning.key, measure: turning.measure }; this.say(); });
    if (keyOf(page.planA) === keyOf(page.planB)) { this.list.replaceChildren(el('p', {}, page.words.say('turning.same'))); return; }
    this.list.replaceChildren(el('p', {}, page.words.say('turning.busy', { done: 0, all: '…' })));
    turning.start();
  }

  /** What was found for the plans of now, in sentences. @returns {string[]} */
  sentences() {
    const { page, told } = this, { words } = page;
    if (!told || told.key !== keyOf(page.planA) + keyOf(page.planB) + page.state.charts[0]) return [words.say('turning.none_yet')];
    const label = words.say(`measure.${told.measure}`), state = { busy: [words.say('turning.busy', told)], stopped: [words.say('turning.stopped')], done: [] }[told.state];
    const head = told.isKnown ? state : [words.say('turning.unsure')];
    if (!told.isKnown) return head;
    if (!told.found.length) return told.state !== 'done' ? head : [...head, words.say('turning.nothing', { n: told.all, label })];
    return [...head, ...told.found.slice(0, MOST_SAID).map(one => words.say(one.isTurned ? 'turning.turned' : 'turning.open',
      { name: words.opening(words.say(`parameter.${one.name}`)).replace(/[.]$/, ''), value: words.number(one.value), span: words.span(told.measure, one.low, one.high) })), ...(told.found.length > MOST_SAID ? [words.say('turning.more', { n: told.found.length - MOST_SAID })] : [])];
  }

  say() { this.list.replaceChildren(...this.sentences().map(text => el('p', {}, text))); }

  /** Make the sheet. */
  fill() {
    const { page } = this, { words, community, state, told } = page, { lang } = state, goal = community.story ? words.say(`story.${community.story}.goal`) : '';
    const section = (key, ...nodes) => el('section', {}, el('h2', {}, words.say(key)), ...nodes), list = texts => el('ul', {}, ...texts.map(text => el('li', {}, text)));
    const hidden = page.prediction.isHiding;
    const picture = chart => { const copy = chart.svg.cloneNode(true); copy.removeAttribute('aria-labelledby'); return el('figure', {}, copy, el('figcaption', {}, chart.said.textContent)); };
    const hours = page.hours.body.cloneNode(true), behaviour = Object.entries(state.behaviour).map(([name, value]) => `${words.opening(words.say(`parameter.${name}`))}: ${words.number(value)}`);
    const ranking = page.rounds.rows ? [section('home.ranking', el('p', {}, (page.rounds.verdict ?? []).join(' ')), el('table', {}, ...page.rounds.rows.map(one => el('tr', {}, el('td', {}, one.best === one.worst ? String(one.best) : words.say('plans.places', { best: one.best, worst: one.worst })),
      el('th', { scope: 'row' }, one.name + (one.isOver ? ` ${words.say('plans.over')}` : '')), el('td', {}, planSaid(page, one.changes).join('; ') || words.say('plan.same')), el('td', {}, words.against(page.rounds.measure, one.against))))))] : [];
    this.sheet.replaceChildren(el('h1', {}, words.say('home.title', { title: community.title[lang], day: today() })),
      ...(goal ? [section('home.goal', el('p', {}, words.opening(goal)))] : []),
      section('home.compared', el('p', {}, el('b', {}, words.say('a'))), list(community.said?.[lang] ?? []), el('p', {}, el('b', {}, words.say('b'))), list(hidden ? [words.say('hidden')] : planSaid(page, state.changes).length ? planSaid(page, state.changes) : [words.say('plan.same')])),
      section('home.outcome', el('div', { class: 'two' }, ...page.charts.map(picture)), el('p', { class: 'about' }, page.band.textContent)),
      section('hours', hours), ...ranking, section('turning', list(this.sentences())),
      ...(behaviour.length ? [section('home.assumed', list(behaviour))] : []),
      el('p', { class: 'about' }, `${words.say('limits.1')} ${words.say('footer', { version: told.version, engine: told.engine.slice(0, 12), seed: page.planA.community.seed, people: words.number(page.planA.community.audience), days: words.number(page.planA.community.days) })}`));
  }
}
