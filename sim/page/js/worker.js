// A worker: takes a plan and the number of a replication, gives back its measures and courses. One message, one run.

import { Engine } from './engine.js';
import { film } from './film.js';
import { courses, measures } from './measuring.js';

let engine = null;
let model = null;

self.onmessage = ({ data }) => {
  if (data.module) {
    model = data.model;
    engine = new Engine(data.module, model);
    return;
  }
  const { id, plan, key, replication, isFilm } = data;
  try {
    if (isFilm) {
      const told = film(engine, plan, replication, key);
      self.postMessage({ id, film: told }, [told.rows.buffer, told.starts.buffer, told.members.buffer]);
      return;
    }
    const tables = engine.live(plan, replication, key), { days } = plan.community;
    const { sums, awake } = engine.sums(tables.diary, model.figures.last);
    const diary = engine.numbers(tables.diary), cohorts = engine.numbers(tables.cohorts);
    const found = measures(model.figures, model.layout, sums, awake, cohorts, days);
    const paths = courses(model.figures, model.layout, diary, cohorts, days);
    self.postMessage({ id, measures: found, paths }, paths.map(path => path.buffer));
  } catch (error) {
    self.postMessage({ id, fault: String(error) });
  }
};
