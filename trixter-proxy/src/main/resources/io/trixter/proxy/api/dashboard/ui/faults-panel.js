// The faults of the selected proxy, for each direction in the order in which bytes pass them, and
// those that know no direction in the order in which they were added.

import { act, segment } from './api.js';
import { control, lastWins, TOXICITY } from './controls.js';
import { beforeFrame, byId, el, KeyedList, setText } from './dom.js';
import { whole } from './format.js';
import { onChange, selectedHistory, selectedProxy, store } from './store.js';

const GROUPS = ['upstream', 'downstream', 'whole'];
const MADE_IN_A_FRAME = 2;
let room = MADE_IN_A_FRAME;

const pathOf = (proxy, fault) => `proxies/${segment(proxy)}/toxics/${segment(fault)}`;
const report = () => byId('faults-report');
const typeOf = (fault) => store.catalog.types.find(({ name }) => name === fault.type);

/** The direction in which a fault acts, or `whole` if it acts on connections or on the proxy. */
const groupOf = (fault) => ((typeOf(fault)?.acts_on ?? 'stream') === 'stream' ? fault.stream : 'whole');

async function change(proxy, fault, { toxicity, ...attributes }) {
  const body = { attributes };
  if (toxicity !== undefined) {
    body.toxicity = toxicity;
  }
  return act(report(), ['PATCH', pathOf(proxy, fault), body]);
}

function row({ proxy, fault }) {
  const { name } = fault;
  const applied = el('span', { class: 'state', 'data-applied': name });
  const type = typeOf(fault);
  const sending = lastWins(async (values) => {
    const done = await change(proxy, name, values);
    controls.filter((each) => each.name in values).forEach((each) => each.mark(done === null));
  });
  const push = (attribute, value) => sending.push({ [attribute]: value });
  const controls = [...(type?.attributes ?? []), TOXICITY].map((attribute) =>
    control(attribute, valueOf(fault, attribute), name, push));

  const remove = el('button', {
    type: 'button',
    'data-remove': name,
    'aria-label': `Remove ${name}`,
    onclick: () => act(report(), ['DELETE', pathOf(proxy, name)]),
  }, 'Remove');
  const title = el('div', { class: 'title' },
    el('b', {}, name),
    ...(name.startsWith(fault.type) ? [] : [el('small', {}, fault.type)]),
    applied);
  const node = el('li', { class: 'fault', 'data-fault': name, 'data-type': fault.type },
    el('div', { class: 'head' }, title, remove),
    ...(type ? [el('p', { class: 'hint' }, type.text)] : []));
  node.append(...controls.map((each) => each.node));
  return {
    node,
    update({ fault: now }) {
      const attributes = [...(type?.attributes ?? []), TOXICITY];
      if (!sending.isBusy()) {
        controls.forEach((each, i) => each.isEdited() || each.set(valueOf(now, attributes[i])));
      }
      const counts = selectedHistory()?.last?.faults ?? {};
      const times = Object.hasOwn(counts, name) ? counts[name] : 0; // it may be called constructor
      setText(applied, `applied ${whole(times)} ${times === 1 ? 'time' : 'times'}`);
    },
  };
}

/** Answers leave out attributes that Toxiproxy does not have while they are at their default. */
function valueOf(fault, attribute) {
  return attribute === TOXICITY
    ? fault.toxicity
    : fault.attributes[attribute.name] ?? attribute.default;
}

export function startFaults() {
  const lists = GROUPS.map((group) => new KeyedList(byId(`faults-${group}`), row));
  const key = ({ proxy, fault }) => JSON.stringify([proxy, fault.name, fault.type]);

  const show = () => {
    const proxy = selectedProxy();
    byId('faults-panel').hidden = proxy === null;
    room = MADE_IN_A_FRAME;
    GROUPS.forEach((group, i) => {
      const faults = (proxy?.toxics ?? []).filter((fault) => groupOf(fault) === group);
      const items = faults.map((fault) => ({ proxy: proxy.name, fault }));
      const shown = items.filter((item) => lists[i].rows.has(key(item)) || room-- > 0);
      lists[i].show(shown, key);
      byId(`no-faults-${group}`).hidden = items.length > 0;
    });
    if (room < 0) {
      beforeFrame(show); // the rest in the frames that follow, so that no task is long
    }
  };
  onChange('catalog', () => lists.forEach((list) => list.show([], key)));
  onChange('catalog proxies selected summary', () => beforeFrame(show));
  onChange('selected', () => setText(report(), ''));
}
