// The strategist's answers and plans in a link, and what is made of them.

import { answersOf, baselineOf, following, optionOf, titleOf } from './asked.js';
import { checked } from './gathered.js';

/**
 * @typedef {object} Desk
 * @property {Object<string, string>} answers question -> answer, of those that were given
 * @property {?object} base a scenario file to start from: name, title, plan
 * @property {object[]} plans each `{ticked}` (advice -> dose) or `{file}` (name, title, plan)
 * @property {number} at which plan is being put together
 */

/** How a link to the desk begins. */
export const DESK = 'desk';
/** The name of the community that the answers make. */
export const OURS = 'ours';
const LONGEST_DESK = 100_000;

/** A desk on which nothing was done. @returns {Desk} */
export const emptyDesk = () => ({ answers: {}, base: null, plans: [{ ticked: {} }, { ticked: {} }], at: 0 });

const packed = ({ name, title, plan }) => JSON.stringify({ name, title, community: plan.community, behaviour: plan.behaviour, policy: plan.policies });

/** A desk as the part of a link after the #. @param {Desk} desk @param {string} lang @returns {string} */
export function deskToHash(desk, lang) {
  const rows = [['l', lang], ...Object.entries(desk.answers).map(([name, value]) => ['q', `${name}:${value}`]), ...(desk.base ? [['f', packed(desk.base)]] : []),
    ...desk.plans.map(one => (one.file ? ['t', packed(one.file)] : ['p', Object.entries(one.ticked).map(([name, dose]) => `${name}:${dose}`).join(';')])), ['i', desk.at]];
  return [DESK, ...rows.map(([name, text]) => `${name}=${encodeURIComponent(text).replace(/%3A/g, ':').replace(/%3B/g, ';')}`)].join('&');
}

/** A scenario out of a link: checked as a file is. */
function scenarioIn(told, text) {
  const { name, ...tables } = JSON.parse(text), found = checked(told, tables, String(name).slice(0, 60));
  return found.faults.length ? null : { name: found.name, title: found.title, plan: found.plan };
}

/** Whether two scenarios are one, what need not be written left out. @param {object} told @param {object} one @param {object} other each with name, title, plan */
export const isSame = (told, one, other) => one.name === other.name && JSON.stringify(scenarioIn(told, packed(one))) === JSON.stringify(scenarioIn(told, packed(other)));

/**
 * Read a link to the desk; what cannot be read is left out and told.
 * @param {object} told @param {string} hash @returns {{desk: Desk, lang: ?string, wrong: string[]}}
 */
export function deskFromHash(told, hash) {
  const { asked } = told, desk = { ...emptyDesk(), plans: [] }, wrong = [];
  let lang = null;
  if (hash.length > LONGEST_DESK) return { desk: emptyDesk(), lang, wrong: [hash.slice(0, 60)] };
  for (const row of hash.split('&').slice(1)) {
    const fail = () => wrong.push(row.slice(0, 60));
    try {
      const [name, ...rest] = row.split('='), text = decodeURIComponent(rest.join('='));
      if (name === 'l' && Object.hasOwn(told.words, text)) lang = text;
      else if (name === 'q') {
        const [question, answer] = text.split(':'), about = asked.questions.find(one => one.name === question);
        if (about && optionOf(about.options, answer)) desk.answers[question] = answer; else fail();
      } else if (name === 'p' && desk.plans.length < asked.most) {
        const ticked = {};
        for (const part of text.split(';').filter(Boolean)) {
          const [advice, dose] = part.split(':'), about = asked.advice.find(one => one.name === advice);
          if (about && optionOf(about.doses, dose) && !about.clashes.some(other => ticked[other])) ticked[advice] = dose; else wrong.push(part.slice(0, 60));
        }
        desk.plans.push({ ticked });
      } else if (name === 'f' || (name === 't' && desk.plans.length < asked.most)) {
        const file = scenarioIn(told, text);
        if (!file) fail(); else if (name === 'f') desk.base = file; else desk.plans.push({ file });
      } else if (name === 'i' && /^\d$/.test(text)) desk.at = Number(text);
      else fail();
    } catch { fail(); }
  }
  if (!desk.plans.length) desk.plans = emptyDesk().plans;
  desk.at = Math.min(desk.at, desk.plans.length - 1);
  return { desk, lang, wrong };
}

/** Where the desk starts, as a plan. @param {object} told @param {Desk} desk */
export const startOf = (told, desk) => desk.base?.plan ?? baselineOf(told.asked, desk.answers);

/** A plan of the desk, whole. @param {object} told @param {Desk} desk @param {object} one */
export const planOf = (told, desk, one) => one.file?.plan ?? following(told.asked, startOf(told, desk), one.ticked);

/** What a plan is called in every language. @param {object} spoken Words by language */
export const titlesOf = (told, spoken, one) => one.file?.title ?? Object.fromEntries(Object.entries(spoken).map(([lang, words]) => [lang, titleOf(words, told.asked, one.ticked)]));

/** Plans that do something. @param {Desk} desk */
export const withContent = desk => desk.plans.filter(one => one.file || Object.keys(one.ticked).length);
