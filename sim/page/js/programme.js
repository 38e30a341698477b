// The programme: what the host decides for every day, as bytes; the twin of sim/world/programme.py.

/**
 * Cumulated hazard -ln(1 - share), with + - x / only, so that the bytes are those of Python.
 * @param {number} share 0..1
 * @returns {number}
 */
export function hazardOf(share) {
  if (share === 0) return 0;
  if (share === 1) return CERTAIN;
  let halvings = 0, mantissa = share;
  if (share > 0.5) {
    let left = 1 - share, exponent = 0;
    while (left < 0.5) { left *= 2; exponent -= 1; }
    halvings = -exponent;
    mantissa = 1 - left;
  }
  const z = mantissa / (2 - mantissa);
  let term = z, total = 0;
  for (let k = 0; k < 20; k += 1) {
    total += term / (2 * k + 1);
    term *= z * z;
  }
  return Math.min(2 * total + halvings * 0.6931471805599453, CERTAIN);
}

const CERTAIN = 40;

/**
 * Write one number into bytes.
 * @param {DataView} view @param {number} at @param {string} code `u1`, `i1`, `i2`, `i4`, `i8`, `f4` or `f8` @param {number} value
 */
export function put(view, at, code, value) {
  if (code === 'f8') view.setFloat64(at, value, true);
  else if (code === 'i4') view.setInt32(at, value, true);
  else if (code === 'i8') view.setBigInt64(at, BigInt(value), true);
  else if (code === 'u1') view.setUint8(at, value);
  else if (code === 'i2') view.setInt16(at, value, true);
  else throw new Error(`no way to write ${code}`);
}

/** What the host decides, for every day of a run. */
export class Programme {
  /** @param {number} days @param {object} layout as `sim.page.tables` tells it */
  constructor(days, layout) {
    this.days = days;
    this.layout = layout;
    const { size, fields } = layout.columns;
    this.table = new Uint8Array(days * size);
    this.view = new DataView(this.table.buffer);
    for (const name of Object.keys(fields)) this.set(name, layout.defaults[name], 0, null);
    this.reach = new Float64Array(days * layout.channels);
    this.channels = new Uint8Array(layout.channels * layout.channel.size);
    this.opened = 0;
    this.planned = [];
    this.foreseen = [];
    this.agreed = [];
    this.turning = [];
  }

  /**
   * Write a value into a column: one number, one a day (`perDay`), or the few of a column that holds several.
   * @param {string} column @param {*} value @param {number} from @param {?number} until @param {?ArrayLike<number>} perDay
   */
  set(column, value, from, until, perDay = null) {
    const { size, fields } = this.layout.columns, [place, code, count] = fields[column];
    const end = until === null ? this.days : Math.min(until, this.days), width = count > 1 ? Number(code[1]) : 0;
    for (let day = from; day < end; day += 1) {
      if (count > 1) for (let i = 0; i < count; i += 1) put(this.view, day * size + place + i * width, code, value[i]);
      else put(this.view, day * size + place, code, Number(perDay ? perDay[day - from] : value));
    }
  }

  /** Let something befall the platform, on top of what else does. @param {number} bits @param {number} from @param {number} end */
  befall(bits, from, end) {
    const { size, fields } = this.layout.columns, [place] = fields.shock;
    for (let day = from; day < end; day += 1) this.table[day * size + place] |= bits;
  }

  /** Prepare a move: the largest share of help any policy asks for on a day. @param {number} share @param {number} from @param {number} end */
  prepare(share, from, end) {
    const { size, fields } = this.layout.columns, [place] = fields.moving_help;
    for (let day = from; day < end; day += 1) this.view.setFloat64(day * size + place, Math.max(share, this.view.getFloat64(day * size + place, true)), true);
  }

  /** Plan one post of the host. @param {number} day @param {number} kind @param {number} minutes */
  addCalendar(day, kind, minutes) { this.planned.push([day, kind, minutes]); }

  /** Foresee a slip. @param {number[]} row day, severity, response, hours until it, days it stays */
  addIncident(row) { this.foreseen.push(row); }

  /** Agree on a review. @param {number[]} rule a row of the layout's reviews @param {object[]} turns the columns it changes */
  addReview(rule, turns) {
    this.turning.push(...turns.map(one => ({ ...one, review: this.agreed.length })));
    this.agreed.push(rule);
  }

  /**
   * Open a channel through which outsiders hear of the community.
   * @param {number} daily share told on each day from `from` until `until` @param {number[][]} pushes first day, days, share
   */
  addChannel({ daily, from, until, conversion, fit, before, beforeDays, pushes, invites }) {
    const slot = this.opened, width = this.layout.channels, { size, fields } = this.layout.channel;
    const hazard = hazardOf(daily), end = until === null ? this.days : Math.min(until, this.days);
    for (let day = from; day < end; day += 1) this.reach[day * width + slot] = hazard;
    for (const [first, length, share] of pushes) {
      for (let day = first; day < first + length; day += 1) this.reach[day * width + slot] += hazardOf(share) / length;
    }
    const view = new DataView(this.channels.buffer);
    const row = { conversion, fit, prelaunch: hazardOf(before), prelaunch_days: beforeDays, invites: Number(invites), used: 1 };
    for (const [name, value] of Object.entries(row)) put(view, slot * size + fields[name][0], fields[name][1], value);
    this.opened += 1;
  }

  /** Rows sorted as Python sorts them, as bytes. @param {number[][]} rows @param {object} about a record type @returns {Uint8Array} */
  rows(rows, about) {
    return this.inOrder([...rows].sort((a, b) => { const i = a.findIndex((x, n) => x !== b[n]); return i < 0 ? 0 : a[i] - b[i]; }), about);
  }

  /** Rows in the order in which they stand, as bytes. @param {number[][]} rows @param {object} about a record type @returns {Uint8Array} */
  inOrder(rows, about) {
    const bytes = new Uint8Array(rows.length * about.size), view = new DataView(bytes.buffer);
    rows.forEach((row, n) => Object.values(about.fields).forEach(([place, code], i) => put(view, n * about.size + place, code, row[i])));
    return bytes;
  }

  /** @returns {Uint8Array} posts planned */
  get calendar() { return this.rows(this.planned, this.layout.calendar); }

  /** @returns {Uint8Array} slips foreseen */
  get incidents() { return this.rows(this.foreseen, this.layout.incident); }

  /** @returns {Uint8Array} reviews agreed on */
  get reviews() { return this.inOrder(this.agreed, this.layout.review); }

  /** @returns {Uint8Array} the columns that they change */
  get turns() { return this.inOrder(this.turning.map(one => [one.review, one.column, one.ifNobody]), this.layout.turn); }

  /** What each of these columns is changed to on every day. @returns {Float64Array} */
  get turned() { return Float64Array.from(this.turning.flatMap(one => [...one.values])); }

  /** Hazards added up over the days, as the engine reads them. @returns {Float64Array} */
  get cumulated() {
    const width = this.layout.channels, sums = this.reach.slice();
    for (let i = width; i < sums.length; i += 1) sums[i] += sums[i - width];
    return sums;
  }
}
