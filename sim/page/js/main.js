// The page: puts everything together and answers to what the reader does.

import { claimSaid } from './claim.js';
import { control, labelOf } from './controls.js';
import { Crew, stagesFor } from './crew.js';
import { Desk, takeIn } from './desk.js';
import { DESK, OURS } from './desklink.js';
import { button, el } from './dom.js';
import { AssumptionsDrawer, BriefDrawer, LeversDrawer, LimitsDrawer, TakeDrawer } from './drawers.js';
import { faults } from './faults.js';
import { Home, roundInside } from './home.js';
import { PlansDrawer } from './rounds.js';
import { Prediction } from './predict.js';
import { Presentation } from './present.js';
import { planSaid } from './share.js';
import { Past, fieldOf, fromHash, keyOf, moved, opening, parts, plans, standing, toHash } from './state.js';
import { ChartView, HoursView, bandSaid } from './view.js';
import { WatchDrawer } from './watch.js';
import { Words } from './words.js';

const REPLAY = 1200;
/** Changes that no lever in sight shows, told at most. */
const OUT_OF_SIGHT = 3;

/** The page. */
class Page {
  /** @param {object} told everything the file holds @param {WebAssembly.Module} module */
  constructor(told, module) {
    this.told = told;
    const first = opening(told.communities[0], told.lang), { state, faults: wrong } = fromHash(told, takeIn(told, location.hash.slice(1) || (told.round?.hash ?? '')), first);
    this.past = new Past(state);
    this.state = state;
    this.stage = 0;
    this.linkFaults = wrong;
    this.crew = new Crew(told.worker, module, told.model, {
      onStage: (n, isLast) => { this.stage = n; this.isLast = isLast; this.shownKeys = [this.crew.wanted.keyA, this.crew.wanted.keyB]; this.render(); },
      onFault: (kind, why) => this.notice([kind === 'worker' ? this.words.say('trouble.worker') : this.words.say('trouble.run', { why })]),
    });
    const isDesk = location.hash.startsWith(`#${DESK}`);
    this.build();
    if (isDesk) this.desk.open(false);
    window.addEventListener('hashchange', () => this.fromLink());
    new ResizeObserver(() => this.render()).observe(this.charts[0].svg);
  }

  get words() { return (this.spoken?.lang === this.state.lang ? this.spoken : (this.spoken = new Words(this.told.words[this.state.lang], this.state.lang, this.told.model.figures))); }
  get community() { return this.told.communities.find(one => one.name === this.state.community); }
  get kinds() { return this.told.model.policies; }
  get drawers() { return [this.all, this.assumptions, this.limits, this.take, this.brief, this.rounds, this.watch]; }

  /** A lever's value in B, and in A. */
  value(key) { return standing(this.kinds, this.planB.policies, key); }
  base(key) { return standing(this.kinds, this.community.plan.policies, key); }

  /** A control for a lever. @param {string} key */
  control(key) {
    const { kind, name } = parts(key), field = { ...fieldOf(this.kinds, key), kind }, community = { ...this.community.plan.community, ...this.state.people };
    return control({ key, words: this.words, field, label: labelOf(this.words, kind, name), base: this.base(key), value: this.value(key), community },
      (value, settled) => this.go(moved(this.kinds, this.community, this.present(), key, value), settled));
  }

  /** The state of now, also while the one before is replayed. */
  present() {
    if (this.replaying) { clearTimeout(this.replaying); this.replaying = null; this.state = this.past.now; }
    return this.state;
  }

  /** Move an assumption, or the community itself, in both plans. */
  assume(set, name, value, base, settled) {
    const state = this.present(), values = { ...state[set], [name]: value };
    if (value === base) delete values[name];
    this.go({ ...state, [set]: values }, settled);
  }

  /** Go to a state; settled ones can be undone and stand in the link. @param {State} state @param {boolean} settled */
  go(state, settled = true) {
    this.state = state;
    if (settled && keepsApart(state) !== keepsApart(this.past.now)) {
      this.past.push(state);
      this.link(true);
    } else if (settled) { this.past.states[this.past.at] = state; this.link(false); }
    this.update();
  }

  /** What the address says after the #. */
  get hash() { return toHash(this.state) + (this.state.community === OURS ? this.desk.trace : ''); }

  /** Put the state into the address. */
  link(isNew) {
    if (this.desk?.isOpen) { this.desk.link(isNew); return; }
    const hash = `#${this.hash}`;
    if (hash === location.hash) return;
    try { history[isNew ? 'pushState' : 'replaceState'](null, '', hash); } catch { location.hash = hash; }
  }

