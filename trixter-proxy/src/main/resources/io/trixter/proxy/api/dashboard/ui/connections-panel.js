// The open connections, a page of them at a time, asked for each second while the table is in view.

import { act, getJson, segment } from './api.js';
import { askReason } from './dialogs.js';
import { beforeFrame, byId, el, KeyedList, setAttribute, setText } from './dom.js';
import { age, bytes, rate, whole } from './format.js';
import { knobsForm, knobsText } from './knobs.js';
import { onChange, store } from './store.js';

const PAGE = 25;
const PERIOD = 1000;
const SHORTEST = 0.5; // seconds
const report = () => byId('connections-report');

let connections = [];
let before = { at: -Infinity, bytes: new Map() };
let rates = new Map();
let page = 0;
let edited = null;
let inView = false;
let away = false; // whether the server did not answer; it is asked again once events arrive

async function kill(id) {
  const reason = await askReason({ title: 'Kill this connection?', text: id, ok: 'Kill' });
  if (reason !== null) {
    await act(report(), ['POST', `connections/${segment(id)}/shutdown`, { reason }]);
    poll();
  }
}

function edit(id) {
  edited = edited === id ? null : id;
  beforeFrame(show);
}

function row({ connection }) {
  const { id, downstream, upstream } = connection.conn_info;
  const cell = (label, kind) => el('td', { 'data-label': label, class: kind });
  const cells = [cell('Age', 'wide'), ...['Up', 'Down', 'Rate up', 'Rate down'].map((label) => cell(label))];
  const own = cell('Knobs', 'wrap wide');
  const client = cell('Client', 'wide');
  client.append(downstream, ' ', el('small', { class: 'owner' }));
  const knobs = el('button', {
    type: 'button', 'data-edit': id, 'aria-label': `Knobs of ${downstream}`, onclick: () => edit(id),
  }, 'Knobs');
  const end = el('button', {
    type: 'button', class: 'danger', 'data-kill': id, 'aria-label': `Kill ${downstream}`,
    onclick: () => kill(id),
  }, 'Kill…');
  const to = cell('Upstream', 'wide');
  to.append(upstream);
  const buttons = el('td', { class: 'wide' }, el('div', { class: 'actions' }, knobs, end));
  return {
    node: el('tr', { 'data-connection': id, title: id }, client, to, ...cells, own, buttons),
    update({ connection: now }) {
      const [up, down] = rates.get(id) ?? [NaN, NaN];
      const texts = [age(now.age_ms), bytes(now.bytes_up), bytes(now.bytes_down), rate(up), rate(down)];
      texts.forEach((text, i) => setText(cells[i], text));
      setText(own, knobsText(now));
      setText(client.lastChild, allProxies() ? now.proxy : '');
      setAttribute(knobs, 'aria-expanded', String(edited === id));
    },
  };
}

function knobsRow({ connection }) {
  const form = knobsForm(connection, report());
  const node = el('tr', {}, el('td', { class: 'knobs wide', colspan: 9 }, form.node));
  return { node, update: (item) => form.update(item.connection) };
}

const list = new KeyedList(byId('connections-body'), (item) => (item.form ? knobsRow : row)(item));
const allProxies = () => byId('connections-scope').value === 'all';

function filtered() {
  const text = byId('connections-filter').value.trim().toLowerCase();
  return connections.filter(({ conn_info: info, proxy }) =>
    `${info.id} ${info.downstream} ${info.upstream} ${proxy}`.toLowerCase().includes(text));
}

function show() {
  const all = filtered();
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  page = Math.min(page, pages - 1);
  const shown = all.slice(page * PAGE, (page + 1) * PAGE);
  const items = shown.flatMap((connection) => {
    const { id } = connection.conn_info;
    const form = { connection, form: true, key: `form ${id}` };
    return [{ connection, key: id }, ...(id === edited ? [form] : [])];
  });
  list.show(items, (item) => item.key);
  const some = all.length === connections.length ? '' : `${whole(all.length)} of `;
  setText(byId('connections-count'), `${some}${whole(connections.length)}`);
  byId('no-connections').hidden = all.length > 0;
  byId('connections-pager').hidden = pages === 1;
  setText(byId('connections-page'), `page ${page + 1} of ${pages}`);
  byId('connections-previous').disabled = page === 0;
  byId('connections-next').disabled = page === pages - 1;
}

function measure(now) {
  const seconds = (now - before.at) / 1000;
  if (seconds < SHORTEST) {
    return; // too short to measure a rate: the last ones stay
  }
  const totals = new Map();
  rates = new Map();
  for (const { conn_info: { id }, bytes_up: up, bytes_down: down } of connections) {
    totals.set(id, [up, down]);
    const old = before.bytes.get(id);
    if (old) {
      rates.set(id, [(up - old[0]) / seconds, (down - old[1]) / seconds]);
    }
  }
  before = { at: now, bytes: totals };
}

let asked = 0;
let unanswered = 0;

async function poll() {
  const mine = ++asked;
  unanswered++;
  const one = store.selected === null ? null : `connections?proxy=${segment(store.selected)}`;
  const path = allProxies() ? 'connections' : one;
  try {
    const answer = path === null ? [] : await getJson(path);
    if (mine === asked) {
      connections = answer;
      measure(performance.now());
      beforeFrame(show);
    }
  } catch (e) {
    away = e.status === 0; // otherwise the proxy has just been deleted
  } finally {
    unanswered--;
  }
}

function turn(by) {
  page += by;
  beforeFrame(show);
}

export function startConnections() {
  const fromTheFirst = () => {
    page = 0;
    poll();
  };
  onChange('selected', () => {
    setText(report(), '');
    fromTheFirst();
  });
  onChange('summary', () => {
    away = false;
  });
  byId('connections-scope').addEventListener('change', fromTheFirst);
  byId('connections-filter').addEventListener('input', () => turn(-page));
  byId('connections-previous').addEventListener('click', () => turn(-1));
  byId('connections-next').addEventListener('click', () => turn(1));
  new IntersectionObserver(([entry]) => {
    inView = entry.isIntersecting;
    if (inView) {
      poll();
    }
  }).observe(byId('connections-panel'));
  setInterval(() => {
    if (inView && !away && !document.hidden && unanswered === 0) {
      poll();
    }
  }, PERIOD);
}
