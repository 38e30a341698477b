// One community played day by day, A beside B with the same people and the same luck: who comes, threads, ties, one person followed.

import { Days, drawDay, placed, standingOn } from './days.js';
import { button, el } from './dom.js';
import { Drawer } from './drawers.js';
import { keyOf } from './state.js';

const MOST_PLACES = 3000;
const SPEEDS = [2, 8, 30];
const LUCKS = 20;

const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The drawer in which a community is played. */
export class WatchDrawer extends Drawer {
  /** @param {object} page */
  constructor(page) {
    super(page, 'watch', page.words.say('watch'));
    this.node.classList.add('wide');
    this.day = 0;
    this.luck = 0;
    this.speed = 1;
    this.films = {};
    this.followed = null;
  }

  open() { super.open(); this.ask(); }

  close(back = true) {
    if (this.node.hidden) return;
    this.stop();
    this.worker?.terminate();
    this.worker = null;
    this.films = {};
    super.close(back);
  }

  /** The sides that may be seen. */
  get sides() { return this.page.prediction.isHiding ? ['a'] : ['a', 'b']; }

  fill() {
    const { words, planA } = this.page, { days } = planA.community;
    this.day = Math.min(this.day, days - 1);
    this.said = {};
    this.canvases = {};
    const pane = side => {
      this.said[side] = el('p', { id: `watch-said-${side}`, class: 'said' });
      this.canvases[side] = el('canvas', { role: 'img', 'aria-labelledby': `watch-said-${side}`, onclick: event => this.pick(side, event) });
      return el('section', { class: `pane ${side}` }, el('h3', {}, el('span', { class: `sign ${side}` }), ' ', words.say(side)), this.canvases[side], this.said[side]);
    };
    this.panes = el('div', { class: 'panes' }, ...this.sides.map(pane));
    this.slider = el('input', { type: 'range', min: 0, max: days - 1, step: 1, id: 'watch-day', oninput: () => { this.stop(); this.show(Number(this.slider.value)); } });
    this.output = el('output', { for: 'watch-day' });
    this.play = isStill() ? null : button(words.say('watch.play'), () => (this.playing ? this.stop() : this.start()), { 'data-act': 'watch.play' });
    const step = (key, by) => button(words.say(key), () => { this.stop(); this.show(this.day + by); });
    const speed = el('select', { 'aria-label': words.say('watch.speed'), onchange: () => { this.speed = Number(speed.value); } }, ...SPEEDS.map((n, i) => el('option', { value: i, selected: i === this.speed }, words.say('watch.days_a_second', { n }))));
    const luck = el('select', { 'aria-label': words.say('watch.luck'), onchange: () => { this.luck = Number(luck.value); this.ask(); } },
      ...Array.from({ length: LUCKS }, (_, n) => el('option', { value: n, selected: n === this.luck }, words.say('watch.luck_n', { n: n + 1 }))));
    this.lives = el('div', { role: 'status', class: 'lives' });
    this.waiting = el('p', { role: 'status' });
    this.told = el('p', { class: 'unseen', 'aria-live': 'polite' });
    this.body.replaceChildren(el('p', {}, words.say('watch.intro')), this.waiting, this.panes,
      el('div', { class: 'watch-bar' }, this.play, step('watch.week_back', -7), step('watch.day_back', -1), el('label', { for: 'watch-day' }, words.say('axis.day')), this.slider, this.output, step('watch.day_on', 1), step('watch.week_on', 7), this.play ? speed : null, luck),
      el('p', { class: 'about' }, words.say('watch.key')), el('div', { class: 'watch-bar' }, button(words.say('watch.follow'), () => this.follow(), { 'data-act': 'watch.follow' })), this.lives, this.told);
  }

  /** Plans or what may be seen changed while it is open. */
  sync() { if (this.wantedKey !== this.key) { this.stop(); this.fill(); this.ask(); } }

  get key() { return JSON.stringify([this.luck, this.sides, keyOf(this.page.planA), keyOf(this.page.planB)]); }

  /** Have the films made. */
  ask() {
    const { page } = this, { words } = page, plans = { a: page.planA, b: page.planB };
    this.wantedKey = this.key;
    this.films = {};
    if (!page.canRun) { this.waiting.textContent = words.say('fault.head'); return; }
    this.waiting.textContent = words.say('watch.waiting');
    this.worker?.terminate();
    const worker = this.worker = page.crew.hireAside();
    worker.onerror = event => { event.preventDefault(); this.waiting.textContent = words.say('trouble.run', { why: event.message ?? '' }); };
    worker.onmessage = ({ data }) => {
      if (worker !== this.worker) return;
      if (data.fault) { this.waiting.textContent = words.say('trouble.run', { why: data.fault }); return; }
      this.films[data.id] = new Days(data.film, page.told.model.layout.events);
      if (this.sides.every(side => this.films[side])) this.ready();
    };
    for (const side of this.sides) worker.postMessage({ id: side, isFilm: true, plan: plans[side], key: side, replication: this.luck });
  }

