// Plans ranked on the same luck: means, what each is against A, the places each could have, and which cannot be told apart.

import { SURE_FROM, interval, mean, paired } from './intervals.js';
import { found } from './view.js';

const MORE_HOURS = 1.005;

/** A number out of texts: the same for the same texts, in whatever order. @param {string[]} texts @returns {number} 0 .. 2^24 - 1 */
export function numberOf(texts) {
  let number = 2166136261;
  for (const letter of [...texts].sort().join('\n')) number = Math.imul(number ^ letter.codePointAt(0), 16777619) >>> 0;
  return number >>> 8;
}

/** Whether two rows of values can be told apart, and which is larger: 1, 0 or -1. @param {number[]} a @param {number[]} b @param {number[]} quantiles */
export function apart(a, b, quantiles) {
  const differences = a.map((x, i) => x - b[i]), { low, high } = interval(differences, quantiles), known = differences.filter(Number.isFinite);
  if (low > 0 || high < 0) return Math.sign(low);
  return known.length >= SURE_FROM && Number.isNaN(low) && new Set(known).size === 1 ? Math.sign(known[0]) : 0;
}

/**
 * Rank plans.
 * @param {object[]} teams each with `name` and `runs` @param {object[]} base runs of A @param {string} measure @param {object} figures
 * @returns {object[]} best first: `mean`, `against` A, `hours` used, `isOver` more hours than A has, `best` and `worst` place, `tied` with whom, `near` from whom no difference is worth acting on
 */
export function ranked(teams, base, measure, figures) {
  const { quantiles } = figures, better = figures.about[measure].direction < 0 ? -1 : 1, value = run => run.measures[measure];
  const of = (runs, name) => mean(runs.map(run => run.measures[name])), available = runs => of(runs, 'host_hours') + of(runs, 'hours_unused');
  const rows = teams.map(team => ({ ...team, mean: mean(team.runs.map(value).filter(Number.isFinite)), against: found(base, team.runs, measure, figures), hours: of(team.runs, 'host_hours'),
    isOver: available(team.runs) > MORE_HOURS * available(base) })).sort((x, y) => better * (y.mean - x.mean) || 0);
  return rows.map((row, i) => {
    const near = rows.filter((other, j) => i !== j && ['no_difference', 'identical'].includes(paired(row.runs.map(value), other.runs.map(value), figures.about[measure], quantiles).verdict)).map(other => other.name);
    const others = rows.map((other, j) => (i === j ? null : better * apart(other.runs.map(value), row.runs.map(value), quantiles)));
    return { ...row, best: 1 + others.filter(sign => sign === 1).length, worst: rows.length - others.filter(sign => sign === -1).length, tied: rows.filter((_, j) => others[j] === 0).map(other => other.name), near };
  });
}

/** Groups of neighbours in the order of which no two can be told apart, each as long as it can be. @param {object[]} rows ranked @returns {string[][]} names */
export function alike(rows) {
  const groups = [];
  rows.forEach((row, i) => {
    let end = i;
    while (end + 1 < rows.length && rows.slice(i, end + 1).every(one => one.tied.includes(rows[end + 1].name))) end += 1;
    if (end > i && !(groups.at(-1)?.end >= end)) groups.push({ end, names: rows.slice(i, end + 1).map(one => one.name) });
  });
  return groups.map(one => one.names);
}

/** Whether between no two of these a difference is worth acting on. @param {object[]} rows ranked @param {string[]} names @returns {boolean} */
export const areNear = (rows, names) => rows.filter(row => names.includes(row.name)).every(row => names.every(name => name === row.name || row.near.includes(name)));
