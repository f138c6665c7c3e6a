// What happened, newest first: the last 500 events that pass the filter.

import { beforeFrame, byId, el, setAttribute, setText } from './dom.js';
import { age, bytes, faultText, timeOfDay, whole } from './format.js';
import { onChange } from './store.js';

const MOST = 500;
const IN_A_FRAME = 50;
const KINDS = [
  'opened', 'ended', 'fault-added', 'fault-changed', 'fault-removed',
  'proxy-added', 'proxy-changed', 'proxy-removed', 'dropped',
];

/** The newest events of all kinds, oldest first; `{ kind, event, text }`. */
let kept = [];
/** Those of them that wait to be shown, oldest first. */
let waiting = [];
let paused = false;
let missed = 0;

function textOf(kind, event) {
  switch (kind) {
    case 'opened':
      return `${event.downstream} → ${event.upstream} (${event.id})`;
    case 'ended':
      return endText(event);
    case 'dropped':
      return `${whole(event.dropped)} events came faster than this page read them`;
    default:
      return event.fault
        ? `${event.fault.name}: ${faultText(event.fault)}`
        : `${event.listen} → ${event.upstream}, ${event.enabled ? 'up' : 'down'}`;
  }
}

function endText({ downstream, upstream, id, age_ms: time, bytes_up: up, bytes_down: down, cause, detail }) {
  const why = [cause.replaceAll('_', ' '), ...(detail ? [detail] : [])].join(': ');
  const route = upstream ? `${downstream} → ${upstream}` : downstream;
  const figures = [
    ...(up === undefined ? [] : [`↑ ${bytes(up)}`, `↓ ${bytes(down)}`]),
    ...(time === undefined ? [] : [age(time)]),
    ...(id ? [id] : []),
  ];
  return `${route} ${why}${figures.length ? ` (${figures.join(', ')})` : ''}`;
}

function passes({ kind, event, text }) {
  const wanted = byId('log-kind').value;
  const filter = byId('log-filter').value.trim().toLowerCase();
  return (wanted === '' || wanted === kind)
    && `${kind} ${event.proxy ?? ''} ${text}`.toLowerCase().includes(filter);
}

function line({ kind, event, text }) {
  return el('li', { 'data-kind': kind },
    el('time', {}, timeOfDay(event.time)), ' ', el('b', {}, kind), ' ',
    el('i', {}, event.proxy ?? ''), ' ', text);
}

function show() {
  const log = byId('log');
  const next = waiting.splice(0, IN_A_FRAME).reverse();
  log.prepend(...next.map(line));
  while (log.childElementCount > MOST) {
    log.lastElementChild.remove();
  }
  if (waiting.length > 0) {
    beforeFrame(show);
  }
  showCount();
}

function showCount() {
  setText(byId('log-count'), paused && missed > 0 ? `${whole(missed)} new while paused` : '');
}

function add({ kind, event }) {
  if (!KINDS.includes(kind)) {
    return;
  }
  const entry = { kind, event, text: textOf(kind, event) };
  kept.push(entry);
  if (kept.length > 2 * MOST) {
    kept = kept.slice(-MOST);
  }
  if (paused) {
    missed++;
    beforeFrame(showCount);
  } else if (passes(entry)) {
    waiting.push(entry);
    waiting = waiting.length > 2 * MOST ? waiting.slice(-MOST) : waiting;
    beforeFrame(show);
  }
}

function showAgain() {
  byId('log').replaceChildren();
  waiting = kept.filter(passes).slice(-MOST);
  beforeFrame(show);
}

function pause() {
  paused = !paused;
  const button = byId('log-pause');
  setAttribute(button, 'aria-pressed', String(paused));
  setText(button, paused ? 'Resume' : 'Pause');
  if (!paused) {
    missed = 0;
    showAgain();
  }
}

function clear() {
  kept = [];
  missed = 0;
  showAgain();
}

export function startLog() {
  byId('log-kind').append(
    el('option', { value: '' }, 'all'), ...KINDS.map((kind) => el('option', { value: kind }, kind)));
  byId('log-kind').addEventListener('change', showAgain);
  byId('log-filter').addEventListener('input', showAgain);
  byId('log-pause').addEventListener('click', pause);
  byId('log-clear').addEventListener('click', clear);
  onChange('event', add);
}
