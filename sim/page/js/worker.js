// A worker: takes a plan and the number of a replication, gives back its measures and courses; or what many worlds found, and gives back shares of them. One message, one run.

import { overWorlds } from './doubt.js';
import { Engine } from './engine.js';
import { film } from './film.js';
import { courses, measures } from './measuring.js';

let engine = null;
let model = null;
let dropped = -1;  // the newest run that is no longer wanted: those of trials all have the number 0, and are never dropped

/** Person-days lived before a look at what was asked meanwhile. */
const SLICE = 40_000;

const channel = new MessageChannel();

/** Let messages in. */
const look = () => new Promise(next => { channel.port1.onmessage = next; channel.port2.postMessage(0); });

/** One run, in slices of days; null when it was dropped meanwhile. */
async function run({ id, plan, key, replication }) {
  const { audience, days } = plan.community, step = Math.max(1, Math.ceil(SLICE / audience)), { tables, pass } = engine.begin(plan, replication, key);
  for (let day = 0; day < days; day += step) {
    pass(day, Math.min(days, day + step));
    await look();
    if (dropped >= id) return null;
  }
  const { sums, awake } = engine.sums(tables.diary, model.figures.last);
  const diary = engine.numbers(tables.diary), cohorts = engine.numbers(tables.cohorts);
  return { measures: measures(model.figures, model.layout, sums, awake, cohorts, days), paths: courses(model.figures, model.layout, diary, cohorts, days) };
}

self.onmessage = async ({ data }) => {
  if (data.module) {
    model = data.model;
    engine = new Engine(data.module, model);
    return;
  }
  if (data.drop) { dropped = data.drop; return; }
  if (data.doubt) { const { base, other, about, z } = data.doubt; self.postMessage({ doubt: data.number, over: overWorlds(base, other, about, z) }); return; }
  const { id, plan, key, replication, isFilm } = data;
  try {
    if (isFilm) {
      const told = film(engine, plan, replication, key);
      self.postMessage({ id, film: told }, [told.rows.buffer, told.starts.buffer, told.members.buffer]);
      return;
    }
    const found = await run(data);
    if (found) self.postMessage({ id, ...found }, found.paths.map(path => path.buffer));
    else self.postMessage({ id, isDropped: true });
  } catch (error) {
    self.postMessage({ id, fault: String(error) });
  }
};