  /** The address was changed: back, forward, or a link put in by hand. */
  fromLink() {
    if (location.hash.slice(1) === this.hash && !this.desk.isOpen) return;
    const rest = takeIn(this.told, location.hash.slice(1));
    const { state, faults: wrong } = fromHash(this.told, rest, opening(this.community, this.state.lang));
    if (location.hash.startsWith(`#${DESK}`)) {
      if (state.lang !== this.state.lang) { this.state = { ...this.state, lang: state.lang }; this.build(); }
      this.desk.open(false);
      return;
    }
    this.desk.close(false);
    this.linkFaults = wrong;
    this.jump(state);
  }

  /** Go to a state of the past, or of a link: everything is drawn anew. */
  jump(state) {
    const isOther = state.community !== this.state.community || state.lang !== this.state.lang;
    this.state = state;
    if (this.past.now !== state) this.past.push(state);
    if (isOther) this.build(); else this.update();
  }

  /** A step back or forth; how one looks at it stays. @param {State} state */
  back(state) {
    const { lang, view, charts, community } = this.state, isOther = state.community !== community;
    this.state = { ...state, lang, view, charts: isOther ? state.charts : charts };
    this.past.states[this.past.at] = this.state;
    this.link(true);
    if (isOther) this.build(); else this.update();
  }

  /** Show the state before the last change for a moment, then this one again. */
  replay() {
    if (!this.past.canUndo || this.replaying || this.past.states[this.past.at - 1].community !== this.state.community) return;
    const after = this.state;
    this.replaying = setTimeout(() => { this.replaying = null; if (this.past.now === after) { this.state = after; this.update(); } }, REPLAY);
    this.state = { ...this.past.states[this.past.at - 1], lang: after.lang, view: after.view, charts: after.charts };
    this.update();
  }

  /** Make the whole page, in the language of the state. */
  build() {
    const { words, told, community } = this, { lang } = this.state;
    document.documentElement.lang = lang;
    document.title = words.say('heading', { title: community.title[lang] });
    this.charts = [1, 2].map(n => new ChartView(n, this, measure => { this.go({ ...this.state, charts: this.state.charts.map((one, i) => (i === n - 1 ? measure : one)) }); this.prediction.reask(); }));
    this.hours = new HoursView(this);
    this.prediction = new Prediction(this, this.prediction);
    this.charts.forEach((chart, i) => this.prediction.listen(i, chart.svg, event => chart.where(event)));
    this.presentation = new Presentation(this, this.presentation?.isOn);
    [this.all, this.assumptions, this.limits, this.take, this.brief] = [LeversDrawer, AssumptionsDrawer, LimitsDrawer, TakeDrawer, BriefDrawer].map(Kind => new Kind(this));
    this.rounds = new PlansDrawer(this, this.rounds);
    this.desk = new Desk(this, this.desk);
    this.home = new Home(this, this.home);
    this.watch?.stop();
    this.watch = new WatchDrawer(this);
    this.notices = el('div', { class: 'notices', role: 'alert' });
    this.claim = el('p', { class: 'claim', role: 'status' });
    this.status = el('span', { class: 'status', role: 'status' });
    this.band = el('span', { class: 'band-said' });
    this.inSight = community.in_sight.map(key => [key, null]);
    this.levers = el('div', { class: 'levers-grid' });
    const icon = (sign, key, act) => button(sign, act, { 'aria-label': words.say(key), title: words.say(key), class: 'icon', 'data-act': key });
    const open = (key, drawer) => button(words.say(key), () => drawer.toggle(), { 'data-act': key, 'aria-haspopup': 'dialog' });
    this.undoButton = icon('↶', 'undo', () => this.back(this.past.undo()));
    this.redoButton = icon('↷', 'redo', () => this.back(this.past.redo()));
    this.replayButton = icon('▷', 'replay', () => this.replay());
    this.resetButton = button(words.say('reset'), () => this.go({ ...this.state, changes: {}, behaviour: {}, people: {} }), { 'data-act': 'reset' });
    const which = told.communities.length > 1 ? el('select', { 'aria-label': words.say('scenario'), onchange: event => this.choose(event.target.value) },
      ...told.communities.map(one => el('option', { value: one.name, selected: one.name === community.name }, one.title[lang]))) : null;
    const count = told.model.policies.reduce((sum, about) => sum + about.fields.length, 0);
    const views = ['both', 'difference'].map(view => button(words.say(`view.${view}`), () => this.go({ ...this.state, view }), { 'data-view': view }));
    this.views = views;
    this.short = el('p', { class: 'short', 'aria-hidden': 'true' });
    this.watching?.disconnect();
    this.watching = new IntersectionObserver(([seen]) => this.short.classList.toggle('seen', seen.isIntersecting));
    this.watching.observe(this.charts[0].said);
    this.charts[1].head.append(el('span', { class: 'views', role: 'group', 'aria-label': words.say('view') }, ...views));
    const about = community.story ? words.say(`story.${community.story}.brief`) : community.about?.[lang] ?? '';
    document.getElementById('page').replaceChildren(
      el('header', {}, el('h1', {}, which ? words.say('title') : community.title[lang]), which,
        el('nav', { 'aria-label': words.say('title') }, this.undoButton, this.redoButton, this.replayButton, this.resetButton, button(words.say('copy'), () => this.copy(), { 'data-act': 'copy' }),
          open('plans', this.rounds), open('take', this.take), open('assumptions', this.assumptions), open('limits', this.limits), this.prediction.button,
          button(words.say('language'), () => this.speak(lang === 'nl' ? 'en' : 'nl'), { lang: lang === 'nl' ? 'en' : 'nl', 'data-act': 'language' }))),
      el('div', { class: 'brief' }, el('p', {}, about), el('span', { class: 'doors' }, open('watch', this.watch), this.presentation.button, community.story ? open('story.brief', this.brief) : null, this.desk.button)), this.notices, this.claim,
      el('div', { class: 'key' }, el('span', { class: 'sign a' }), el('span', { class: 'a' }, words.say('a')), el('span', { class: 'sign b' }), el('span', { class: 'b' }, words.say('b')), this.band, this.status),
      this.prediction.node,
      el('main', {}, el('div', { class: 'charts' }, ...this.charts.map(one => one.node)),
        el('div', { class: 'below' }, el('section', { class: 'levers', 'aria-labelledby': 'levers-title' },
          el('div', { class: 'levers-head' }, el('h2', { id: 'levers-title' }, words.say('levers')), button(words.say('levers.all', { n: count }), () => this.all.toggle(), { 'data-act': 'levers', 'aria-haspopup': 'dialog' })), this.levers, this.outOfSight = el('p', { class: 'about out-of-sight', 'aria-live': 'polite' })),
        this.hours.node), this.presentation.node), this.home.sheet,
      this.short, this.footer = el('footer', {}), ...this.drawers.map(one => one.node), this.desk.node);
    this.controls = null;
    this.drawn = '';
    this.update();
  }

