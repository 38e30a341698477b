// The strategist's desk: questions, where they lead, plans put together by ticking, the ranking, files; and the way from there to the two futures.

import { advised, answersOf, choiceOf, isMoot, sentencesOf } from './asked.js';
import { DESK, OURS, deskFromHash, deskToHash, emptyDesk, isSame, planOf, startOf, titlesOf, withContent } from './desklink.js';
import { FilesPart } from './deskfiles.js';
import { PlansPart } from './deskplans.js';
import { button, el } from './dom.js';
import { limitsOf } from './drawers.js';
import { faults } from './faults.js';
import { judge, ordered, rankingTable, verdict } from './judging.js';
import { keyOf, opening } from './state.js';
import { Trials, jobsFor, nameOf, sizesFor, worldsOf } from './trials.js';
import { Words } from './words.js';

const IN_SIGHT_AT_MOST = 6, FIRST_LOOK = 3, SETTLED = 250;

/** Words of every language. */
const allWords = told => Object.fromEntries(Object.keys(told.words).map(lang => [lang, new Words(told.words[lang], lang, told.model.figures)]));

/** The measure of the goal, and the one of the worry. */
function measuresOf(told, desk) {
  const { figures } = told.model;
  return { measure: figures.goals[startOf(told, desk).community.goal], beside: told.asked.worries[answersOf(told.asked, desk.answers).worry] };
}

/** Put the community that the desk makes among those of the page. */
function settleIn(told, desk, inSight = []) {
  const spoken = allWords(told), { measure, beside } = measuresOf(told, desk), known = told.model.figures.charts.map(chart => chart.measure);
  const first = known.includes(measure) ? measure : known[0], second = known.includes(beside) && beside !== first ? beside : known.find(one => one !== first);
  const inLangs = make => Object.fromEntries(Object.entries(spoken).map(([lang, words]) => [lang, make(words, lang)]));
  const ours = { name: OURS, title: desk.base?.title ?? inLangs(words => words.say('desk.baseline')), about: inLangs(words => (desk.base ? '' : sentencesOf(words, told.asked, desk.answers).join(' '))),
    plan: startOf(told, desk), story: '', in_sight: [...new Set([...inSight, ...told.communities[0].in_sight])].slice(0, IN_SIGHT_AT_MOST), charts: [first, second] };
  const at = told.communities.findIndex(one => one.name === OURS);
  if (at < 0) told.communities.push(ours); else told.communities[at] = ours;
}

/** What a plan decides otherwise than where it starts, as levers. @param {object[]} kinds @param {object} start @param {object} plan */
function leversBetween(kinds, start, plan) {
  const changes = {};
  for (const { kind, fields } of kinds) {
    const [ours, theirs] = [start, plan].map(one => one.policies.filter(policy => policy.kind === kind));
    for (let n = 0; n < Math.max(ours.length, theirs.length); n += 1) {
      for (const field of fields) {
        const [was, is] = [ours[n], theirs[n]].map(policy => policy?.[field.name] ?? field.default);
        if (JSON.stringify(was) !== JSON.stringify(is)) changes[`${kind}.${n}.${field.name}`] = is;
      }
    }
  }
  return changes;
}

/**
 * What of a link is for the two futures; a desk that is in it is laid out.
 * @param {object} told @param {string} hash @returns {string}
 */
export function takeIn(told, hash) {
  const isDesk = hash.split('&')[0] === DESK, carried = /(?:^|&)d=([^&]*)/.exec(hash);
  if (!isDesk && !carried) return hash;
  let inside = hash;
  if (!isDesk) { try { inside = decodeURIComponent(carried[1]); } catch { return hash; } }
  const { desk, lang, wrong } = deskFromHash(told, inside);
  told.desk = desk;
  told.deskWrong = wrong;
  const inSight = /(?:^|&)b=([a-z]+\.\d\.[a-z_]+)/.exec(hash) ? [...hash.matchAll(/(?:^|&)b=([a-z]+\.\d\.[a-z_]+)/g)].map(one => one[1]).filter(key => told.model.policies.some(about => key.startsWith(`${about.kind}.`) && about.fields.some(field => key.endsWith(`.${field.name}`)))) : [];
  settleIn(told, desk, inSight);
  return isDesk ? (lang ? `l=${lang}` : '') : hash.replace(/(^|&)d=[^&]*/, '');
}

/** The desk. */
export class Desk {
  /** @param {object} page @param {?Desk} before the desk in another language */
  constructor(page, before) {
    this.page = page;
    page.told.desk ??= emptyDesk();
    this.trials = before?.trials ?? new Trials(page.told.worker, page.crew.module, page.told.model, {});
    this.trials.tell = { onRun: (done, all) => this.tell(done, all), onFault: why => { this.status.textContent = this.ui('stopped', { why }); } };
    this.worlds = before?.worlds ?? worldsOf(page.told.worlds);
    this.shares = before?.shares ?? new Map();
    this.isOpen = false;
    this.button = button(this.ui('open'), () => this.open(), { 'data-act': 'desk', class: 'lead' });
    this.node = el('div', { class: 'desk', hidden: true });
    if (before?.isOpen) this.open(false);
  }

