// Words and numbers in the reader's language; the twin of sim/words and of the report's way with measures.

const MARKS = { en: [',', '.'], nl: ['.', ','] };
const NONE = '–';

/** Round as Python does: what lies exactly in the middle goes to the even side. @returns {string} */
function rounded(x, digits) {
  const scaled = x * 10 ** digits;
  if (digits < 8 && Math.abs(scaled % 1) === 0.5) return ((2 * Math.round(scaled / 2)) / 10 ** digits).toFixed(digits);
  return x.toFixed(digits);
}

/** Decimals that leave the largest so many meaningful digits, at most four. @param {number[]} values @returns {number} */
export function digitsFor(values, meaningful = 3) {
  const top = Math.max(...values.filter(x => Number.isFinite(x) && x !== 0).map(Math.abs));
  return Number.isFinite(top) ? Math.min(4, Math.max(0, meaningful - 1 - Math.floor(Math.log10(top)))) : 0;
}

/** What a page says in one language. */
export class Words {
  /** @param {Object<string, string>} texts @param {string} lang @param {object} figures measures as data */
  constructor(texts, lang, figures) {
    this.texts = texts;
    this.lang = lang;
    this.about = figures.about;
  }

  /** A text with its blanks filled in. @param {string} key @param {Object<string, *>} values @returns {string} */
  say(key, values = {}) {
    const text = this.texts[key];
    if (text === undefined) throw new Error(`no words for ${key}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  }

  /** Whether there are words for it. */
  has(key) { return this.texts[key] !== undefined; }

  /** Write a number: 1,228.5 or 1.228,5. @param {number} x @param {?number} digits @param {boolean} sign @returns {string} */
  number(x, digits = null, sign = false) {
    if (!Number.isFinite(x)) return NONE;
    const trim = digits === null;
    const places = trim ? (Math.abs(x) >= 100 || Number.isInteger(x) ? 0 : Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(x)))))) : digits;
    let text = rounded(Math.abs(x), places);
    if (trim && text.includes('.')) text = text.replace(/\.?0+$/, '');
    const [thousands, point] = MARKS[this.lang], [whole, rest] = text.split('.');
    const before = Number(text) === 0 ? '' : x < 0 ? '−' : sign ? '+' : '';
    return before + whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (rest ? point + rest : '');
  }

  /** Write a share as a percentage. @param {number} x @param {?number} digits */
  percent(x, digits = null) { const text = this.number(100 * x, digits); return text === NONE ? text : `${text}%`; }

  /** Write a measure's value, shares in per cent. @param {string} measure @param {number} x @param {?number} digits */
  amount(measure, x, digits = null) {
    const isShare = this.about[measure].share, value = isShare ? 100 * x : x;
    const text = this.number(value, digits ?? digitsFor([value]));
    return isShare && text !== NONE ? `${text}%` : text;
  }

  /** Write two means with decimals enough to tell them apart. @returns {string[]} */
  two(measure, a, b) {
    const times = this.about[measure].share ? 100 : 1;
    let digits = digitsFor([times * a, times * b]);
    while (digits < 4 && a !== b && Math.abs(times * (b - a)) < 10 ** -digits) digits += 1;
    return [this.amount(measure, a, digits), this.amount(measure, b, digits)];
  }

  /** Write a difference with its sign; between shares in points. */
  delta(measure, x, sign = true) {
    const isShare = this.about[measure].share, value = isShare ? 100 * x : x;
    return this.number(value, digitsFor([value]), sign) + (isShare ? ` ${this.say('points')}` : '');
  }

  /** Write an interval of differences. */
  span(measure, low, high) {
    const times = this.about[measure].share ? 100 : 1, digits = digitsFor([times * low, times * high]);
    return `${this.number(times * low, digits, true)} ${this.say('to')} ${this.number(times * high, digits, true)}`;
  }

  /** Write a difference with its interval and what it comes to: +5.2 (+1.1 to +9.3): better. @param {string} measure @param {object} got as of `paired` */
  against(measure, { mean: middle, low, high, verdict }) {
    return `${this.delta(measure, middle)}${Number.isFinite(low) ? ` (${this.span(measure, low, high)})` : ''}: ${this.say(`verdict.${verdict}`)}`;
  }

  /** Write a share with its interval, where that is there: 62% (48 to 75%). @param {{estimate: number, low: number, high: number}} one */
  shareOf({ estimate, low, high }) {
    const share = this.percent(estimate, 0);
    return Number.isFinite(low) ? this.say('worlds.share', { share, low: this.number(100 * low, 0), high: this.percent(high, 0) }) : share;
  }

  /** A name in the marks of the language. */
  quoted(name) { return this.lang === 'nl' ? `‘${name}’` : `“${name}”`; }

  /** Join words as a sentence does. @param {string[]} items */
  listed(items) { return items.length < 2 ? items.join('') : items.slice(0, -1).join(', ') + this.say('and') + items.at(-1); }

  /** A sentence's first letter as a capital. */
  opening(text) { return text.charAt(0).toLocaleUpperCase(this.lang) + text.slice(1); }
}
