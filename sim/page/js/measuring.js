// Measures and courses of one run, by the formulas of sim/page/figures.py.

/** People of whom a share is drawn at least. */
const FEWEST = 20;

/** Sums of a cohort column over the first days of joining, day by day. */
function joined(cohorts, names, column, until) {
  const width = names.length, place = names.indexOf(column), sums = new Float64Array(until + 1);
  for (let day = 0; day < until; day += 1) sums[day + 1] = sums[day] + cohorts[day * width + place];
  return sums;
}

/**
 * The measures of one run.
 * @param {object} figures @param {object} layout @param {Float64Array} sums three rows of sums @param {number} awake @param {Float64Array} cohorts
 * @param {number} days @returns {Object<string, number>} NaN for what cannot be computed
 */
export function measures(figures, layout, sums, awake, cohorts, days) {
  const n = layout.series.length, rows = { total: 0, last: 1, awake: 2 };
  const part = ([stretch, series, weight]) => {
    const [name, window] = stretch.split(':');
    if (name === 'joined') {
      const until = Math.max(0, Math.min(days, days - Number(window) + 1));
      return weight * joined(cohorts, layout.cohorts, series, until)[until];
    }
    if (series === '') return weight * Math.min(days, figures.last);
    const sum = sums[rows[name] * n + layout.series.indexOf(series)];
    return weight * (name === 'awake' ? (awake ? sum / awake : NaN) : sum);
  };
  const added = parts => parts.reduce((sum, one) => sum + part(one), 0);
  return Object.fromEntries(Object.entries(figures.formulas).map(([name, { above, below }]) => {
    const under = below ? added(below) : 1;
    return [name, under > 0 ? added(above) / under : NaN];
  }));
}

/**
 * The course of every chart, one value a day, NaN where there is none.
 * @param {object} figures @param {object} layout @param {Float64Array} diary @param {Float64Array} cohorts @param {number} days
 * @returns {Float64Array[]}
 */
export function courses(figures, layout, diary, cohorts, days) {
  const n = layout.series.length;
  const column = series => { const place = layout.series.indexOf(series); return day => diary[day * n + place]; };
  const lately = (value, length) => {
    const sums = new Float64Array(days + 1);
    for (let day = 0; day < days; day += 1) sums[day + 1] = sums[day] + value(day);
    return Float64Array.from({ length: days }, (_, day) => sums[day + 1] - sums[Math.max(0, day + 1 - length)]);
  };
  const paths = {
    day: ({ series }) => Float64Array.from({ length: days }, (_, day) => column(series[0])(day)),
    mean: ({ series, days: length }) => lately(column(series[0]), length).map((sum, day) => sum / Math.min(length, day + 1)),
    joined: ({ series, days: window }) => {
      const until = Math.max(0, days - window + 1), [part, whole] = series.map(name => joined(cohorts, layout.cohorts, name, until));
      return Float64Array.from({ length: days }, (_, day) => (day < until && whole[day + 1] >= FEWEST ? part[day + 1] / whole[day + 1] : NaN));
    },
    share: ({ series, days: length }) => {
      const [without, all] = series.map(name => lately(column(name), length));
      return all.map((sum, day) => (sum > 0.5 ? 1 - without[day] / sum : NaN));
    },
    hours: ({ series, weights, days: length }) => {
      const read = series.map(column);
      return lately(day => read.reduce((sum, value, i) => sum + weights[i] * value(day), 0), length).map((sum, day) => (7 * sum) / Math.min(length, day + 1));
    },
  };
  return figures.charts.map(chart => paths[chart.path](chart));
}
