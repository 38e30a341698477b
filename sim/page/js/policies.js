// How policies write the programme: by the data of sim/page/levers.py, and twins of those that do more than fill columns.

const WORKDAYS = 5;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const POST_KINDS = ['talk', 'question', 'challenge', 'exclusive', 'introduction', 'update', 'promo', 'spam', 'poll'];

const SHOCKS = { closure: 1, notices: 2, reactions: 4, profiles: 8 };

/** Whether two values of a setting are the same. */
export const same = (a, b) => (Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((x, i) => x === b[i]) : a === b);

/** A kind of policy as data. @param {object[]} kinds @param {string} kind */
export const kindOf = (kinds, kind) => kinds.find(one => one.kind === kind);

/** A setting's value: as given, else the one that does nothing. @param {object} about @param {object} policy @param {string} name */
export function valueOf(about, policy, name) {
  return policy[name] ?? about.fields.find(field => field.name === name).default;
}

/** The settings whose columns a policy decides. @param {object} about @param {object} policy @returns {string[]} */
export function decides(about, policy) {
  const withColumns = about.fields.filter(field => field.columns.length);
  const given = withColumns.filter(field => policy[field.name] !== undefined || !same(valueOf(about, policy, field.name), field.default)).map(field => field.name);
  const number = about.rule === 'given' ? 1 : valueOf(about, policy, 'number');
  if (about.rule === 'picking') return number ? withColumns.map(field => field.name) : given.filter(name => name === 'number');
  if (about.rule === 'own') {  // recognition
    if (!number) return given.filter(name => name === 'number' || name === 'comparison_every_days');
    return ['number', 'every_days', 'chosen_by', ...given.filter(name => name === 'comparison_every_days')];
  }
  return given;
}

/** A setting's value as the programme holds it. */
function coded(field, value) {
  if (value === null) return field.none ?? null;
  if (field.type === 'choice') return field.codes[field.choices.indexOf(value)];
  if (field.type === 'order') return field.choices.map((_, i) => (i < value.length ? field.choices.indexOf(value[i]) : field.choices.length));
  return field.type === 'number' && field.times !== 1 ? field.times * value : value;
}

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?(e-?\d{1,2})?$/;

/** Lever and value of a change that a review makes, `team.hours_per_week = 12`. @param {string} text @returns {{key: string, value: *, whole: boolean}} */
export function parted(text) {
  const at = text.indexOf('='), key = (at < 0 ? text : text.slice(0, at)).trim(), value = at < 0 ? '' : text.slice(at + 1).trim();
  if (value === 'true' || value === 'false') return { key, value: value === 'true', whole: false };
  if (NUMBER.test(value)) return { key, value: Number(value), whole: !/[.e]/.test(value) };
  return { key, value: value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value, whole: false };
}

/** Whether a review can make this change. @param {object[]} kinds @param {string} text */
export function canTurn(kinds, text) {
  const { key, value, whole } = parted(text), [kind, name] = [key.slice(0, key.indexOf('.')), key.slice(key.indexOf('.') + 1)];
  const field = key.includes('.') ? kindOf(kinds, kind)?.fields.find(one => one.name === name) : undefined;
  if (!text.includes('=') || !field?.turns) return false;
  if (field.type === 'choice') return field.choices.includes(value);
  if (field.type === 'switch') return typeof value === 'boolean';
  return typeof value === 'number' && value >= field.low && value <= field.high && (field.type === 'number' || whole);
}

/** The columns that changes decide: name, whether only where nobody is on duty, value on every day; the twin of sim/policies/adapting.py. */
function turnsOf(kinds, changes, { days, layout }) {
  const own = changes.map(text => parted(text).key), found = [];
  for (const text of changes) {
    const { key, value } = parted(text), [kind, name] = key.split('.'), about = kindOf(kinds, kind), policy = { kind, [name]: value };
    const beside = about.rule === 'picking' ? decides(about, policy).filter(one => one !== name) : [];
    for (const one of [name, ...beside]) {
      const field = about.fields.find(other => other.name === one), [column] = field.columns;
      if (one !== name && (own.includes(`${kind}.${one}`) || !layout.adaptive.includes(column))) continue;
      const written = coded(field, valueOf(about, policy, one));
      const values = field.over ? OVER_DAYS[field.over](written, 0, days) : Float64Array.from({ length: days }, () => Number(written));
      found.push({ column: layout.adaptive.indexOf(column), ifNobody: Number(one !== name), values: Float64Array.from(values) });
    }
  }
  return found;
}

/** Whether a review could ever change anything. */
export const isHeld = (about, policy) => policy.kind === 'review' && valueOf(about, policy, 'every_days') !== null && valueOf(about, policy, 'then').length > 0;

