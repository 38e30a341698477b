// What cannot stand together or does not fit the run: the twin of what sim/scenario/check.py refuses.

import { canTurn, decides, isHeld, kindOf, opensChannel, parted, valueOf } from './policies.js';

const MOST_CHANNELS = 8;
const MOST_REVIEWS = 20;

/** Faults of one policy by itself and in this run: keys of sentences. */
function ofPolicy(about, policy, { days, audience, venue }, kinds) {
  const get = name => valueOf(about, policy, name), from = get('from_day'), until = get('until_day'), found = [];
  if (until !== null && until <= from) found.push('until');
  if (from >= days || (until !== null && until > days)) found.push('outside');
  if (about.rule === 'picking' && get('number') > audience) found.push('too_many');
  if (policy.kind === 'admission') {
    const first = get('first_day');
    if (first !== null && (first < from || first >= days || (until !== null && first >= until && until > from))) found.push('first_day');
  }
  if (policy.kind === 'moderation' && get('pause_days') > 0 && get('sanctions') !== 'graduated') found.push('pause');
  if (policy.kind === 'platform_shock' && get('day') !== null && get('day') >= days) found.push('outside');
  if (venue === 'join' && decides(about, policy).some(name => about.fields.find(field => field.name === name).kept)) found.push('not_yours');
  if (policy.kind === 'reach') {
    const first = get('push_day');
    if (get('push_reach') > 0 && first === null) found.push('push');
    if (first !== null && (first >= days || first + get('push_days') > days)) found.push('push_outside');
  }
  if (policy.kind === 'review') {
    const then = get('then'), keys = then.map(text => parted(text).key);
    if (get('when') === 'unanswered' && get('threshold') > 1) found.push('share');
    if (!then.every(text => canTurn(kinds, text))) found.push('change');
    if (new Set(keys).size < keys.length) found.push('change_twice');
  }
  return found;
}

/**
 * Everything that is wrong with a plan.
 * @param {object[]} kinds policies as data @param {object[]} policies the plan @param {object} community days and audience
 * @returns {{key: string, kind: string, field?: string}[]}
 */
export function faults(kinds, policies, community) {
  const found = policies.flatMap(policy => ofPolicy(kindOf(kinds, policy.kind), policy, community, kinds).map(key => ({ key, kind: policy.kind })));
  if (policies.filter(policy => opensChannel(kindOf(kinds, policy.kind), policy)).length > MOST_CHANNELS) found.push({ key: 'channels', kind: 'reach' });
  if (policies.filter(policy => isHeld(kindOf(kinds, policy.kind), policy)).length > MOST_REVIEWS) found.push({ key: 'reviews', kind: 'review' });
  policies.forEach((second, later) => policies.slice(0, later).forEach(first => {
    if (first.kind !== second.kind) return;
    const about = kindOf(kinds, first.kind), end = policy => Math.min(valueOf(about, policy, 'until_day') ?? community.days, community.days);
    const start = Math.max(valueOf(about, first, 'from_day'), valueOf(about, second, 'from_day'));
    if (start >= Math.min(end(first), end(second))) return;
    const mine = decides(about, first);
    for (const field of decides(about, second)) if (mine.includes(field)) found.push({ key: 'twice', kind: first.kind, field });
  }));
  return found;
}
