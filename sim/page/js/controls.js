// A lever on the screen: label, value, ends, a tick where A stands; works with the keyboard.

import { button, el } from './dom.js';
import { same } from './policies.js';

const WIDE = 60;
const DAYS = [0, 1, 2, 3, 4, 5, 7, 10, 14, 21, 28, 30, 42, 60, 90, 120, 180, 270, 365, 730, 1095, 3650];
const SHARES = [0, 0.001, 0.002, 0.003, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

/** Whole numbers a person would choose, up to a bound. */
function ladder(low, high) {
  const found = [low];
  for (let ten = 1; ten <= high; ten *= 10) for (const one of [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]) found.push(one * ten);
  return [...found, 7, 9, 14, 16].filter(x => x >= low && x <= high && Number.isInteger(x));
}

/**
 * The values a slider goes through, those in use among them.
 * @param {object} field @param {Array<?number>} own values that must be among them @param {{audience: number, days: number}} community @returns {Array<?number>}
 */
export function steps(field, own, community) {
  let { low, high } = field, values;
  if (field.unit === 'persons') high = Math.min(high, community.audience);
  if (field.steps) values = Array.from({ length: field.steps + 1 }, (_, i) => Number((low + (i * (high - low)) / field.steps).toPrecision(6)));
  else if (field.name.endsWith('_day')) {
    high = Math.min(high, field.name === 'until_day' ? community.days : community.days - 1);
    values = Array.from({ length: Math.floor(high / 7) + 1 }, (_, i) => i * 7).concat(high);
  } else if (field.unit === 'days') values = DAYS;
  else if (field.type === 'number' && high === 0.5) values = SHARES;
  else if (high - low > WIDE) values = ladder(low, high).concat(high);
  else {
    const gap = field.type === 'whole' ? 1 : high - low <= 1 ? 0.05 : high - low <= 12 ? 0.25 : 1;
    values = Array.from({ length: Math.round((high - low) / gap) + 1 }, (_, i) => Number((low + i * gap).toFixed(6)));
  }
  const inside = values.filter(x => x >= field.low && x <= high);
  const sorted = [...new Set([...inside, ...own.filter(x => x !== null)])].sort((a, b) => a - b);
  return field.optional ? [null, ...sorted] : sorted;
}

/** A value in words. @param {Words} words @param {object} field @param {*} value @returns {string} */
export function shown(words, field, value) {
  if (value === null) return words.say('everybody');
  const zero = `zero.${field.kind}.${field.name}`;
  if (value === 0 && words.has(zero) && !field.plain) return words.say(zero);
  if (field.type === 'choice') return words.say(`choice.${field.name}.${value}`);
  if (field.type === 'switch') return words.say(value ? 'yes' : 'no');
  if (field.type === 'changes') return value.join('; ') || words.say('none');
  if (Array.isArray(value)) return value.length ? value.map(word => words.say(`choice.${field.name}.${word}`)).join(', ') : words.say('none');
  if (field.type === 'text') return value;
  if (field.type === 'number' && field.low >= 0 && field.high <= 1 && !field.unit && !field.plain) return words.percent(value);
  const unit = `unit.${field.unit}`;
  return field.unit && value !== 1 && field.unit !== 'logits' && words.has(unit) && field.unit !== 'day' ? `${words.number(value)} ${words.say(unit)}` : words.number(value);
}

/** The words of a lever. */
export const labelOf = (words, kind, name) => words.say(words.has(`lever.${kind}.${name}`) ? `lever.${kind}.${name}` : `lever.${name}`);

let count = 0;

/** Slider. */
function slider(given, tell) {
  const { words, field, id, base: first, value: opening, community } = given;
  let values = steps(field, [first, opening], community);
  const place = value => Math.max(0, values.findIndex(one => same(one, value)));
  const input = el('input', { type: 'range', id, min: 0, max: values.length - 1, step: 1 });
  const tick = el('span', { class: 'tick-mark', 'aria-hidden': 'true' });
  input.addEventListener('input', () => tell(values[Number(input.value)], false));
  input.addEventListener('change', () => tell(values[Number(input.value)], true));
  const ends = el('span', { class: 'ends', 'aria-hidden': 'true' }, ...[values[0], values.at(-1)].map(end => el('span', {}, shown(words, { ...field, unit: '', plain: field.plain || field.unit }, end))));
  return {
    nodes: [el('span', { class: 'track' }, input, tick), ends],
    set(value, base) {
      if (![value, base].every(one => values.some(x => same(x, one)))) {
        values = steps(field, [base, value], community);
        input.max = values.length - 1;
      }
      input.value = place(value);
      input.setAttribute('aria-valuetext', shown(words, field, value));
      const share = values.length > 1 ? place(base) / (values.length - 1) : 0;
      tick.style.left = `calc(10px + ${share} * (100% - 20px))`;
    },
  };
}

/** Words of which one is chosen. */
function chooser({ words, field, id }, tell) {
  const input = el('select', { id, onchange: () => tell(input.value, true) }, ...field.choices.map(word => el('option', { value: word }, words.say(`choice.${field.name}.${word}`))));
  return { nodes: [input], set(value) { input.value = value; } };
}

/** Yes or no. */
function toggle({ id }, tell) {
  const input = el('input', { type: 'checkbox', id, onchange: () => tell(input.checked, true) });
  return { nodes: [input], set(value) { input.checked = value; } };
}

/** A name. */
function typed({ id }, tell) {
  const input = el('input', { type: 'text', id, maxlength: 60, onchange: () => { if (input.value.trim()) tell(input.value.trim(), true); } });
  return { nodes: [input], set(value) { if (document.activeElement !== input) input.value = value; } };
}

/** Changes that a review makes, as they stand in a file: `team.hours_per_week = 12; team.stance = active`. */
function changes({ id }, tell) {
  const input = el('input', { type: 'text', id, maxlength: 300, placeholder: 'team.hours_per_week = 12',
    onchange: () => tell(input.value.split(/[;,]/).map(one => one.trim()).filter(Boolean), true) });
  return { nodes: [input], set(value) { if (document.activeElement !== input) input.value = value.join('; '); } };
}

/** Several words, ticked; with an order where it says something. */
function list({ words, field, id }, tell) {
  const box = el('span', { class: field.type === 'set' ? 'ticks' : 'order', role: 'group', 'aria-labelledby': `${id}-label`, id, tabindex: -1 });
  let now = [];
  const name = word => words.say(`choice.${field.name}.${word}`);
  const turned = word => (now.includes(word) ? now.filter(one => one !== word) : [...now, word].sort((a, b) => (field.type === 'set' ? field.choices.indexOf(a) - field.choices.indexOf(b) : 0)));
  const earlier = word => { const i = now.indexOf(word), next = [...now]; next.splice(i - 1, 2, word, now[i - 1]); return next; };
  const again = (word, part) => box.querySelector(`[data-word="${word}"] ${part}`)?.focus();
  const item = (word, i) => {
    const tickBox = field.some ? el('input', { type: 'checkbox', checked: now.includes(word), onchange: () => { tell(turned(word), true); again(word, 'input'); } }) : null;
    const up = field.type === 'order' && i > 0 && now.includes(word)
      ? button('↑', () => { tell(earlier(word), true); again(word, 'button'); }, { 'aria-label': words.say('levers.up', { item: name(word) }), class: 'small' }) : null;
    return el('span', { class: 'item', 'data-word': word }, field.some ? el('label', {}, tickBox, ` ${field.type === 'set' ? name(word).slice(0, 2) : name(word)}`) : `${i + 1}. ${name(word)}`, up);
  };
  return {
    nodes: [box],
    set(value) {
      now = value;
      const order = field.type === 'set' ? field.choices : [...now, ...field.choices.filter(word => !now.includes(word))];
      box.replaceChildren(...order.map(item));
      if (field.type === 'set') box.querySelectorAll('input').forEach((input, i) => input.setAttribute('aria-label', name(field.choices[i])));
    },
  };
}

/**
 * A lever.
 * @param {object} given `words`, `kind`, `field`, `label`, `base` (A's value), `value`, `community` @param {function(*, boolean)} tell the value, and whether it is settled
 * @returns {{node: HTMLElement, set: function(*, *)}}
 */
export function control(given, tell) {
  const { words, field, label, base, value } = given, id = `lever-${(count += 1)}`, more = { ...given, id };
  const makers = { choice: chooser, switch: toggle, text: typed, changes, set: list, order: list };
  const made = makers[field.type] ? makers[field.type](more, tell) : slider(more, tell);
  const output = el('output', { for: id }), was = el('span', { class: 'was' });
  const isList = field.type === 'set' || field.type === 'order', isSlider = !makers[field.type];
  const head = el(isList ? 'span' : 'label', isList ? { id: `${id}-label` } : { for: id }, words.opening(label));
  const node = el('div', { class: `lever ${field.type}`, 'data-key': given.key ?? '' }, el('div', { class: 'head' }, head, isSlider ? output : null), ...made.nodes, was);
  const set = (now, standing) => {
    made.set(now, standing);
    output.textContent = shown(words, field, now);
    const isMoved = !same(now, standing);
    node.classList.toggle('moved', isMoved);
    was.textContent = isMoved ? words.say(given.isAssumed ? 'assumptions.was' : 'levers.moved', { value: shown(words, field, standing) }) : '';
  };
  set(value, base);
  return { node, set };
}