  get words() { return this.page.words; }
  get desk() { return this.page.told.desk; }
  get spoken() { return (this.speakers ??= allWords(this.page.told)); }
  ui(key, values) { return this.words.say(`desk.ui.${key}`, values); }

  /** What the link of the two futures carries along when A is ours. */
  get trace() { return `&d=${encodeURIComponent(deskToHash(this.desk, this.page.state.lang))}`; }

  /** Put the desk into the address. */
  link(isNew) {
    const hash = `#${deskToHash(this.desk, this.page.state.lang)}`;
    if (hash === location.hash) return;
    try { history[isNew ? 'pushState' : 'replaceState'](null, '', hash); } catch { location.hash = hash; }
  }

  /** Show the desk; the two futures wait behind it. */
  open(isNew = true) {
    for (const drawer of this.page.drawers) drawer.close(false);
    this.page.crew.wanted = null;
    this.isOpen = true;
    if (isNew) this.beginHere();
    this.node.hidden = false;
    document.body.classList.add('desk-open');
    this.build();
    this.link(isNew);
    scrollTo(0, 0);
    this.title.focus();
  }

  /** Who comes from the two futures with nothing on the desk starts where A stands. */
  beginHere() {
    const { desk, page: { community: { name, title, plan } } } = this;
    if (name === OURS || desk.base || Object.keys(desk.answers).length || withContent(desk).length) return;
    desk.base = { name, title, plan };
    settleIn(this.page.told, desk);
  }

  /** Back to the two futures. */
  close(isNew = true) {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.trials.stop();
    this.node.hidden = true;
    document.body.classList.remove('desk-open');
    if (isNew) this.page.link(true);
    this.page.update();
  }

  /** Something was answered, ticked or loaded. @param {object} change @param {boolean} whole whether all of it is laid out anew */
  set(change, whole = false) {
    Object.assign(this.desk, change);
    settleIn(this.page.told, this.desk);
    this.link(true);
    if (whole) this.build(); else this.update();
  }

  build() {
    const { words, page } = this, other = words.lang === 'nl' ? 'en' : 'nl';
    this.title = el('h1', { tabindex: -1 }, this.ui('title'));
    this.notice = el('div', { class: 'notices', role: 'alert' }, ...(page.told.deskWrong ?? []).map(part => el('p', {}, this.ui('link.fault', { part }))));
    page.told.deskWrong = [];
    this.plans = new PlansPart(this);
    this.files = new FilesPart(this, this.files);
    this.told = el('div', { 'aria-live': 'polite' });
    this.status = el('p', { role: 'status', class: 'about' });
    this.result = el('div', { class: 'result' });
    const part = (name, ...nodes) => el('section', { class: `desk-part ${name}`, 'aria-labelledby': `desk-${name}` }, el('h2', { id: `desk-${name}` }, this.ui(`step.${name}`)), ...nodes);
    const help = el('details', {}, el('summary', {}, words.say('desk.ui.help')), el('ul', {}, ...['chance', 'worlds', 'hours', 'levels'].map(key => el('li', {}, this.ui(`help.${key}`)))));
    this.node.replaceChildren(
      el('header', {}, this.title, el('nav', { 'aria-label': this.ui('title') }, button(this.ui('back'), () => this.close(), { 'data-act': 'back' }), button(words.say('copy'), () => this.copy(), { 'data-act': 'desk-copy' }),
        button(words.say('language'), () => page.speak(other), { lang: other, 'data-act': 'desk-language' }))),
      el('p', {}, this.ui('intro')), this.notice,
      part('ask', this.starts = el('fieldset', { class: 'ask' }), this.hint = el('p', { class: 'about' }, this.ui('ask.hint')), this.asks = el('div', { class: 'asks' }, ...page.told.asked.questions.map(one => this.question(one))), el('h3', {}, this.ui('baseline')), this.told),
      part('plans', el('p', { class: 'about' }, this.ui('plans.hint')), this.plans.node),
      this.place = part('rank', this.status, this.result, help, el('details', { class: 'limits' }, el('summary', {}, words.say('limits')), limitsOf(words))), part('files', this.files.node),
      this.foot = el('div', { class: 'desk-foot', hidden: true }, this.leads = el('span', {}), button(this.ui('foot'), () => { this.place.scrollIntoView(); this.place.querySelector('h2').focus(); }, { 'data-act': 'to-rank' })));
    this.place.querySelector('h2').tabIndex = -1;
    this.watch?.disconnect();
    this.watch = new IntersectionObserver(([seen]) => this.foot.classList.toggle('seen', seen.isIntersecting));
    this.watch.observe(this.status);
    this.update();
  }

