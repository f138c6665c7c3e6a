// The knobs that one connection has of its own, for one direction or both.

import { act, segment } from './api.js';
import { control, lastWins } from './controls.js';
import { el } from './dom.js';

const attribute = (name, unit, type, max, text) =>
  ({ name, unit, type, min: 0, max, default: 0, text });
const FRACTION = ['', 'number', 1];
const SIZE = ['integer', Infinity];

/** The knobs, by the path and the fields of the requests that set them. */
const KNOBS = [
  {
    path: 'delay',
    fields: {
      delay_ms: attribute('delay', 'ms', ...SIZE, 'how long each chunk is delayed'),
      jitter_ms: attribute('jitter', 'ms', ...SIZE, 'by how much a delay may differ, either way'),
    },
  },
  {
    path: 'throttle',
    fields: { rate_bytes: attribute('throttle', 'B/s', ...SIZE, 'how much passes; 0 is off') },
  },
  {
    path: 'slice',
    fields: { size_bytes: attribute('slice', 'bytes', ...SIZE, 'no piece is larger; 0 is off') },
  },
  {
    path: 'termination',
    fields: {
      probability_rate: attribute('termination', ...FRACTION, 'that an operation resets it'),
    },
  },
  {
    path: 'corruption',
    fields: {
      probability_rate: attribute('corruption', ...FRACTION, 'that random bytes precede a chunk'),
    },
  },
];

const millis = ({ secs, nanos }) => secs * 1000 + Math.round(nanos / 1e6);

/** The knobs of a direction as `{ delay, jitter, throttle, slice, termination, corruption }`. */
function valuesOf(knobs) {
  return {
    delay: millis(knobs.delay),
    jitter: millis(knobs.jitter),
    throttle: knobs.throttle_rate,
    slice: knobs.slice_size,
    termination: knobs.terminate_probability_rate,
    corruption: knobs.corrupt_probability_rate,
  };
}

const UNITS = new Map(
  KNOBS.flatMap(({ fields }) => Object.values(fields).map(({ name, unit }) => [name, unit])));

/** Knobs that are on, as text: `delay 250 ms ↑`; `off` if there is none. */
export function knobsText({ directions }) {
  const up = valuesOf(directions.upstream);
  const down = valuesOf(directions.downstream);
  const parts = [];
  for (const [name, unit] of UNITS) {
    const text = (value, arrow) => `${name} ${value}${unit && ` ${unit}`}${arrow}`;
    if (up[name] === down[name]) {
      parts.push(...(up[name] ? [text(up[name], '')] : []));
    } else {
      parts.push(...(up[name] ? [text(up[name], ' ↑')] : []));
      parts.push(...(down[name] ? [text(down[name], ' ↓')] : []));
    }
  }
  return parts.join(', ') || 'off';
}

function knob(id, { path, fields }, direction, report) {
  const controls = [];
  const sending = lastWins(async (body) => {
    const where = `connections/${segment(id)}/${path}`;
    const all = direction() === 'both' ? body : { ...body, direction: direction() };
    const done = await act(report, ['PATCH', where, all]);
    controls.forEach((each) => each.mark(done === null));
  });
  for (const each of Object.values(fields)) {
    controls.push(control(each, each.default, `connection ${id}`, () => {
      const values = Object.keys(fields).map((field, i) => [field, controls[i].value()]);
      sending.push(Object.fromEntries(values));
    }));
  }
  return { controls, sending };
}

/** A form that sets the knobs of a connection live; `update(connection)` shows how they stand. */
export function knobsForm(connection, report) {
  const { id } = connection.conn_info;
  let shown = connection;
  const select = el('select', { 'data-knobs-direction': id },
    el('option', { value: 'both' }, 'both directions'),
    el('option', { value: 'upstream' }, 'to the upstream'),
    el('option', { value: 'downstream' }, 'to the client'));
  const knobs = KNOBS.map((each) => knob(id, each, () => select.value, report));
  const controls = knobs.flatMap((each) => each.controls);
  const node = el('form', { 'aria-label': `Knobs of connection ${id}`, 'data-knobs-of': id });
  node.append(
    el('div', { class: 'row' }, el('label', {}, 'Set ', select)),
    ...controls.map((each) => each.node));
  node.addEventListener('submit', (e) => e.preventDefault());

  const update = (now) => {
    shown = now;
    const side = select.value === 'downstream' ? 'downstream' : 'upstream';
    const values = valuesOf(now.directions[side]);
    for (const { controls: own, sending } of knobs) {
      if (!sending.isBusy()) {
        own.forEach((each) => each.isEdited() || each.set(values[each.name]));
      }
    }
  };
  select.addEventListener('change', () => update(shown));
  update(connection);
  return { node, update };
}
