// A film read day by day: who came, what was written, which threads wait, what one person lived through; and the picture of a day.

import { WIDTH } from './film.js';

const TURN = Math.PI * (3 - Math.sqrt(5));
const RECENT = 14;
const THREADS = 36;
const HIGHEST = 11;
const STRIP = 70;
const STAFF = -1;

/** Everything that can be asked of a film. */
export class Days {
  /** @param {object} film as film.js makes it @param {string[]} kinds of events */
  constructor(film, kinds) {
    this.film = film;
    this.kinds = Object.fromEntries(kinds.map((kind, code) => [kind, code]));
    this.joined = new Map();
    this.gone = new Map();
    this.writer = new Map();
    this.threads = [];
    this.lives = new Map();
    const threads = new Map(), { join, leave, post, reply, visit } = this.kinds;
    this.each(0, film.days, (kind, person, thread, number, to, day) => {
      if (kind === join) { if (!this.joined.has(person)) this.joined.set(person, day); this.gone.delete(person); }
      if (kind === leave) this.gone.set(person, day);
      if (kind === post || kind === reply) this.writer.set(number, person);
      if (kind === post) { const one = { number, day, by: person, replies: [] }; threads.set(number, one); this.threads.push(one); }
      if (kind === reply) threads.get(thread)?.replies.push({ day, by: person });
      if (person !== STAFF && (kind === post || kind === reply || kind === visit)) {
        if (!this.lives.has(person)) this.lives.set(person, []);
        this.lives.get(person).push([day, kind, number, kind === reply ? thread : number]);
      }
    });
  }

  /** Call with every event of some days. */
  each(from, until, tell) {
    const { starts, rows, days } = this.film;
    for (let day = from; day < Math.min(until, days); day += 1) {
      for (let i = starts[day] * WIDTH; i < starts[day + 1] * WIDTH; i += WIDTH) tell(rows[i], rows[i + 1], rows[i + 2], rows[i + 3], rows[i + 4], day);
    }
  }

  /** Whether somebody is a member at the end of a day. */
  isIn(person, day) { return (this.joined.get(person) ?? Infinity) <= day && !((this.gone.get(person) ?? Infinity) <= day); }

  /** Ties of the last week that has ended; none in the first. */
  ties(day) { return [...this.film.ties].reverse().find(one => one.day <= day) ?? { n: 0, pairs: [] }; }

  /** What a day was. */
  of(day) {
    const { visit, post, reply, join } = this.kinds, came = new Set(), wrote = new Set(), fresh = new Set(), answers = [];
    let starts = 0, replies = 0;
    this.each(day, day + 1, (kind, person, thread, number, to) => {
      if (kind === visit) came.add(person);
      if (kind === join) fresh.add(person);
      if (kind === post || kind === reply) { if (person !== STAFF) wrote.add(person); }
      if (kind === post) starts += 1;
      if (kind === reply) { replies += 1; answers.push([person, this.writer.get(to) ?? STAFF]); }
    });
    const recent = this.threads.filter(one => one.day > day - RECENT && one.day <= day && one.by !== STAFF);
    const waiting = recent.filter(one => !one.replies.some(other => other.day <= day && other.by !== one.by));
    return { came, wrote, fresh, answers, starts, replies, members: this.film.members[day], recent: recent.length, waiting: waiting.length, ties: this.ties(day) };
  }

  /** One person up to a day: when joined, first wrote, was first answered, how often wrote, when last seen; null for who never joined. */
  life(person, day) {
    if (!((this.joined.get(person) ?? Infinity) <= day)) return null;
    const { post, reply } = this.kinds, seen = (this.lives.get(person) ?? []).filter(one => one[0] <= day), written = seen.filter(([, kind]) => kind === post || kind === reply);
    const own = new Set(written.map(([, , number]) => number));
    let answered = null;
    if (written.length) this.each(written[0][0], day + 1, (kind, who, thread, number, to, at) => { if (answered === null && kind === reply && who !== person && own.has(to)) answered = at; });
    return { joined: this.joined.get(person), first: written[0]?.[0] ?? null, answered, n: written.length, last: seen.at(-1)?.[0] ?? this.joined.get(person), gone: this.gone.get(person) <= day ? this.gone.get(person) : null };
  }
}

