// Scenario files in the page: what a file takes over from its parent, and everything that is wrong with it; the twin of sim/scenario/library.py and check.py.

import { faults } from './faults.js';
import { canTurn, kindOf, parted } from './policies.js';
import { FileFault, readToml, textsOf } from './reader.js';

const ROOT_KEYS = ['extends', 'title', 'about', 'community', 'behaviour', 'uncertain', 'policy', 'add_policy', 'change'];
const CONSUMED = ['extends', 'add_policy', 'change'];
const MOST_PARENTS = 8, MOST_POLICIES = 100, MOST_FAULTS = 12;
const GOALS_KEY = 'goal';
const VENUES = ['own', 'join'], RIVAL_DEFAULTS = { rival_size: 0.5, rival_specificity: 0.5 }, SHARED = ['hour_cost', 'already_on', ...Object.keys(RIVAL_DEFAULTS)];
const EXAMPLE_CHANGE = '{ "team.hours_per_week" = 12 }';

const isTable = value => typeof value === 'object' && value !== null && !Array.isArray(value);
const copied = value => JSON.parse(JSON.stringify(value));
const stem = name => name.split(/[\\/]/).at(-1).replace(/\.toml$/, '');
const shownValue = value => (typeof value === 'string' ? `"${value}"` : isTable(value) ? '{…}' : JSON.stringify(value) ?? '').slice(0, 40);

/** Letters to change until two words are the same. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}

/** The word that may have been meant. @param {string} word @param {string[]} words @returns {string} */
function meantBy(word, words) {
  const near = words.map(one => [distance(String(word).slice(0, 40), one), one]).sort((x, y) => x[0] - y[0])[0];
  return near && near[0] <= Math.max(1, Math.floor(near[1].length / 3)) ? near[1] : '';
}

/** Looks over what a file says. */
class Look {
  constructor(told, file) { Object.assign(this, { told, file, found: [], lines: new Map() }); }

  wrong(key, path, more = {}) {
    let line = 0;
    for (let n = path.length; n > 0 && !line; n -= 1) line = this.lines.get(path.slice(0, n).join('.')) ?? 0;
    if (this.found.length < MOST_FAULTS) this.found.push({ key, file: this.file, line, name: path.map(part => (typeof part === 'number' ? `[${part + 1}]` : part)).join('.').replaceAll('.[', '[').slice(0, 80), allowed: '', value: '', meant: '', ...more });
    return undefined;
  }

  unknown(path, known) { return this.wrong('key', path, { allowed: known.length <= 16 ? known.join(', ') : '', meant: meantBy(path.at(-1), known) }); }

  number(path, value, [low, high], isWhole) {
    if (typeof value !== 'number' || !Number.isFinite(value) || (isWhole && !Number.isInteger(value))) return this.wrong(isWhole ? 'whole' : 'number', path, { value: shownValue(value), low, high });
    return value >= low && value <= high ? value : this.wrong('range', path, { value: shownValue(value), low, high });
  }

  word(path, value, words) { return words.includes(value) ? value : this.wrong('word', path, { value: shownValue(value), allowed: words.join(', '), meant: typeof value === 'string' ? meantBy(value, words) : '' }); }

  isYes(path, value) { return typeof value === 'boolean' ? value : this.wrong('yes', path, { value: shownValue(value) }); }

  table(path, value) { if (value === undefined) return {}; if (isTable(value)) return value; this.wrong('table', path, { value: shownValue(value) }); return {}; }

  /** Changes that a review makes, as texts. */
  changes(path, value, kind) {
    if (!Array.isArray(value) || value.some(one => typeof one !== 'string')) return this.wrong('table', path, { value: shownValue(value), allowed: EXAMPLE_CHANGE });
    const keys = value.map(one => parted(one).key), isFit = value.every(one => canTurn(this.told.model.policies, one));
    return isFit && new Set(keys).size === keys.length ? value : this.wrong('together', path, { kind, why: isFit ? 'change_twice' : 'change' });
  }

  setting(path, field, value, kind) {
    const { type, choices } = field;
    if (type === 'changes') return this.changes(path, value, kind);
    if (type === 'choice') return this.word(path, value, choices);
    if (type === 'switch') return this.isYes(path, value);
    if (type === 'text') return typeof value === 'string' && value.length > 0 && value.length <= 60 && !/\p{C}/u.test(value) ? value : this.wrong('text', path, { value: shownValue(value) });
    if (type === 'set' || type === 'order') {
      const right = Array.isArray(value) && value.every((word, i) => choices.includes(word) && value.indexOf(word) === i) && (field.some || value.length === choices.length);
      return right ? value : this.wrong('list', path, { value: shownValue(value), allowed: choices.join(', ') });
    }
    return this.number(path, value, [field.low, field.high], type === 'whole');
  }