  /** Another community. */
  choose(name) { this.jump(opening(this.told.communities.find(one => one.name === name), this.state.lang)); this.link(true); }

  /** Another language; nothing else changes. */
  speak(lang) { this.state = { ...this.state, lang }; this.past.states[this.past.at] = this.state; this.link(false); this.build(); document.querySelector(this.desk.isOpen ? '[data-act=desk-language]' : '[data-act=language]').focus(); }

  async copy() {
    this.link(false);
    let said = 'copied';
    try { await navigator.clipboard.writeText(location.href); } catch { said = 'copy_by_hand'; }
    this.notice([this.words.say(said)]);
  }

  /** Say something that matters now. @param {string[]} texts */
  notice(texts) {
    if ([...this.notices.children].map(one => one.textContent).join('\n') !== texts.join('\n')) this.notices.replaceChildren(...texts.map(text => el('p', {}, text)));
  }

  /** The state changed: controls follow, faults are told, the crew is asked. */
  update() {
    const { words, state, told } = this, { a, b } = plans(this.kinds, this.community, state);
    this.planA = a;
    this.planB = b;
    const size = JSON.stringify(state.people);
    if (!this.controls || size !== this.size) {
      this.size = size;
      this.controls = this.inSight.map(([key]) => [key, this.control(key)]);
      this.levers.replaceChildren(...this.controls.map(([, made]) => made.node));
    }
    for (const [key, made] of this.controls) made.set(this.value(key), this.base(key));
    for (const drawer of this.drawers) if (!drawer.node.hidden) drawer.sync?.();
    const inSight = new Set(this.inSight.map(([key]) => key)), others = planSaid(this, Object.fromEntries(Object.entries(state.changes).filter(([key]) => !inSight.has(key))));
    this.outOfSight.textContent = others.length ? words.say('levers.hidden', { what: others.slice(0, OUT_OF_SIGHT).join('; ') + (others.length > OUT_OF_SIGHT ? ` … (${others.length})` : '') }) : '';
    this.undoButton.disabled = this.replayButton.disabled = !this.past.canUndo;
    this.redoButton.disabled = !this.past.canRedo;
    const { community } = a, wrong = faults(this.kinds, b.policies, community).map(one => words.say(`fault.${one.key}`, { kind: words.opening(words.say(`kind.${one.kind}`)), days: community.days, audience: words.number(community.audience) }));
    if (community.founders > community.audience) wrong.push(words.say('fault.founders', { audience: words.number(community.audience) }));
    const n = Object.keys(state.behaviour).length, said = [];
    if (told.round && this.past.states.length === 1) said.push(words.say('home.inside', { day: told.round.day, n: told.round.links.split('\n').filter(line => line.includes('#')).length }));
    if (this.linkFaults.length) said.push(words.say('link.head'), ...this.linkFaults.map(one => words.say(`link.${one.key}`, one)));
    if (n) said.push(n === 1 ? words.say('assumptions.moved_one') : words.say('assumptions.moved', { n }));
    const stages = stagesFor(community), pairs = stages[stages.length - 1];
    if (community.audience * community.days > 2.2e6) said.push(words.say('large', { people: words.number(community.audience), days: words.number(community.days), pairs,
      seconds: words.number(Math.ceil(pairs * (this.crew.secondsAPair || (community.audience * community.days) / 4e6)), 0) }));
    this.notice(wrong.length ? [words.say('fault.head'), ...new Set(wrong)] : said);
    this.linkFaults = [];
    this.footer.textContent = words.say('footer', { version: told.version, engine: told.engine.slice(0, 12), seed: community.seed, people: words.number(community.audience), days: words.number(community.days) });
    this.presentation.tell();
    document.body.classList.add('waiting');
    this.canRun = !wrong.length;
    this.ask();
    this.render();
  }

