// From answers and advice to plans: the twin of sim/page/plans.py.

const OF_COMMUNITY = 'community';
const LONGEST_TITLE = 200;
const deep = value => JSON.parse(JSON.stringify(value));
const isNumber = name => /^\d/.test(name);

/** An option, `[name, parts]`, by its name. */
export const optionOf = (options, name) => options.find(one => one[0] === name);

/** An answer to every question. @param {object} asked @param {Object<string, string>} given @returns {Object<string, string>} */
export const answersOf = (asked, given) => Object.fromEntries(asked.questions.map(one => [one.name, given[one.name] ?? one.default]));

/** Put settings into a plan. */
function settle(plan, parts) {
  for (const [kind, values, isNew] of parts) {
    let at = plan.community;
    if (kind !== OF_COMMUNITY) {
      at = isNew ? null : plan.policies.find(one => one.kind === kind);
      if (!at) { at = { kind }; plan.policies.push(at); }
    }
    for (const [key, value] of Object.entries(values)) { if (value === null) delete at[key]; else at[key] = deep(value); }
  }
}

/** The plan that the answers make. @param {object} asked @param {Object<string, string>} given @returns {{community: object, policies: object[], behaviour: object}} */
export function baselineOf(asked, given) {
  const plan = { community: { ...asked.blank }, policies: [], behaviour: {} }, answers = answersOf(asked, given);
  for (const { name, options } of asked.questions) settle(plan, optionOf(options, answers[name])[1]);
  const { mix, ...community } = plan.community;
  community.founders = Math.min(community.founders, community.audience);
  plan.community = { ...community, mix };
  return plan;
}

/** The baseline with the advice that is ticked. @param {object} asked @param {object} base @param {Object<string, string>} ticked advice -> dose */
export function following(asked, base, ticked) {
  const plan = deep(base);
  for (const { name, doses } of asked.advice) if (ticked[name]) settle(plan, optionOf(doses, ticked[name])[1]);
  return plan;
}

/** A dose in words. */
export const dosed = (words, advice, dose) => (words.has(`desk.dose.${advice}.${dose}`) ? words.say(`desk.dose.${advice}.${dose}`) : isNumber(dose) ? words.number(Number(dose)) : '');

/** A piece of advice in words. */
export const advised = (words, advice, dose) => words.say(`desk.advice.${advice}`, { n: dosed(words, advice, dose) });

/** What a plan follows, as its title. @param {Words} words @param {object} asked @param {Object<string, string>} ticked @returns {string} */
export function titleOf(words, asked, ticked) {
  const followed = asked.advice.filter(one => ticked[one.name]).map(one => advised(words, one.name, ticked[one.name]));
  return followed.length ? [...words.opening(followed.join(' + '))].slice(0, LONGEST_TITLE).join('') : words.say('desk.baseline');
}

/** An answer as it can be chosen. */
export const choiceOf = (words, question, name) => words.say(words.has(`desk.ask.${question}.${name}`) ? `desk.ask.${question}.${name}` : `desk.ask.${question}.n`, { n: isNumber(name) ? words.number(Number(name)) : '' });

/** Whether another answer leaves nothing to ask. */
export const isMoot = (question, answers) => Boolean(question.moot) && answers[question.moot[0]] === question.moot[1];

/** The baseline in sentences. @param {Words} words @param {object} asked @param {Object<string, string>} given @returns {string[]} */
export function sentencesOf(words, asked, given) {
  const answers = answersOf(asked, given);
  return asked.questions.flatMap(one => {
    const name = answers[one.name], own = `desk.told.${one.name}.${name}`, key = words.has(own) ? own : `desk.told.${one.name}`;
    const text = words.say(key, { n: isNumber(name) ? words.number(Number(name)) : choiceOf(words, one.name, name) });
    return text === '-' || isMoot(one, answers) ? [] : [text];
  });
}
