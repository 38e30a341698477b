// In what share of the worlds a plan is better, the same or worse, with chance taken out; the twin of sim/studies/comparison/doubt.py.

import { marginOf, mean, quantile } from './intervals.js';

const N_BOOTSTRAP = 299, STEPS = 30, ROUGH_STEPS = 120, FARTHEST = 20, NODES = 100, FEWEST_WORLDS = 3;
const FEWEST_FOR_LEVELS = 20, STEEPEST = 2, AT_ONCE = 100, NO_MASS = 1e-20, NOTHING = 1e-12, ROUND = 1e9;
const LUCK = 0xD00B75n, ALL_BITS = (1n << 64n) - 1n;
export const SIDES = ['better', 'same', 'worse'];

/** Variance of a sample. */
const varianceOf = values => { const middle = mean(values); return values.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (values.length - 1); };

/** Numbers from 0 to 1 as numpy's generator Philox draws them. */
function* philox(key) {
  const low = x => x & ALL_BITS;
  for (let count = 1n; ; count += 1n) {
    let [a, b, c, d, k, l] = [count, 0n, 0n, 0n, key, 0n];
    for (let round = 0; round < 10; round += 1) {
      const one = 0xD2E7470EE14C6C93n * a, two = 0xCA5A826395121157n * c;
      [a, b, c, d] = [(two >> 64n) ^ b ^ k, low(two), (one >> 64n) ^ d ^ l, low(one)];
      [k, l] = [low(k + 0x9E3779B97F4A7C15n), low(l + 0xBB67AE8584CAA73Bn)];
    }
    for (const word of [a, b, c, d]) yield Number(word >> 11n) / 2 ** 53;
  }
}

/** How many of n succeed, as numpy draws it where few are expected. */
function binomial(n, p, draw) {
  if (p > 0.5) return n - binomial(n, 1 - p, draw);
  const q = 1 - p, none = Math.exp(n * Math.log1p(-p)), bound = Math.trunc(Math.min(n, n * p + 10 * Math.sqrt(n * p * q + 1)));
  let found = 0, chance = none, luck = draw();
  while (luck > chance) {
    found += 1;
    if (found > bound) { found = 0; chance = none; luck = draw(); } else { luck -= chance; chance = ((n - found + 1) * p * chance) / (found * q); }
  }
  return found;
}

/** How often each of n worlds is in each resample. @param {number} n @returns {Float64Array[]} */
export function resamples(n) {
  const luck = philox(LUCK), draw = () => luck.next().value;
  return Array.from({ length: N_BOOTSTRAP }, () => {
    const counts = new Float64Array(n);
    let left = n, rest = 1;
    for (let i = 0; i < n - 1 && left > 0; i += 1) { counts[i] = binomial(left, 1 / n / rest, draw); left -= counts[i]; rest -= 1 / n; }
    counts[n - 1] += left;
    return counts;
  });
}

/** Effects in margins, a row for each world: 1 is better by just what is worth acting on there. @param {number[][]} base @param {number[][]} other worlds x pairs @param {object} about the measure */
export function inMargins(base, other, about) {
  const side = about.direction < 0 ? -1 : 1, isRatio = about.margin[0] === null;
  return base.map((row, w) => {
    const level = mean(row), margin = marginOf(about, level), differences = row.map((x, r) => side * (other[w][r] - x)), ratio = isRatio && level !== 0 ? mean(differences) / level : 0;
    return differences.map((x, r) => {
      const gap = isRatio ? x - ratio * (row[r] - level) : x, scaled = margin > 0 ? gap / margin : Math.sign(gap) * FARTHEST;
      return Number.isFinite(gap) ? Math.round(Math.max(-FARTHEST, Math.min(FARTHEST, scaled)) * ROUND) / ROUND : NaN;
    });
  });
}

/** Variance that chance leaves in each world's mean, pooled over worlds along what the first plan reaches. @param {number[][]} effects @param {number[]} level @returns {number[]} */
export function within(effects, level) {
  const found = effects.map(varianceOf), pairs = effects[0].length;
  if (Math.max(...found) < NOTHING) return found.map(() => 0);
  const inside = effects.flatMap((row, w) => (row.every(x => Math.abs(x) < FARTHEST) && level[w] > 0 ? [w] : [])), logs = inside.map(w => Math.log(level[w])), pooled = mean(found) / pairs;
  if (inside.length < FEWEST_FOR_LEVELS || !inside.some(w => found[w]) || Math.sqrt((varianceOf(logs) * (logs.length - 1)) / logs.length) < 0.05) return found.map(() => pooled);
  const least = Math.min(...inside.map(w => level[w])), middle = mean(logs), place = level.map(x => Math.log(Math.max(x, least)) - middle), seen = inside.map(w => place[w]), squares = seen.reduce((sum, x) => sum + x * x, 0);
  let at = Math.log(mean(inside.map(w => found[w]))), slope = 0;
  for (let i = 0; i < 50; i += 1) {
    const rest = inside.map(w => found[w] / Math.exp(at + slope * place[w]) - 1), tilt = rest.reduce((sum, x, k) => sum + x * seen[k], 0) / squares;
    at += Math.max(-1, Math.min(1, mean(rest)));
    slope = Math.max(-STEEPEST, Math.min(STEEPEST, slope + Math.max(-1, Math.min(1, tilt))));
  }
  return place.map(x => Math.exp(at + slope * x) / pairs);
}

