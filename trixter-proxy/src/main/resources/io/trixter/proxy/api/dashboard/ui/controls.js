// A slider and a number field for one attribute, made from what the catalogue says of it.

import { el, setAttribute } from './dom.js';
import { withUnit } from './format.js';
import { parseNumber } from './json.js';
import { nearest, stopsOf } from './scale.js';

let made = 0;
const stopsByAttribute = new WeakMap();

function stopsFor(attribute) {
  let stops = stopsByAttribute.get(attribute);
  if (!stops) {
    stops = stopsOf(attribute);
    stopsByAttribute.set(attribute, stops);
  }
  return stops;
}

/** Every fault has it, so the catalogue does not list it. */
export const TOXICITY = {
  name: 'toxicity',
  unit: '',
  type: 'number',
  min: 0,
  max: 1,
  default: 1,
  text: 'the probability that it acts on a connection',
  scale: 'even',
};

/**
 * A control that shows `value` and calls `onInput(name, value)` for each value that the user sets:
 * while the slider moves, and when a number has been typed. `owner` completes its label for screen
 * readers.
 */
export function control(attribute, value, owner, onInput) {
  const { name, unit, text } = attribute;
  const stops = stopsFor(attribute);
  const id = `control-${++made}`;
  const described = text ? `${id}-text` : null;
  const label = `${name} of ${owner}${unit ? ` in ${unit}` : ''}`;
  const slider = el('input', {
    type: 'range',
    min: 0,
    max: stops.length - 1,
    step: 1,
    'aria-label': `${label}, slider`,
    'aria-describedby': described,
    title: text,
    'data-slider': name,
  });
  const field = el('input', {
    id,
    type: 'number',
    step: 'any',
    required: true,
    'aria-label': label,
    'aria-describedby': described,
    title: text,
    'data-field': name,
  });
  let current;

  const showSlider = () => {
    slider.value = nearest(stops, Number(current));
    setAttribute(slider, 'aria-valuetext', withUnit(current, unit));
  };
  const mark = (invalid) => setAttribute(field, 'aria-invalid', String(invalid));
  const set = (next) => {
    if (next !== current) {
      current = next;
      field.value = String(next);
      showSlider();
      mark(false);
    }
  };

  slider.addEventListener('input', () => {
    set(stops[Number(slider.value)]);
    onInput(name, current);
  });
  // Not for each digit: a limit of 1 on the way to 1000 would end connections.
  field.addEventListener('change', () => {
    const typed = parseNumber(field.value);
    if (typed === null) {
      field.value = String(current);
    } else if (typed !== current) {
      set(typed);
      onInput(name, current);
    }
  });

  set(value ?? attribute.default);
  const node = el('div', { class: 'control', 'data-attribute': name });
  node.append(el('label', { class: 'label', for: id }, name), slider, field);
  node.append(el('span', { class: 'unit' }, unit));
  if (text) {
    node.append(el('small', { class: 'hint', id: described }, text));
  }
  return { node, name, set, mark, value: () => current, isEdited: () => document.activeElement === field };
}

/** Sends changes one request at a time, with a pause between them; what comes meanwhile is merged. */
export function lastWins(send, pause = 50) {
  let waiting = null;
  let running = false;
  async function run() {
    running = true;
    while (waiting !== null) {
      const next = waiting;
      waiting = null;
      await send(next);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    running = false;
  }
  return {
    /** Merges `change` into what waits to be sent. */
    push(change) {
      waiting = { ...waiting, ...change };
      if (!running) {
        run();
      }
    },
    isBusy: () => running,
  };
}