  /** Ask the crew for the two plans of now, if they can run. */
  ask() { if (this.canRun && !this.desk.isOpen) this.crew.ask(this.planA, this.planB, keyOf(this.planA), keyOf(this.planB)); }

  /** Draw what there is. */
  render() {
    const { words, stage, state } = this, keys = [keyOf(this.planA), keyOf(this.planB)];
    const isNow = this.shownKeys && this.shownKeys.every((key, i) => key === keys[i]) && stage > 0;
    document.body.classList.toggle('waiting', !isNow);
    this.status.textContent = !stage ? words.say('pairs.none') : !isNow ? words.say('pairs.busy') : words.say(this.isLast ? 'pairs.all' : 'pairs.so_far', { n: stage });
    for (const one of this.views) one.setAttribute('aria-pressed', String(one.dataset.view === state.view));
    this.band.textContent = stage ? bandSaid(words, state.view, stage) : '';
    if (!stage || !this.shownKeys) { for (const [i, one] of this.charts.entries()) one.wait(state.charts[i]); return; }
    const [a, b] = this.shownKeys.map(key => Array.from({ length: stage }, (_, n) => this.crew.of(key).get(n)));
    if ([...a, ...b].some(run => !run)) return;
    const isMoved = this.shownKeys[0] !== this.shownKeys[1], scope = this.shownKeys[0], hide = this.prediction.isHiding;
    this.prediction.found(a, b, isNow && stage >= 3);
    this.claim.textContent = isNow ? claimSaid(this, a, b) : '';
    const sizes = this.charts.map(one => [one.svg.clientWidth, one.svg.clientHeight]);
    const drawn = JSON.stringify([stage, this.shownKeys, state.charts, state.view, hide, sizes]);
    if (drawn === this.drawn) return;  // a lever that moves draws nothing by itself: what it changes is drawn when it is computed
    this.drawn = drawn;
    this.charts.forEach((chart, i) => chart.show({ measure: state.charts[i], a, b, isMoved, view: hide ? 'both' : state.view, scope, hide, guess: this.prediction.guess(i) }));
    this.hours.show(a, b, hide);
    this.short.textContent = this.charts[0].short;
    this.firstPicture ??= performance.now();
  }
}

/** What makes two states worth telling apart when going back. */
const keepsApart = state => JSON.stringify([state.community, state.changes, state.behaviour, state.people]);

/** Everything the file holds, as its parts want it: the words of each language, the worlds with their numbers, the code of a worker. */
async function everything() {
  const told = JSON.parse(new TextDecoder().decode(await unpacked('data'))), { keys, ...texts } = told.words;
  told.words = Object.fromEntries(Object.entries(texts).map(([lang, said]) => [lang, Object.fromEntries(keys.map((key, i) => [key, said[i]]))]));
  if (told.worlds) told.worlds.values = new Uint8Array(await unpacked('worlds'));
  return { ...told, worker: workerCode, round: roundInside() };
}

/** Open the page. */
async function open() {
  const told = await everything();
  try {
    globalThis.page = new Page(told, await WebAssembly.compile(await unpacked('engine')));
  } catch (error) {
    document.getElementById('page').replaceChildren(el('p', { role: 'alert' }, new Words(told.words[told.lang], told.lang, told.model.figures).say('trouble.engine', { why: String(error) })));
    throw error;
  }
}

open();