/** Evenly spaced places around all means, -1 and 1 half way between two of them. */
function gridOf(means) {
  const low = Math.min(...means), high = Math.max(...means), step = 2 / Math.ceil((2 * NODES) / (high - low + 1)), first = Math.floor((low + 0.5) / step), last = Math.ceil((high + 1.5) / step);
  return { step, grid: Float64Array.from({ length: last - first }, (_, i) => -1 + (first + i + 0.5) * step) };
}

/** The three shares of one resample: from a normal distribution some steps towards the likeliest one. */
function split(means, chance, counts, scale, steps, { step, grid }, isSure) {
  const n = means.length, all = counts.reduce((sum, x) => sum + x, 0), least = (step / 2) ** 2;
  const share = isIn => means.reduce((sum, x, w) => sum + (isIn(x) ? counts[w] : 0), 0) / all;
  if (isSure) return [share(x => x > 1), share(x => Math.abs(x) <= 1), share(x => x < -1)];
  const noise = chance.map(x => Math.max(scale * x, least)), over = values => values.reduce((sum, x, w) => sum + counts[w] * x, 0), centre = over(means) / all;
  const between = Math.max(over(means.map(x => (x - centre) ** 2)) / (all - 1) - over(noise) / all, least);
  const mass = grid.map(x => Math.exp(-((x - centre) ** 2) / (2 * between)) + 1e-30), whole = mass.reduce((sum, x) => sum + x, 0), nodes = grid.length;
  for (let g = 0; g < nodes; g += 1) mass[g] /= whole;
  const drawn = Array.from(counts.keys()).filter(w => counts[w]), fit = drawn.map(w => Float32Array.from(grid, x => Math.exp(-((means[w] - x) ** 2) / (2 * noise[w])) + 1e-30)), lift = new Float64Array(nodes);
  for (let i = 0; i < steps; i += 1) {
    lift.fill(0);
    for (let k = 0; k < drawn.length; k += 1) {
      const row = fit[k];
      let seen = 0;
      for (let g = 0; g < nodes; g += 1) seen += row[g] * mass[g];
      const weight = counts[drawn[k]] / all / seen;
      for (let g = 0; g < nodes; g += 1) lift[g] += weight * row[g];
    }
    for (let g = 0; g < nodes; g += 1) mass[g] = Math.max(mass[g] * lift[g], NO_MASS);
  }
  const sum = isIn => mass.reduce((total, x, g) => total + (isIn(grid[g]) ? x : 0), 0), better = sum(x => x > 1), worse = sum(x => x < -1);
  return [better, 1 - better - worse, worse].map(x => Math.max(0, Math.min(1, x)));
}

/** The score interval of a share of n. */
function wilson(share, n, z) {
  const squared = z * z, middle = (share + squared / (2 * n)) / (1 + squared / n), half = (z * Math.sqrt((share * (1 - share)) / n + squared / (4 * n * n))) / (1 + squared / n);
  return [middle - half, middle + half];
}

/**
 * What the worlds say of one plan against the first.
 * @param {number[][]} base @param {number[][]} other worlds x pairs; a world with a pair without a value is left out @param {object} about the measure
 * @param {?number} z quantile of the normal law; null leaves the intervals out, which takes a thousandth of the time
 * @returns {{n: number, better: object, same: object, worse: object}} each with `estimate`, `low` and `high`
 */
export function overWorlds(base, other, about, z = null) {
  const every = inMargins(base, other, about), known = every.flatMap((row, w) => (row.every(Number.isFinite) ? [w] : [])), effects = known.map(w => every[w]), n = effects.length;
  const told = values => Object.fromEntries(SIDES.map((side, i) => [side, values[i]])), nothing = { estimate: NaN, low: NaN, high: NaN };
  if (n < FEWEST_WORLDS || effects[0].length < 2) return { n, ...told([nothing, nothing, nothing]) };
  const pairs = effects[0].length, chance = within(effects, known.map(w => Math.abs(mean(base[w])))), means = effects.map(mean), own = effects.map(varianceOf), nodes = gridOf(means);
  const sure = most => Math.max(...chance) * most < (nodes.step / 2) ** 2, found = split(means, chance, new Float64Array(n).fill(1), 1, STEPS, nodes, sure(1));
  if (z === null) return { n, ...told(found.map(estimate => ({ ...nothing, estimate }))) };
  const total = pairs * chance.reduce((sum, x) => sum + x, 0), scaleOf = counts => (total > 0 ? own.reduce((sum, x, w) => sum + counts[w] * x, 0) / total : 0), unit = scaleOf(new Float64Array(n).fill(1)) || 1;
  const all = resamples(n), scales = all.map(counts => scaleOf(counts) / unit), most = all.map((_, i) => { const from = AT_ONCE * Math.floor(i / AT_ONCE); return Math.max(...scales.slice(from, from + AT_ONCE)); });
  const drawn = all.map((counts, i) => split(means, chance, counts, scales[i], ROUGH_STEPS, nodes, sure(most[i])));
  return { n, ...told(found.map((estimate, side) => {
    const sorted = Float64Array.from(drawn.map(one => one[side])).sort(), [low, high] = wilson(estimate, n, z);
    return { estimate, low: Math.max(0, Math.min(low, quantile(sorted, 0.025))), high: Math.min(1, Math.max(high, quantile(sorted, 0.975))) };
  })) };
}