  community(given) {
    const { told } = this, { model: { layout }, bounds, asked } = told, goals = asked.questions.find(one => one.name === GOALS_KEY).options.map(one => one[0]);
    const table = this.table(['community'], given), { audience: _, ...rest } = asked.blank, found = { audience: undefined, ...rest };
    for (const [name, value] of Object.entries(table)) {
      const path = ['community', name];
      if (name === 'mix') continue;
      if (name === GOALS_KEY) found.goal = this.word(path, value, goals);
      else if (name === 'everyone_in') found.everyone_in = this.isYes(path, value);
      else if (name === 'venue') found.venue = this.word(path, value, VENUES);
      else if (Object.hasOwn(bounds, name)) found[name] = this.number(path, value, bounds[name], !SHARED.includes(name));
      else this.unknown(path, [...Object.keys(asked.blank), 'mix', 'rivals', ...SHARED, 'venue']);
    }
    if (table.audience === undefined) this.wrong('missing', ['community', 'audience'], { allowed: `${bounds.audience[0]}–${bounds.audience[1]}` });
    if (found.founders > found.audience) this.wrong('range', ['community', 'founders'], { value: found.founders, low: 0, high: found.audience });
    if (found.hour_cost === 0) delete found.hour_cost;
    if (found.venue === 'own') delete found.venue;
    if (found.rivals) Object.assign(found, { ...RIVAL_DEFAULTS, ...found });
    else for (const name of ['rivals', ...Object.keys(RIVAL_DEFAULTS)]) delete found[name];
    const mix = this.table(['community', 'mix'], table.mix), shares = {};
    for (const [role, share] of Object.entries(mix)) {
      if (layout.roles.includes(role)) shares[role] = this.number(['community', 'mix', role], share, [0, 1], false); else this.unknown(['community', 'mix', role], layout.roles);
    }
    const total = Object.values(shares).reduce((sum, x) => sum + x, 0);
    if (Object.keys(mix).length && Math.abs(total - 1) > 1e-9) this.wrong('shares', ['community', 'mix'], { value: total });
    found.mix = Object.keys(mix).length ? Object.fromEntries(layout.roles.map(role => [role, shares[role] ?? 0])) : { ...layout.mix };
    return found;
  }

  behaviour(given) {
    const { told } = this, hard = { ...told.hard, ...Object.fromEntries(told.assumptions.map(one => [one.name, one.hard])) }, found = {};
    for (const [name, value] of Object.entries(this.table(['behaviour'], given))) {
      if (Object.hasOwn(hard, name)) found[name] = this.number(['behaviour', name], value, hard[name], false); else this.unknown(['behaviour', name], Object.keys(hard));
    }
    return found;
  }

  policies(given) {
    if (given === undefined) return [];
    if (!Array.isArray(given) || given.length > MOST_POLICIES) { this.wrong('policies', ['policy'], { n: MOST_POLICIES }); return []; }
    const kinds = this.told.model.policies, names = kinds.map(one => one.kind);
    return given.flatMap((policy, i) => {
      if (!isTable(policy)) { this.wrong('table', ['policy', i], { value: shownValue(policy) }); return []; }
      const about = kindOf(kinds, policy.kind);
      if (!about) { this.wrong(policy.kind === undefined ? 'missing' : 'word', ['policy', i, 'kind'], { value: shownValue(policy.kind), allowed: names.join(', '), meant: typeof policy.kind === 'string' ? meantBy(policy.kind, names) : '' }); return []; }
      const found = { kind: policy.kind };
      for (const [name, value] of Object.entries(policy)) {
        if (name === 'kind') continue;
        const field = about.fields.find(one => one.name === name);
        if (field) found[name] = this.setting(['policy', i, name], field, value, policy.kind); else this.unknown(['policy', i, name], about.fields.map(one => one.name));
      }
      return [found];
    });
  }

  title(given, name) {
    const langs = Object.keys(this.told.words), texts = typeof given === 'string' ? Object.fromEntries(langs.map(lang => [lang, given])) : given ?? Object.fromEntries(langs.map(lang => [lang, name]));
    if (!isTable(texts) || langs.some(lang => typeof texts[lang] !== 'string' || !texts[lang].trim())) { this.wrong('title', ['title'], { allowed: langs.join(', ') }); return Object.fromEntries(langs.map(lang => [lang, name])); }
    return Object.fromEntries(langs.map(lang => [lang, texts[lang].slice(0, 300)]));
  }
}

/**
 * Check tables whole. @param {object} told everything the page holds @param {object} tables @param {string} name @param {Map<string, number>} lines of keys
 * @returns {{name: string, title: object, plan: object, faults: object[]}}
 */
