// What the reader has set: which community, what is moved in B, which assumptions in both; in and out of a link.

import { kindOf, same, valueOf } from './policies.js';

/**
 * @typedef {object} State
 * @property {string} community name of A
 * @property {Object<string, *>} changes lever (`team.0.hours_per_week`) -> value in B
 * @property {Object<string, number>} behaviour assumption -> value in both
 * @property {Object<string, number>} people audience, days, founders, seed, rivals and breadth in both
 * @property {string[]} charts two measures
 * @property {string} view `both` or `difference`
 * @property {string} lang
 */

const LONGEST_LINK = 8000;
const MOST_OF_A_KIND = 9;
const RIVAL_SHARES = ['rival_size', 'rival_specificity'];
/** Shares of the community; all else of it is counted. */
export const COMMUNITY_SHARES = ['already_on', ...RIVAL_SHARES];
const EXACT = ['audience', 'days', 'founders', 'seed', 'rivals', 'breadth', ...COMMUNITY_SHARES];

/** The state in which a community opens. @param {object} community @param {string} lang @returns {State} */
export function opening(community, lang) {
  return { community: community.name, changes: {}, behaviour: {}, people: {}, charts: [...community.charts], view: 'both', lang };
}

/** The n-th policy of a kind in a plan. */
const nth = (policies, kind, n) => policies.filter(policy => policy.kind === kind)[n];

/** A lever's name in parts. @param {string} key */
export function parts(key) { const [kind, n, name] = key.split('.'); return { kind, n: Number(n), name }; }

/** A lever's field as data. @param {object[]} kinds @param {string} key */
export const fieldOf = (kinds, key) => kindOf(kinds, parts(key).kind)?.fields.find(field => field.name === parts(key).name);

/** What a lever stands at in a list of policies. */
export function standing(kinds, policies, key) {
  const { kind, n, name } = parts(key), about = kindOf(kinds, kind);
  return valueOf(about, nth(policies, kind, n) ?? {}, name);
}

/** A state with one lever at a value; at A's own value it is not moved. @returns {State} */
export function moved(kinds, community, state, key, value) {
  const changes = { ...state.changes };
  if (same(standing(kinds, community.plan.policies, key), value)) delete changes[key];
  else changes[key] = value;
  return { ...state, changes };
}

/**
 * Plan A and plan B of a state.
 * @returns {{a: object, b: object}} both with community, policies, behaviour
 */
export function plans(kinds, community, state) {
  const { plan } = community, settings = { ...plan.community, ...state.people }, behaviour = { ...plan.behaviour, ...state.behaviour };
  const policies = plan.policies.map(policy => ({ ...policy }));
  for (const key of Object.keys(state.changes).sort()) {
    const { kind, n, name } = parts(key);
    while (!nth(policies, kind, n)) policies.push({ kind });
    const policy = nth(policies, kind, n);
    if (state.changes[key] === null) delete policy[name];
    else policy[name] = state.changes[key];
  }
  return { a: { community: settings, policies: plan.policies, behaviour }, b: { community: settings, policies, behaviour } };
}

/** A plan's name: equal plans have equal names. @param {object} plan @returns {string} */
export const keyOf = plan => JSON.stringify([plan.community, plan.policies, plan.behaviour]);

const written = value => (value === null ? 'none' : value === true ? 'yes' : value === false ? 'no' : Array.isArray(value) ? value.join(',') : String(value));
const escaped = text => encodeURIComponent(text).replace(/%2C/g, ',');

/** A state as the part of a link after the #. @param {State} state @returns {string} */
export function toHash(state) {
  const rows = [['s', state.community], ...Object.entries(state.changes).map(([key, value]) => ['b', `${key}:${written(value)}`]),
    ...Object.entries(state.behaviour).map(([key, value]) => ['a', `${key}:${value}`]),
    ...Object.entries(state.people).map(([key, value]) => ['w', `${key}:${value}`]), ['c', state.charts.join(',')], ['v', state.view], ['l', state.lang]];
  return rows.map(([name, text]) => `${name}=${escaped(text).replace(/%3A/g, ':')}`).join('&');
}

/** A number out of a link, bounded. @returns {{value: ?number, now: boolean}} */
function bounded(text, [low, high], whole) {
  if (!/^-?\d{1,17}(\.\d{1,22})?(e-?\d{1,2})?$/.test(text)) return { value: null };
  const value = Number(text), inside = Math.min(high, Math.max(low, whole ? Math.round(value) : value));
  return { value: inside, now: inside !== value };
}