/** Rounds every so many days; what falls on a weekend is held on the Monday after. */
function rounds(every, from, end, atOnce) {
  const held = new Uint8Array(Math.max(0, end - from));
  if (!every) return held;
  for (let day = atOnce ? from : from + every; day < end; day += every) {
    const moved = day % 7 < WORKDAYS ? day : day + 7 - (day % 7);
    if (moved < end) held[moved - from] = 1;
  }
  return held;
}

const OVER_DAYS = {
  per_workday: (hours, from, end) => Float64Array.from({ length: Math.max(0, end - from) }, (_, i) => ((from + i) % 7 < WORKDAYS ? (hours * 60) / WORKDAYS : 0)),
  rounds: (every, from, end) => rounds(every, from, end, false),
  rounds_at_once: (every, from, end) => rounds(every, from, end, true),
};

const TWINS = {
  admission(about, policy, programme, from, until, end) {
    if (!decides(about, policy).includes('batch_size')) return;
    const first = policy.first_day ?? from, every = valueOf(about, policy, 'every_days');
    const isDay = day => day >= first && (day - first) % every === 0;
    const held = Uint8Array.from({ length: Math.max(0, end - from) }, (_, i) => Number(!valueOf(about, policy, 'batch_size') || isDay(from + i)));
    programme.set('batch_day', 1, from, until, held);
  },
  calendar(about, policy, programme, from, until, end) {
    const wanted = valueOf(about, policy, 'weekdays').map(day => WEEKDAYS.indexOf(day)), every = valueOf(about, policy, 'every_weeks');
    const kind = POST_KINDS.indexOf(valueOf(about, policy, 'post')), minutes = valueOf(about, policy, 'minutes');
    for (let day = from; day < end; day += 1) {
      if (wanted.includes(day % 7) && (Math.floor(day / 7) - Math.floor(from / 7)) % every === 0) programme.addCalendar(day, kind, minutes);
    }
  },
  event(about, policy, programme, from, until, end) {
    if (!decides(about, policy).includes('attendance')) return;
    const step = valueOf(about, policy, 'attendance') > 0 ? valueOf(about, policy, 'every_days') ?? programme.days : null;
    programme.set('event_day', 1, from, until, rounds(step, from, end, true));
  },
  incident(about, policy, programme, from, until) {
    const severity = valueOf(about, policy, 'severity'), field = about.fields.find(one => one.name === 'response');
    if (severity > 0) {
      const code = field.choices.indexOf(valueOf(about, policy, 'response'));
      programme.addIncident([from, severity, code, valueOf(about, policy, 'response_after_hours'), until === null ? 0 : until - from]);
    }
  },
  review(about, policy, programme, from, until, end, kinds) {
    if (!isHeld(about, policy)) return;
    const get = name => valueOf(about, policy, name), place = name => about.fields.find(one => one.name === name).choices.indexOf(get(name));
    programme.addReview([from, until ?? programme.days, get('every_days'), place('when'), place('side'), get('threshold'), get('for_days'), get('hold_days')],
      turnsOf(kinds, get('then'), programme));
  },
  platform_shock(about, policy, programme, from, until, end) {
    const get = name => valueOf(about, policy, name), shock = get('shock'), day = get('day');
    if (shock === 'nothing' || day === null || day >= programme.days) return;
    if (shock !== 'closure') programme.befall(SHOCKS[shock], Math.max(day, from), end);
    else if (from <= day && day < end) { programme.befall(SHOCKS.closure, day, day + 1); programme.prepare(get('moving_help'), from, day); }
  },
  reach(about, policy, programme, from, until) {
    if (!opensChannel(about, policy)) return;
    const get = name => valueOf(about, policy, name);
    programme.addChannel({
      daily: get('daily_reach'), from, until, conversion: get('conversion'), fit: get('fit'), before: get('prelaunch_reach'),
      beforeDays: get('prelaunch_days'), invites: get('by_invitation'),
      pushes: get('push_day') === null ? [] : [[get('push_day'), get('push_days'), get('push_reach')]],
    });
  },
};

/** Whether anybody hears of the community through this policy. */
export function opensChannel(about, policy) {
  const get = name => valueOf(about, policy, name);
  return policy.kind === 'reach' && (get('daily_reach') > 0 || get('prelaunch_reach') > 0 || (get('push_day') !== null && get('push_reach') > 0));
}

/** Write a policy into the programme. @param {object} about @param {object} policy @param {Programme} programme @param {object[]} kinds */
export function write(about, policy, programme, kinds) {
  const from = valueOf(about, policy, 'from_day'), until = valueOf(about, policy, 'until_day');
  const end = until === null ? programme.days : Math.min(until, programme.days);
  for (const name of decides(about, policy)) {
    const field = about.fields.find(one => one.name === name), value = coded(field, valueOf(about, policy, name));
    programme.set(field.columns[0], value, from, until, field.over ? OVER_DAYS[field.over](value, from, end) : null);
  }
  TWINS[policy.kind]?.(about, policy, programme, from, until, end, kinds);
}
