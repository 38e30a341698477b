// Intervals of paired differences as sim/laboratory/intervals.py makes them, and the band of a chart.

const FEWEST_UNLIKE = 5;
/** Equal values from which on their sign is taken as known, and pairs below which a finding is a try-out. */
export const SURE_FROM = 10;
/** The word for an interval that decides nothing. */
export const UNDECIDED = 'undecided';
const SAME = 1e-5;

/** Mean of numbers. @param {ArrayLike<number>} values @returns {number} */
export const mean = values => { let sum = 0; for (let i = 0; i < values.length; i += 1) sum += values[i]; return values.length ? sum / values.length : NaN; };

/** How many values are not the most frequent one. */
function unlike(values) {
  const largest = Math.max(...values.map(Math.abs));
  if (largest === 0) return 0;
  const counts = new Map();
  for (const x of values) { const place = Math.round(x / (largest * SAME)); counts.set(place, (counts.get(place) ?? 0) + 1); }
  return values.length - Math.max(...counts.values());
}

/** The t statistic that Hall's cubic turns into q. */
const unskewed = (q, lean) => (Math.abs(lean) < 1e-6 ? q : (3 / lean) * (Math.cbrt(1 + lean * (q - lean / 6)) - 1));

/**
 * The mean of values with its interval: Student's t, each end moved out for skewness.
 * @param {number[]} given NaN is left out @param {number[]} quantiles of Student's t by degrees of freedom, from 1
 * @returns {{mean: number, low: number, high: number, method: string, n: number}}
 */
export function interval(given, quantiles) {
  const values = given.filter(Number.isFinite), n = values.length, middle = mean(values);
  const nothing = method => ({ mean: middle, low: NaN, high: NaN, method, n });
  if (n < 2) return nothing('none');
  const other = unlike(values);
  if (other === 0) return nothing('equal');
  if (other < FEWEST_UNLIKE && 2 * other < n) return nothing('rare');
  const centred = values.map(x => x - middle), squares = mean(centred.map(x => x * x)), spread = Math.sqrt(squares);
  const error = Math.sqrt((squares * n) / (n - 1)) / Math.sqrt(n), q = quantiles[n - 2];
  const skew = n < 3 || spread === 0 ? 0 : ((mean(centred.map(x => x * x * x)) / spread ** 3) * Math.sqrt(n * (n - 1))) / (n - 2);
  const lean = skew / Math.sqrt(n);
  return { mean: middle, low: middle - error * Math.max(q, unskewed(q, lean)), high: middle - error * Math.min(-q, unskewed(-q, lean)), method: 't', n };
}

/** The smallest difference worth acting on. @param {{margin: number[]}} about a measure @param {number} base mean of what is compared with @returns {number} */
export const marginOf = ({ margin: [absolute, relative] }, base) => absolute ?? relative * Math.abs(base);

/**
 * What an interval of differences says, in one word of the report's.
 * @param {number[]} given the differences, NaN where a side has no value @param {{low: number, high: number}} ends @param {number} margin @param {number} direction of the measure
 * @returns {string} `identical`, `no_difference`, `better`, `worse` or `undecided`
 */
export function judgement(given, { low, high }, margin, direction) {
  const values = given.filter(Number.isFinite), n = values.length;
  if (n > 1 && values.every(x => x === 0) && !(low < 0 && high > 0)) return n === given.length || n >= SURE_FROM ? 'identical' : 'undecided';
  if (!(Number.isFinite(low) && Number.isFinite(high))) {
    if (n < SURE_FROM || unlike(values)) return 'undecided';
    [low] = values;
    high = low;
  }
  if (-margin <= low && high <= margin) return 'no_difference';
  return low > 0 ? (direction < 0 ? 'worse' : 'better') : high < 0 ? (direction < 0 ? 'better' : 'worse') : 'undecided';
}

/** Differences of two rows of values with their interval, the margin and the judgement. @param {number[]} base @param {number[]} other @param {object} about the measure @param {number[]} quantiles */
export function paired(base, other, about, quantiles) {
  const differences = other.map((x, i) => x - base[i]), isKnown = differences.map(Number.isFinite), got = interval(differences, quantiles);
  const [a, b] = [base, other].map(values => mean(values.filter((_, i) => isKnown[i]))), margin = marginOf(about, a);
  return { a, b, ...got, margin, verdict: judgement(differences, got, margin, about.direction), up: higher(differences.filter(Number.isFinite)) };
}

/** In how many pairs B is higher, ties half. @param {number[]} differences */
export const higher = differences => differences.reduce((sum, x) => sum + (x > 0 ? 1 : x === 0 ? 0.5 : 0), 0);

/** The value at a place (0..1) among sorted ones. @param {ArrayLike<number>} sorted @param {number} place */
export function quantile(sorted, place) {
  const at = place * (sorted.length - 1), low = Math.floor(at), high = Math.ceil(at);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** Runs from which on the band leaves out the outermost tenths. */
export const ENOUGH = 10;

/**
 * The mean of many courses, and the band in which 8 of 10 lie (all of them when they are few).
 * @param {ArrayLike<number>[]} paths @returns {{mean: number[], low: number[], high: number[]}}
 */
export function bandOf(paths) {
  const days = paths[0]?.length ?? 0, found = { mean: [], low: [], high: [] }, edge = paths.length >= ENOUGH ? 0.1 : 0;
  for (let day = 0; day < days; day += 1) {
    const values = Float64Array.from(paths.map(path => path[day]).filter(Number.isFinite)).sort();
    found.mean.push(mean(values));
    found.low.push(values.length ? quantile(values, edge) : NaN);
    found.high.push(values.length ? quantile(values, 1 - edge) : NaN);
  }
  return found;
}
