// A plan as a scenario file that the command reads.

const bare = /^[A-Za-z0-9_-]+$/;
const text = value => JSON.stringify(value).replace(/\u007f/g, '\\u007f');

/** A value as TOML. */
function told(value) {
  if (Array.isArray(value)) return `[${value.map(told).join(', ')}]`;
  return typeof value === 'string' ? text(value) : String(value);
}

const table = (head, values) => [head, ...Object.entries(values).filter(([, value]) => value !== null).map(([key, value]) =>
  `${bare.test(key) ? key : text(key)} = ${told(value)}`), ''];

/**
 * A plan as a file without parents.
 * @param {object} plan @param {Object<string, string>} title in every language @returns {string}
 */
export function toToml(plan, title) {
  const { mix, ...community } = plan.community;
  return [...table('[title]', title), ...table('[community]', community), ...table('[community.mix]', mix),
    ...(Object.keys(plan.behaviour).length ? table('[behaviour]', plan.behaviour) : []),
    ...plan.policies.flatMap(policy => table('[[policy]]', policy))].join('\n');
}