  /** All films are there. */
  ready() {
    const { words } = this.page;
    this.places = placed(this.sides.map(side => this.films[side]), MOST_PLACES);
    this.waiting.textContent = this.places.left ? words.say('watch.some', { n: words.number(this.places.n), left: words.number(this.places.left) }) : '';
    this.show(this.day);
    if (this.followed !== null) this.tellLives();
  }

  /** A day. @param {number} day */
  show(day) {
    const { words } = this.page, style = getComputedStyle(document.documentElement), colour = name => style.getPropertyValue(`--${name}`).trim();
    this.day = Math.max(0, Math.min(this.page.planA.community.days - 1, day));
    this.slider.value = this.day;
    this.output.textContent = String(this.day);
    if (!this.places || !this.sides.every(side => this.films[side])) return;
    for (const side of this.sides) {
      const colours = { plan: colour(side), ink: colour('ink'), soft: '#8a939e', tie: '#0000001f', absent: '#c5ccd4', pale: side === 'a' ? '#7db8de' : '#f0a673' };
      const today = drawDay(this.canvases[side], this.films[side], this.day, this.places, this.followed, colours), number = x => words.number(x, 0);
      this.said[side].textContent = words.say('watch.said', { plan: side.toUpperCase(), day: this.day, members: number(today.members), came: number(today.came.size), wrote: number(today.wrote.size),
        starts: number(today.starts), replies: number(today.replies), recent: number(today.recent), waiting: number(today.waiting), ties: number(today.ties.n) });
    }
    if (!this.playing) this.told.textContent = this.sides.map(side => this.said[side].textContent).join(' ');
    if (this.followed !== null) this.tellLives();
  }

  start() {
    if (this.day >= this.page.planA.community.days - 1) this.day = 0;
    this.playing = true;
    this.play.textContent = this.page.words.say('watch.pause');
    let before = performance.now(), left = 0;
    const frame = now => {
      if (!this.playing) return;
      left += ((now - before) / 1000) * SPEEDS[this.speed];
      before = now;
      const by = Math.floor(left);
      if (by) { left -= by; this.show(this.day + by); }
      if (this.day >= this.page.planA.community.days - 1) { this.stop(); return; }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  stop() {
    if (!this.playing) return;
    this.playing = false;
    this.play.textContent = this.page.words.say('watch.play');
    this.show(this.day);
  }

  /** Follow somebody else who wrote in one of the two futures. */
  follow() {
    const { sides } = this, all = [...this.places?.places.keys() ?? []].filter(person => sides.some(side => this.films[side]?.life(person, Infinity)?.n > 0));
    if (!all.length) return;
    this.turn = ((this.turn ?? 0) + 0.6180339887) % 1;
    this.followed = all[Math.floor(this.turn * all.length)];
    this.show(this.day);
  }

  /** The dot that was clicked on. */
  pick(side, event) {
    if (!this.places) return;
    const near = [...this.places.places.keys()].filter(person => this.films[side].isIn(person, this.day));
    const box = this.canvases[side].getBoundingClientRect(), { at } = standingOn(this.canvases[side], this.places);
    const [best] = near.map(person => [person, at(person)]).filter(([, place]) => place).map(([person, [x, y]]) => [person, Math.hypot(x - event.clientX + box.left, y - event.clientY + box.top)]).sort((a, b) => a[1] - b[1]);
    if (best && best[1] < 14) { [this.followed] = best; this.show(this.day); }
  }

  /** What the one who is followed lived through, in each future. */
  tellLives() {
    const { words } = this.page, day = n => String(n);
    this.lives.replaceChildren(...this.sides.map(side => {
      const life = this.films[side].life(this.followed, this.day), plan = side.toUpperCase(), who = words.number(this.followed + 1);
      if (!life) return el('p', {}, words.say('watch.life.never', { plan, who }));
      const parts = [words.say('watch.life.joined', { plan, who, day: day(life.joined) }),
        life.first === null ? words.say('watch.life.silent') : words.say(life.answered === null ? 'watch.life.unanswered' : 'watch.life.answered', { first: day(life.first), answered: day(life.answered), n: words.number(life.n) }),
        life.gone === null ? words.say('watch.life.last', { day: day(life.last) }) : words.say('watch.life.gone', { day: day(life.gone) })];
      return el('p', {}, parts.join(' '));
    }));
  }
}
