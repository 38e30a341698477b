// One community day by day: everything that happened, who is tied to whom each week, how many are members.

const WEEK = 7;
const LEAST_TIE = 0.05;
const MOST_TIES = 600;

/** Numbers kept of an event: what, who, in which thread, which post, which one it answers, in which part. */
export const WIDTH = 6;

/** Ties that hold on a day, each pair once, the strongest first. @returns {{n: number, pairs: Int32Array}} */
function tied(engine, tables, plan, day) {
  const { layout } = engine.model, { size, fields } = layout.tie, { audience } = plan.community, at = name => fields[name][0];
  const tau = { ...layout.parameters, ...plan.behaviour }.tie_tau, person = tables.people.bytes / audience, most = tables.ties.bytes / size / audience;
  const people = new DataView(engine.x.memory.buffer, tables.people.at, tables.people.bytes), ties = new DataView(engine.x.memory.buffer, tables.ties.at, tables.ties.bytes);
  const found = new Map();
  for (let row = 0; row < audience; row += 1) {
    const n = people.getInt8(row * person + layout.ties_of);
    for (let i = 0; i < n; i += 1) {
      const place = (row * most + i) * size, other = ties.getInt32(place + at('who'), true);
      const now = ties.getFloat32(place + at('strength'), true) * Math.exp((ties.getInt16(place + at('day'), true) - day) / tau);
      if (now <= LEAST_TIE || other < 0) continue;
      const pair = Math.min(row, other) * audience + Math.max(row, other);
      found.set(pair, Math.max(found.get(pair) ?? 0, now));
    }
  }
  const strongest = [...found].sort((a, b) => b[1] - a[1]).slice(0, MOST_TIES);
  return { n: found.size, pairs: Int32Array.from(strongest.flatMap(([pair]) => [Math.floor(pair / audience), pair % audience])) };
}

/**
 * Live a replication and keep what happened.
 * @param {Engine} engine @param {object} plan @param {number} replication @param {string} key name of the plan
 * @returns {{days: number, rows: Int32Array, starts: Int32Array, members: Int32Array, ties: object[], lost: number}} rows of `WIDTH` numbers; those of
 *   day d lie from starts[d] until starts[d + 1]; ties by week
 */
export function film(engine, plan, replication, key) {
  const { layout } = engine.model, { audience, days } = plan.community, room = 32768 + 16 * audience, { size, fields } = layout.event;
  const { tables, pass } = engine.begin(plan, replication, key, room), state = () => new DataView(engine.x.memory.buffer, tables.s.at, tables.s.bytes);
  state().setUint8(layout.state.recording, layout.record_all);
  const places = ['kind', 'person', 'thread', 'post', 'reply_to', 'part'].map(name => fields[name]);
  const starts = new Int32Array(days + 1), members = new Int32Array(days), ties = [];
  let rows = new Int32Array(1 << 16), n = 0, lost = 0;
  for (let day = 0; day < days; day += 1) {
    state().setBigInt64(layout.state.n_events, 0n, true);
    pass(day, day + 1);
    const all = Number(state().getBigInt64(layout.state.n_events, true)), kept = Math.min(all, room);
    const view = new DataView(engine.x.memory.buffer, tables.events.at, tables.events.bytes);
    lost += all - kept;
    while ((n + kept) * WIDTH > rows.length) { const more = new Int32Array(rows.length * 2); more.set(rows); rows = more; }
    for (let i = 0; i < kept; i += 1) {
      places.forEach(([place, code], k) => { rows[(n + i) * WIDTH + k] = code === 'u1' ? view.getUint8(i * size + place) : view.getInt32(i * size + place, true); });
    }
    n += kept;
    starts[day + 1] = n;
    members[day] = Number(state().getBigInt64(layout.state.n_members, true));
    if (day % WEEK === WEEK - 1 || day === days - 1) ties.push({ day, ...tied(engine, tables, plan, day) });
  }
  return { days, rows: rows.slice(0, n * WIDTH), starts, members, ties, lost };
}