/** Who is drawn, in the order of joining in any of the films; the place of a person is the same in all. @param {Days[]} films @param {number} most */
export function placed(films, most) {
  const first = new Map();
  for (const film of films) for (const [person, day] of film.joined) first.set(person, Math.min(day, first.get(person) ?? Infinity));
  const order = [...first].sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([person]) => person);
  return { places: new Map(order.slice(0, most).map((person, i) => [person, i])), n: Math.min(most, order.length), left: Math.max(0, order.length - most) };
}

/** Where people stand on a canvas. @param {HTMLCanvasElement} canvas @param {{places: Map, n: number}} given @returns {{at: function(number): ?number[], size: number}} */
export function standingOn(canvas, given) {
  const width = canvas.clientWidth, above = canvas.clientHeight - STRIP, step = Math.sqrt(((width - 24) * (above - 24)) / 4 / Math.max(12, given.n));
  const wide = Math.sqrt((width - 24) / Math.max(1, above - 24));
  const at = person => {
    if (person === STAFF) return [10, 10];
    const i = given.places.get(person), r = 0.98 * step * Math.sqrt(i + 0.5), turn = i * TURN;
    return i === undefined ? null : [width / 2 + wide * r * Math.cos(turn), above / 2 + (r / wide) * Math.sin(turn)];
  };
  return { at, size: Math.max(1.3, Math.min(6, 0.62 * step)) };
}

/**
 * Draw a day on a canvas.
 * @param {HTMLCanvasElement} canvas @param {Days} days @param {number} day @param {{places: Map, n: number}} given @param {?number} followed
 * @param {object} colours `plan`, `soft`, `ink`, `grid`
 */
export function drawDay(canvas, days, day, given, followed, colours) {
  const ratio = globalThis.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) { canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio); }
  const pen = canvas.getContext('2d'), today = days.of(day), { at, size } = standingOn(canvas, given);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const path = (from, to) => { const a = at(from), b = at(to); if (a && b) { pen.moveTo(...a); pen.lineTo(...b); } };
  pen.strokeStyle = colours.tie;
  pen.lineWidth = 0.7;
  pen.beginPath();
  for (let i = 0; i < today.ties.pairs.length; i += 2) path(today.ties.pairs[i], today.ties.pairs[i + 1]);
  pen.stroke();
  const dots = (who, radius, fill) => {
    pen.fillStyle = fill;
    pen.beginPath();
    for (const person of who) { const place = at(person); if (place) { pen.moveTo(place[0] + radius, place[1]); pen.arc(...place, radius, 0, 2 * Math.PI); } }
    pen.fill();
  };
  dots([...given.places.keys()].filter(person => days.isIn(person, day)), 0.62 * size, colours.absent);
  dots([...today.came].filter(person => !today.wrote.has(person)), size, colours.pale);
  pen.strokeStyle = colours.plan;
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (const [from, to] of today.answers) path(from, to);
  pen.stroke();
  dots(today.wrote, 1.35 * size, colours.plan);
  pen.fillStyle = colours.ink;
  pen.fillRect(5, 5, 10, 10);
  if (followed !== null && at(followed)) { pen.strokeStyle = colours.ink; pen.lineWidth = 2; pen.beginPath(); pen.arc(...at(followed), 2.2 * size + 3, 0, 2 * Math.PI); pen.stroke(); }
  const shown = days.threads.filter(one => one.day <= day).slice(-THREADS), column = (width - 8) / THREADS, block = (STRIP - 16) / (HIGHEST + 1);
  shown.forEach((one, i) => {
    const replies = one.replies.filter(reply => reply.day <= day), left = 4 + i * column, wideness = Math.max(2, column - 3);
    const row = (k, fill) => { pen.fillStyle = fill; pen.fillRect(left, height - 6 - (k + 1) * block, wideness, block - 1); };
    if (!replies.length) { pen.strokeStyle = one.day === day ? colours.plan : colours.soft; pen.lineWidth = 1.2; pen.strokeRect(left + 0.6, height - 6 - block, wideness - 1.2, block - 1.6); return; }
    row(0, one.day === day ? colours.plan : colours.soft);
    replies.slice(-HIGHEST).forEach((reply, k) => row(k + 1, reply.day === day ? colours.plan : colours.pale));
  });
  return today;
}
