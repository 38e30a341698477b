// Reading TOML: tables, lists of tables, strings, numbers, true and false, lists; dates are refused, since no scenario has one.

/** Letters of a file at most, and how deep it may be nested. */
export const LONGEST_FILE = 100_000;
const DEEPEST = 32;
const ESCAPES = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', '"': '"', '\\': '\\' };

/** A fault of a file: `key` of a sentence, the line, what stands there. */
export class FileFault extends Error {
  constructor(key, line, part = '') { super(key); Object.assign(this, { key, line, part: String(part).slice(0, 60) }); }
}

/** Reads letter by letter. */
class Letters {
  constructor(text) { this.text = text; this.at = 0; this.deep = 0; }

  get now() { return this.text[this.at]; }
  get line() { return this.text.slice(0, this.at).split('\n').length; }

  fail(key = 'toml') { throw new FileFault(key, this.line, this.text.slice(this.text.lastIndexOf('\n', this.at - 1) + 1).split('\n')[0].trim()); }

  take(wanted) { if (!this.text.startsWith(wanted, this.at)) this.fail(); this.at += wanted.length; }

  /** Go over blanks; with `lines` over ends of lines and comments too. */
  skip(lines = false) {
    for (;;) {
      if (this.now === ' ' || this.now === '\t' || (lines && this.now === '\n')) this.at += 1;
      else if (lines && this.now === '#') this.comment();
      else return;
    }
  }

  comment() {
    while (this.at < this.text.length && this.now !== '\n') { if (/[\0-\x08\x0b-\x1f\x7f]/.test(this.now)) this.fail(); this.at += 1; }
  }

  /** The rest of a line holds nothing. */
  ends() {
    this.skip();
    if (this.now === '#') this.comment();
    if (this.at < this.text.length && this.now !== '\n') this.fail();
    this.at += 1;
  }

  /** One or more names with dots. @returns {string[]} */
  names() {
    const found = [];
    do {
      if (found.length) this.at += 1;
      this.skip();
      if (this.now === '"' || this.now === "'") found.push(this.string(false));
      else {
        const name = /^[A-Za-z0-9_-]+/.exec(this.text.slice(this.at, this.at + 200))?.[0];
        if (!name) this.fail();
        found.push(name);
        this.at += name.length;
      }
      this.skip();
    } while (this.now === '.');
    if (found.length > DEEPEST) this.fail('deep');
    return found;
  }

  string(mayBeLong = true) {
    const quote = this.now, isLong = mayBeLong && this.text.startsWith(quote.repeat(3), this.at), end = isLong ? quote.repeat(3) : quote;
    this.take(end);
    if (isLong && this.now === '\n') this.at += 1;
    let found = '';
    while (!this.text.startsWith(end, this.at)) {
      const letter = this.now;
      if (letter === undefined || (letter === '\n' && !isLong) || /[\0-\x08\x0b-\x1f\x7f]/.test(letter)) this.fail();
      if (letter !== '\\' || quote === "'") { found += letter; this.at += 1; continue; }
      this.at += 1;
      const next = this.now, unicode = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(this.text.slice(this.at, this.at + 9)), rest = isLong && /^[ \t]*\n\s*/.exec(this.text.slice(this.at));
      if (unicode) {
        const code = parseInt(unicode[1] ?? unicode[2], 16);
        if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) this.fail();
        found += String.fromCodePoint(code);
        this.at += unicode[0].length;
      } else if (rest) this.at += rest[0].length;
      else if (Object.hasOwn(ESCAPES, next ?? '')) { found += ESCAPES[next]; this.at += 1; }
      else this.fail();
    }
    this.take(end);
    while (isLong && this.now === quote && found.length < LONGEST_FILE) { found += quote; this.at += 1; }
    return found;
  }

  value() {
    if (this.now === '"' || this.now === "'") return this.string();
    if (this.now === '[') return this.list();
    if (this.now === '{') return this.inline();
    const word = /^[A-Za-z0-9+.:_-]+/.exec(this.text.slice(this.at, this.at + 400))?.[0] ?? '';
    if (/^\d{4}-\d\d-\d\d|^\d\d:\d\d/.test(word)) this.fail('date');
    const found = word === 'true' ? true : word === 'false' ? false : numeral(word);
    if (found === null) this.fail();
    this.at += word.length;
    return found;
  }

  deeper(read) {
    this.deep += 1;
    if (this.deep > DEEPEST) this.fail('deep');
    const found = read();
    this.deep -= 1;
    return found;
  }

  list() {
    return this.deeper(() => {
      const found = [];
      this.at += 1;
      for (this.skip(true); this.now !== ']'; this.skip(true)) {
        found.push(this.value());
        this.skip(true);
        if (this.now === ',') this.at += 1;
        else if (this.now !== ']') this.fail();
      }
      this.at += 1;
      return found;
    });
  }

  inline() {
    return this.deeper(() => {
      const found = {};
      this.at += 1;
      for (this.skip(); this.now !== '}'; this.skip()) {
        const names = this.names();
        this.take('=');
        this.skip();
        putIn(found, names, this.value(), this);
        this.skip();
        if (this.now === ',') { this.at += 1; this.skip(); if (this.now === '}') this.fail(); } else if (this.now !== '}') this.fail();
      }
      this.at += 1;
      return found;
    });
  }
}