/** A lever's value out of a link; undefined where it is not one. */
export function readValue(field, text) {
  const { choices, type } = field;
  if (type === 'choice') return { value: choices.includes(text) ? text : undefined };
  if (field.optional && text === 'none') return { value: null };
  if (type === 'switch') return { value: { yes: true, no: false }[text] };
  if (type === 'text') return { value: text.length > 0 && text.length <= 60 && !/[\p{C}]/u.test(text) ? text : undefined };
  if (type === 'changes') {
    const some = text === '' ? [] : text.split(',');
    return { value: some.length < 10 && some.every(one => one.length <= 90 && one.includes('=') && !/[\p{C}]/u.test(one)) ? some : undefined };
  }
  if (type === 'set' || type === 'order') {
    const words = text === '' ? [] : text.split(',');
    const right = words.every((word, i) => choices.includes(word) && words.indexOf(word) === i) && (field.some || words.length === choices.length);
    return { value: right ? words : undefined };
  }
  const { value, now } = bounded(text, [field.low, field.high], type === 'whole');
  return { value: value ?? undefined, now };
}

/**
 * Read a link. What cannot be read is left out and told; what is out of bounds is moved inside and told.
 * @param {object} told everything the page holds @param {string} hash @param {State} start @returns {{state: State, faults: object[]}}
 */
export function fromHash(told, hash, start) {
  const faults = [], kinds = told.model.policies;
  const fault = (key, part, more = {}) => faults.push({ key, part: part.slice(0, 60), ...more });
  if (hash.length > LONGEST_LINK) return { state: start, faults: [{ key: 'long', part: '' }] };
  const rows = [];
  for (const row of hash.split('&').filter(Boolean)) {
    try { const [name, ...rest] = row.split('='); rows.push([name, decodeURIComponent(rest.join('='))]); } catch { fault('unknown', row); }
  }
  const wanted = rows.find(([name]) => name === 's')?.[1] ?? start.community;
  const community = told.communities.find(one => one.name === wanted);
  if (!community) { fault('scenario', wanted); return { state: start, faults }; }
  let state = { ...opening(community, start.lang), changes: {} };
  for (const [name, text] of rows) {
    const at = text.indexOf(':'), key = text.slice(0, at), value = text.slice(at + 1), shown = value.slice(0, 40);
    if (name === 's') continue;
    if (name === 'l') { if (told.words[text]) state.lang = text; else fault('unknown', text); continue; }
    if (name === 'v') { if (['both', 'difference'].includes(text)) state.view = text; else fault('unknown', text); continue; }
    if (name === 'c') {
      const charts = text.split(','), known = told.model.figures.charts.map(chart => chart.measure);
      if (charts.length === 2 && charts.every(one => known.includes(one))) state.charts = charts; else fault('unknown', text);
      continue;
    }
    if (name === 'b') {
      const field = /^[a-z_]+\.\d\.[a-z_]+$/.test(key) && parts(key).n < MOST_OF_A_KIND && fieldOf(kinds, key);
      if (!field) { fault('unknown', key || text); continue; }
      const read = readValue(field, value);
      if (read.value === undefined) { fault('value', key, { value: shown }); continue; }
      if (read.now) fault('bounded', key, { value: shown, now: read.value });
      state = moved(kinds, community, state, key, read.value);
      continue;
    }
    const assumption = name === 'a' && told.assumptions.find(one => one.name === key);
    const bounds = name === 'w' && EXACT.includes(key) ? told.bounds[key] : assumption ? assumption.hard : null;
    if (!bounds) { fault('unknown', key || text || name); continue; }
    const { value: number, now } = bounded(value, bounds, name === 'w' && !COMMUNITY_SHARES.includes(key));
    if (number === null) { fault('value', key, { value: shown }); continue; }
    if (now) fault('bounded', key, { value: shown, now: number });
    state[name === 'w' ? 'people' : 'behaviour'][key] = number;
  }
  return { state, faults };
}

/** States the reader has been in, to go back and forth between. */
export class Past {
  /** @param {State} state */
  constructor(state) { this.states = [state]; this.at = 0; }

  get now() { return this.states[this.at]; }
  get canUndo() { return this.at > 0; }
  get canRedo() { return this.at < this.states.length - 1; }

  /** @param {State} state */
  push(state) {
    this.states = [...this.states.slice(Math.max(0, this.at - 199), this.at + 1), state];
    this.at = this.states.length - 1;
  }

  undo() { this.at = Math.max(0, this.at - 1); return this.now; }
  redo() { this.at = Math.min(this.states.length - 1, this.at + 1); return this.now; }
}
