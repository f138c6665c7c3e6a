// Forms that add a fault of the catalogue, or a ready-made network, to the selected proxy.

import { act, segment } from './api.js';
import { control, TOXICITY } from './controls.js';
import { beforeFrame, byId, el } from './dom.js';
import { onChange, selectedProxy, store } from './store.js';

const report = () => byId('faults-report');
const toxics = () => `proxies/${segment(selectedProxy().name)}/toxics`;
const option = ({ name }) => el('option', { value: name }, name);

function startFaultForm() {
  const form = byId('add-fault-form');
  const type = el('select', { id: 'fault-type' });
  const stream = el('select', { id: 'fault-stream' },
    el('option', { value: 'downstream' }, 'to the client'),
    el('option', { value: 'upstream' }, 'to the upstream'));
  const name = el('input', { id: 'fault-name', placeholder: 'TYPE_DIRECTION', spellcheck: 'false' });
  const help = el('p', { class: 'hint', id: 'fault-help' });
  const values = el('div', { id: 'fault-attributes' });
  const direction = el('label', {}, 'Direction ', stream);
  let controls = [];

  const choose = () => {
    const chosen = store.catalog.types.find((each) => each.name === type.value);
    help.textContent = chosen?.text ?? '';
    direction.hidden = (chosen?.acts_on ?? 'stream') !== 'stream';
    controls = [...(chosen?.attributes ?? []), TOXICITY].map((attribute) =>
      control(attribute, attribute.default, 'the new fault', () => {}));
    values.replaceChildren(...controls.map((each) => each.node));
  };

  form.append(
    el('h3', {}, 'Add a fault'),
    el('div', { class: 'row' },
      el('label', {}, 'Type ', type), direction, el('label', {}, 'Name (may be empty) ', name)),
    help, values,
    el('div', {}, el('button', { type: 'submit', id: 'add-fault' }, 'Add fault')));
  type.addEventListener('change', choose);
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    const attributes = Object.fromEntries(controls.map((each) => [each.name, each.value()]));
    const { toxicity } = attributes;
    delete attributes.toxicity;
    const fault = { type: type.value, toxicity, attributes };
    if (!direction.hidden) {
      fault.stream = stream.value;
    }
    if (name.value.trim()) {
      fault.name = name.value.trim();
    }
    if (await act(report(), ['POST', toxics(), fault])) {
      name.value = '';
    }
  });
  return () => {
    const before = type.value;
    type.replaceChildren(...store.catalog.types.map(option));
    if (store.catalog.types.some((each) => each.name === before)) {
      type.value = before;
    } else {
      choose();
    }
  };
}

function startNetworkForm() {
  const form = byId('add-network-form');
  const network = el('select', { id: 'network' });
  const help = el('p', { class: 'hint', id: 'network-help' });
  const chosen = () => store.catalog.networks.find(({ name }) => name === network.value);
  const choose = () => {
    const faults = chosen()?.toxics ?? [];
    const values = faults.map((fault) => {
      const known = store.catalog.types.find(({ name }) => name === fault.type)?.attributes ?? [];
      const shown = known.filter(({ name }) => fault.attributes[name]);
      const text = shown.map(({ name, unit }) => `${name} ${fault.attributes[name]} ${unit}`.trim());
      return el('li', {}, `${fault.stream} ${fault.type}: ${text.join(', ')}`);
    });
    help.replaceChildren(el('ul', {}, ...values));
  };
  form.append(
    el('h3', {}, 'Add a ready-made network'),
    el('div', { class: 'row' }, el('label', {}, 'Network ', network)),
    help,
    el('div', {}, el('button', { type: 'submit', id: 'add-network' }, 'Add network')));
  network.addEventListener('change', choose);
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    act(report(), ...chosen().toxics.map((fault) => ['POST', toxics(), fault]));
  });
  return () => {
    network.replaceChildren(...store.catalog.networks.map(option));
    choose();
  };
}

export function startAddFault() {
  const shown = [startFaultForm(), startNetworkForm()];
  onChange('catalog', () => beforeFrame(() => shown.forEach((show) => show())));
}