/** A number, or null. */
function numeral(word) {
  if (/^[+-]?(0|[1-9](_?\d)*)$/.test(word) || /^0x[0-9a-fA-F](_?[0-9a-fA-F])*$|^0o[0-7](_?[0-7])*$|^0b[01](_?[01])*$/.test(word)
    || /^[+-]?(0|[1-9](_?\d)*)(\.\d(_?\d)*)?([eE][+-]?\d(_?\d)*)?$/.test(word)) return Number(word.replaceAll('_', ''));
  return /^[+-]?(inf|nan)$/.test(word) ? NaN : null;
}

const isPlainTable = value => typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);
const define = (table, name, value) => Object.defineProperty(table, name, { value, enumerable: true, writable: true, configurable: true });

/** Go into a table, made where it is not there; of a list of tables into the last. */
function into(table, name, letters) {
  if (own(table, name) === undefined) define(table, name, {});
  const found = table[name], last = Array.isArray(found) ? found.at(-1) : found;
  if (!isPlainTable(last)) letters.fail('again');
  return last;
}

/** Give a name its value, once. */
function putIn(table, names, value, letters) {
  const inside = names.slice(0, -1).reduce((at, name) => into(at, name, letters), table), last = names.at(-1);
  if (own(inside, last) !== undefined) letters.fail('again');
  define(inside, last, value);
}

/**
 * Read a file.
 * @param {string} given @returns {{tables: object, lines: Map<string, number>}} what it says, and the line of every key (`policy.0.kind`)
 */
export function readToml(given) {
  if (given.length > LONGEST_FILE) throw new FileFault('large', 1);
  const text = given.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'), letters = new Letters(text), tables = {}, lines = new Map(), made = new Set();
  if (!text.trim()) throw new FileFault('empty', 1);
  let table = tables, path = [];
  for (letters.skip(true); letters.at < text.length; letters.skip(true)) {
    const { line } = letters;
    if (letters.now === '[') {
      const isList = text.startsWith('[[', letters.at);
      letters.at += isList ? 2 : 1;
      const names = letters.names(), last = names.at(-1);
      letters.take(isList ? ']]' : ']');
      letters.ends();
      let above = tables;
      path = [];
      for (const name of names.slice(0, -1)) { const was = own(above, name); above = into(above, name, letters); path.push(name, ...(Array.isArray(was) ? [was.length - 1] : [])); }
      if (isList) {
        if (own(above, last) === undefined) define(above, last, []);
        if (!Array.isArray(above[last]) || above[last].some(one => !isPlainTable(one))) { letters.at -= 1; letters.fail('again'); }
        above[last].push({});
        path.push(last, above[last].length - 1);
        table = above[last].at(-1);
      } else {
        const name = JSON.stringify([...path, last]);
        if (made.has(name) || Array.isArray(own(above, last))) { letters.at -= 1; letters.fail('again'); }
        made.add(name);
        table = into(above, last, letters);
        path.push(last);
      }
      lines.set(path.join('.'), line);
      continue;
    }
    const names = letters.names();
    letters.take('=');
    letters.skip();
    putIn(table, names, letters.value(), letters);
    lines.set([...path, ...names].join('.'), line);
    letters.ends();
  }
  return { tables, lines };
}