  /** A question with its answers. */
  question(about) {
    const { words } = this, answers = answersOf(this.page.told.asked, this.desk.answers), name = `ask-${about.name}`;
    const choose = answer => { const given = { ...this.desk.answers, [about.name]: answer }; if (answer === about.default) delete given[about.name]; this.set({ answers: given }); };
    return el('fieldset', { class: 'ask', 'data-question': about.name }, el('legend', {}, words.say(`desk.ask.${about.name}`)),
      el('div', { class: 'chips' }, ...about.options.map(([option]) => el('label', { class: 'chip' }, el('input', { type: 'radio', name, value: option, checked: answers[about.name] === option, onchange: () => choose(option) }), el('span', {}, choiceOf(words, about.name, option))))));
  }

  /** Where one starts: at the answers, at a community of the page as it stands, or at a file that was loaded. */
  start() {
    const { words, desk, page: { told, community } } = this, of = name => told.communities.find(one => one.name === name && name !== OURS);
    const story = of(desk.base?.name) ?? of(community.name) ?? told.communities[0], isStory = Boolean(desk.base) && isSame(told, desk.base, story);
    const chip = (name, text, isChosen, base) => el('label', { class: 'chip' }, el('input', { type: 'radio', name: 'start', value: name, checked: isChosen, onchange: () => this.set({ base }) }), el('span', {}, text));
    this.starts.replaceChildren(el('legend', {}, this.ui('from')), el('div', { class: 'chips' }, chip('answers', this.ui('from.answers'), !desk.base, null),
      chip('story', this.ui('from.story', { title: story.title[words.lang] }), isStory, { name: story.name, title: story.title, plan: story.plan }),
      ...(desk.base && !isStory ? [chip('file', this.ui('from.file', { name: `${desk.base.name}.toml` }), true, desk.base)] : [])));
    if (!desk.base) return [];
    return isStory ? [el('p', { class: 'sentences' }, story.about?.[words.lang] || story.title[words.lang])] : [el('p', {}, this.ui('baseline.file', { name: `${desk.base.name}.toml`, title: desk.base.title[words.lang] }))];
  }