export function checked(told, tables, name, lines = new Map()) {
  const look = new Look(told, name);
  look.lines = lines;
  for (const key of Object.keys(tables)) if (!ROOT_KEYS.includes(key)) look.unknown([key], ROOT_KEYS);
  const title = look.title(tables.title, stem(name)), plan = { community: look.community(tables.community), policies: look.policies(tables.policy), behaviour: look.behaviour(tables.behaviour) };
  if (!look.found.length) for (const one of faults(told.model.policies, plan.policies, plan.community)) look.wrong('together', ['policy'], { kind: one.kind, why: one.key });
  return { name: stem(name), title, plan, faults: look.found };
}

/** Write the changes of reviews as texts, where a file has them as a table. */
function withTexts(kinds, tables) {
  const names = new Set(kinds.flatMap(one => one.fields.filter(field => field.type === 'changes').map(field => field.name)));
  const lists = [tables.policy, tables.add_policy, isTable(tables.change) ? Object.values(tables.change) : []].filter(Array.isArray);
  for (const one of lists.flat().filter(isTable)) for (const name of names) if (Object.hasOwn(one, name) && isTable(one[name])) one[name] = textsOf(one[name]);
}

/** Take over what a file says: tables merge, lists replace. */
function merge(own, data) {
  for (const [key, value] of Object.entries(own)) {
    if (isTable(value) && Object.hasOwn(data, key) && isTable(data[key])) merge(value, data[key]);
    else Object.defineProperty(data, key, { value: copied(value), enumerable: true, writable: true, configurable: true });
  }
}

/** The place of a policy by its name, `team` or `calendar[1]`; -1 where it is not there. */
function placeOf(policies, name) {
  const [, kind, nth] = /^([A-Za-z_][\w-]*)(?:\[(\d{1,6})\])?$/.exec(name) ?? [null, '', undefined], places = policies.flatMap((one, i) => (isTable(one) && one.kind === kind ? [i] : []));
  return nth === undefined ? (places.length === 1 ? places[0] : -1) : places[Number(nth)] ?? -1;
}

/**
 * Read scenario files; parents are looked for among them, then among the communities of the page.
 * @param {object} told @param {{name: string, text: string}[]} files @returns {object[]} for each file its name, title, plan and faults
 */
export function gather(told, files) {
  const read = file => {
    try {
      const found = readToml(file.text);
      withTexts(told.model.policies, found.tables);
      return found;
    } catch (fault) { if (fault instanceof FileFault) return { fault }; throw fault; }
  };
  const known = [...told.communities, ...told.parents];
  const sources = new Map(files.map(file => [file.name, read(file)]));
  const whole = name => {
    const chain = [], found = [], root = new Look(told, name);
    for (let at = name; at !== null;) {
      const source = sources.get(at), community = source ? null : known.find(one => stem(at) === one.name);
      if (source?.fault) { const { key, line, part } = source.fault; found.push({ key, file: at, line, name: '', value: part, allowed: '', meant: '' }); return { found }; }
      if (community) { chain.push([null, { title: community.title, community: community.plan.community, behaviour: community.plan.behaviour, policy: community.plan.policies }]); break; }
      chain.push([at, source.tables]);
      const parent = source.tables.extends;
      root.lines = source.lines;
      if (parent === undefined) break;
      const next = typeof parent === 'string' ? [...sources.keys()].find(one => stem(one) === stem(parent) && one !== at) ?? (known.some(one => one.name === stem(parent)) ? parent : null) : null;
      if (next === null) { root.wrong('parent', ['extends'], { value: shownValue(parent) }); return { found: root.found }; }
      if (chain.some(([one]) => one === next) || chain.length > MOST_PARENTS) { root.wrong('circle', ['extends'], { value: shownValue(parent) }); return { found: root.found }; }
      at = next;
    }
    const data = {};
    for (const [file, tables] of chain.reverse()) {
      merge(Object.fromEntries(Object.entries(tables).filter(([key]) => !CONSUMED.includes(key))), data);
      root.lines = (file && sources.get(file).lines) ?? new Map();
      for (const [kind, values] of Object.entries(root.table(['change'], tables.change))) {
        const place = placeOf(Array.isArray(data.policy) ? data.policy : [], kind);
        if (!isTable(values)) root.wrong('table', ['change', kind], { value: shownValue(values) });
        else if (place < 0) root.wrong('change', ['change', kind]);
        else Object.assign(data.policy[place], copied(values));
      }
      if (tables.add_policy !== undefined && !(Array.isArray(tables.add_policy) && tables.add_policy.every(isTable))) root.wrong('policies', ['add_policy'], { n: MOST_POLICIES });
      else if (tables.add_policy && (data.policy === undefined || Array.isArray(data.policy))) data.policy = [...(data.policy ?? []), ...copied(tables.add_policy)];
    }
    return { data, found: root.found };
  };
  return files.map(({ name }) => {
    const { data, found } = whole(name);
    if (!data) return { name: stem(name), faults: found };
    const got = checked(told, data, name, sources.get(name).lines);
    return { ...got, faults: [...found, ...got.faults] };
  });
}
