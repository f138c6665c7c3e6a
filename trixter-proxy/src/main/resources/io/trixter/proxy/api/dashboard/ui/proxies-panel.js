// The list of proxies, and the form that makes one.

import { act } from './api.js';
import { beforeFrame, byId, el, KeyedList, setAttribute, setText } from './dom.js';
import { rate } from './format.js';
import { onChange, select, store } from './store.js';

function row(proxy) {
  const { name } = proxy;
  const title = el('b', {}, name);
  const state = el('span', { class: 'state' });
  const route = el('span', { class: 'route' });
  const flow = ['up', 'down', 'open'].map((figure) => el('span', { 'data-figure': figure }));
  const button = el('button', { type: 'button', 'data-proxy': name, onclick: () => select(name) });
  button.append(el('span', { class: 'name' }, title, ' ', state), ' ', route, ' ',
    el('span', { class: 'flow' }, flow[0], ' ', flow[1], ' ', flow[2]));
  return {
    node: el('li', {}, button),
    update({ listen, upstream, enabled }) {
      setText(state, enabled ? 'up' : 'down');
      setAttribute(state, 'data-state', enabled ? 'up' : 'down');
      setText(route, `${listen} → ${upstream}`);
      const history = store.histories.get(name);
      const [up, down] = [1, 2].map((i) => rate(history?.newest(i) ?? NaN));
      setText(flow[0], `↑ ${up}`);
      setText(flow[1], `↓ ${down}`);
      setText(flow[2], `${history?.last?.open ?? 0} open`);
      setAttribute(button, 'aria-current', String(name === store.selected));
    },
  };
}

function newProxy(e) {
  e.preventDefault();
  const body = {
    name: byId('new-proxy-name').value,
    listen: byId('new-proxy-listen').value.trim(),
    upstream: byId('new-proxy-upstream').value.trim(),
    enabled: byId('new-proxy-enabled').checked,
  };
  act(byId('new-proxy-report'), ['POST', 'proxies', body]).then((answer) => {
    if (answer) {
      byId('new-proxy-form').reset();
      select(body.name);
    }
  });
}

export function startProxies() {
  const list = new KeyedList(byId('proxy-list'), row);
  const show = () => {
    list.show([...store.proxies.values()], (proxy) => proxy.name);
    byId('no-proxies').hidden = store.proxies.size > 0;
  };
  onChange('proxies selected summary', () => beforeFrame(show));
  byId('new-proxy-form').addEventListener('submit', newProxy);
}
