// The selected proxy: where it stands, its figures, up and down, and its end.

import { act, segment } from './api.js';
import { confirm } from './dialogs.js';
import { beforeFrame, byId, el, KeyedList, setAttribute, setText } from './dom.js';
import { bytes, whole } from './format.js';
import { onChange, selectedHistory, selectedProxy, store } from './store.js';

function figure({ key }) {
  const value = el('dd', { 'data-figure': key });
  return {
    node: el('div', {}, el('dt', {}, key), value),
    update: (item) => setText(value, item.value),
  };
}

function figuresOf(last) {
  if (!last) {
    return [];
  }
  const causes = Object.entries(last.ended).filter(([, count]) => count > 0);
  return [
    { key: 'open', value: whole(last.open) },
    { key: 'sent to the upstream', value: bytes(last.bytes_up) },
    { key: 'sent to clients', value: bytes(last.bytes_down) },
    ...causes.map(([cause, n]) => ({ key: `ended: ${cause.replaceAll('_', ' ')}`, value: whole(n) })),
  ];
}

async function toggle() {
  const { name, enabled } = selectedProxy();
  await act(byId('proxy-report'), ['PATCH', `proxies/${segment(name)}`, { enabled: !enabled }]);
}

async function remove() {
  const { name } = selectedProxy();
  const text = `“${name}”, its faults and its connections end at once.`;
  if ((await confirm({ title: 'Delete this proxy?', text, ok: 'Delete' })) !== null) {
    await act(byId('proxy-report'), ['DELETE', `proxies/${segment(name)}`]);
  }
}

export function startProxy() {
  const figures = new KeyedList(byId('proxy-figures'), figure);
  const show = () => {
    const proxy = selectedProxy();
    byId('proxy-panel').hidden = proxy === null;
    if (proxy) {
      const state = proxy.enabled ? 'up' : 'down';
      setText(byId('proxy-name'), proxy.name);
      setText(byId('proxy-state'), state);
      setAttribute(byId('proxy-state'), 'data-state', state);
      setText(byId('proxy-route'), `${proxy.listen} → ${proxy.upstream}`);
      setText(byId('toggle-proxy'), proxy.enabled ? 'Take down' : 'Bring up');
    }
  };
  const showFigures = () => figures.show(figuresOf(selectedHistory()?.last), (item) => item.key);
  onChange('proxies selected', () => beforeFrame(show));
  onChange('proxies selected summary', () => beforeFrame(showFigures));
  onChange('selected', () => setText(byId('proxy-report'), ''));
  byId('toggle-proxy').addEventListener('click', toggle);
  byId('delete-proxy').addEventListener('click', remove);
}