  /** Everything follows what is on the desk. */
  update() {
    const { words, desk, page: { told } } = this, answers = answersOf(told.asked, desk.answers), chosen = this.starts.contains(document.activeElement) && document.activeElement.value;
    const begun = this.start();
    if (chosen) this.starts.querySelector(`[value=${chosen}]`)?.focus();
    this.asks.hidden = this.hint.hidden = Boolean(desk.base);
    for (const about of told.asked.questions) this.asks.querySelector(`[data-question=${about.name}]`).disabled = isMoot(about, answers);
    this.told.replaceChildren(...(desk.base ? begun
      : [el('p', { class: 'sentences' }, sentencesOf(words, told.asked, desk.answers).join(' '))]));
    this.plans.update();
    this.files.update();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rank(), SETTLED);
  }

  /** Plans that can be ranked, where we start first; the others are told. @returns {{entries: object[], said: string[]}} */
  entries() {
    const { words, desk, page: { told } } = this, { lang } = words, start = startOf(told, desk), said = [];
    const all = [{ id: 0, name: this.ui('start'), plan: start }, ...withContent(desk).map(one => ({ id: desk.plans.indexOf(one) + 1, name: titlesOf(told, this.spoken, one)[lang], plan: planOf(told, desk, one), one }))];
    const entries = all.filter(({ name, plan }) => {
      const [wrong] = faults(told.model.policies, plan.policies, plan.community);
      if (wrong) said.push(this.ui('fault', { name, why: words.say(`fault.${wrong.key}`, { kind: words.opening(words.say(`kind.${wrong.kind}`)), days: plan.community.days, audience: words.number(plan.community.audience) }) }));
      return !wrong;
    }).map(one => ({ ...one, key: keyOf(one.plan) }));
    for (const { name, plan, one } of entries) {
      const other = ['audience', 'days', 'founders', 'everyone_in', 'seed', 'mix'].filter(key => JSON.stringify(plan.community[key]) !== JSON.stringify(start.community[key]));
      if (one?.file && other.length) said.push(this.ui('other', { name, what: other.join(', ') }));
    }
    return { entries, said };
  }

  /** Let everybody live. */
  rank() {
    if (!this.isOpen) return;
    const { entries, said } = this.entries();
    this.ranked = null;
    this.foot.hidden = true;
    if (entries.length < 2 || entries[0].id !== 0) { this.trials.run([]); this.status.textContent = ''; this.result.replaceChildren(...[...said, this.ui('rank.none')].map(text => el('p', {}, text))); return; }
    const largest = entries.map(one => one.plan.community).sort((x, y) => y.audience * y.days - x.audience * x.days)[0];
    this.sizes = sizesFor(largest);
    this.sizes.worlds = Math.min(this.sizes.worlds, this.worlds.length);
    this.ranked = { entries, said, ...measuresOf(this.page.told, this.desk) };
    this.shown = '';
    const unlike = [...new Map(entries.map(one => [one.key, one])).values()];
    this.trials.run(jobsFor(unlike, this.worlds, this.sizes, this.page.told.worlds?.pairs ?? 0));
  }

  /** Runs came in: say how far it is, and show what can be said. */
  tell(done, all) {
    if (!this.ranked || !this.isOpen) return;
    const { entries } = this.ranked, each = this.page.told.worlds?.pairs ?? 0, { sizes } = this, has = (world, r) => entries.every(({ key }) => this.trials.of(nameOf(key, world, r)));
    const isDone = done >= all;
    if (!isDone && performance.now() - (this.spoke ?? 0) < 150) return;
    this.spoke = performance.now();
    let pairs = 0;
    while (pairs < sizes.pairs && has(-1, pairs)) pairs += 1;
    const worlds = !isDone ? [] : Array.from({ length: sizes.worlds }, (_, k) => k).filter(k => Array.from({ length: each }, (_, j) => has(k, k * each + j)).every(Boolean));
    this.status.textContent = !isDone ? this.ui('rank.busy', { done, all }) : this.ui(sizes.worlds ? 'rank.done' : 'rank.done_none', { n: pairs, worlds: worlds.length, pairs: each });
    const stage = pairs < FIRST_LOOK ? 0 : pairs < sizes.pairs ? FIRST_LOOK : pairs, now = `${stage} ${isDone}`;
    if (!stage || now === this.shown) return;
    this.shown = now;
    this.show(stage, worlds, each);
    if (isDone && worlds.length) this.weigh(stage, worlds, each);
  }

  show(pairs, worlds, each) {
    const { words, page: { told }, ranked } = this, { measure, beside, said } = ranked, { figures } = told.model;
    this.found = ordered(judge(told, name => this.trials.of(name), ranked.entries, measure, pairs, worlds, each)).map(one => ({ ...one, over: this.shares.get(this.weighed(one, worlds)) ?? one.over }));
    const sentences = verdict(words, figures, measure, this.found);
    this.foot.hidden = false;
    this.leads.textContent = sentences[0];
    const large = this.sizes.pairs < 20 ? [this.ui('rank.large', { n: this.sizes.pairs, worlds: this.sizes.worlds })] : [];
    const wasOn = document.activeElement?.closest?.('[data-plan]')?.dataset.plan;
    this.result.replaceChildren(el('div', { class: 'verdict', 'aria-live': 'polite' }, ...sentences.map(text => el('p', {}, text))), ...[...said, ...large].map(text => el('p', { class: 'about' }, text)),
      rankingTable(words, this.found, { measure, beside, worlds: this.sizes.worlds, look: one => this.look(one) }),
      el('p', { class: 'about' }, `${words.opening(words.say(`measure.${measure}`))}: ${words.say(`definition.${measure}`)}`));
    if (wasOn) this.result.querySelector(`[data-plan="${wasOn}"] button`)?.focus();
  }

  /** Work out the intervals of the shares of worlds, one plan after the other so that what is asked next need not wait long; then show them. */
  async weigh(pairs, worlds, each) {
    const { ranked } = this, isWanted = () => this.ranked === ranked && this.isOpen;
    for (const one of this.found.filter(other => !other.isStart)) {
      const name = this.weighed(one, worlds);
      if (isWanted() && !this.shares.has(name)) this.shares.set(name, await this.trials.ask(one.doubt));
    }
    if (isWanted()) this.show(pairs, worlds, each);
  }

  /** Under which name the shares of a plan are kept. */
  weighed({ key }, worlds) { const { entries: [start], measure } = this.ranked; return [measure, worlds.length, start.key, key].join(' '); }

  /** A plan beside where we start, day by day. */
  look({ plan }) {
    const { page, desk } = this, { told } = page, changes = leversBetween(told.model.policies, startOf(told, desk), plan);
    settleIn(told, desk, Object.keys(changes));
    this.close(false);
    page.jump({ ...opening(told.communities.find(one => one.name === OURS), this.words.lang), changes });
    page.link(true);
  }

  async copy() {
    this.link(false);
    let text = this.ui('copied');
    try { await navigator.clipboard.writeText(location.href); } catch { text = this.words.say('copy_by_hand'); }
    this.notice.replaceChildren(el('p', {}, text));
  }

  /** A piece of advice by name, in words. */
  named(name, dose) { return advised(this.words, name, dose); }
}
