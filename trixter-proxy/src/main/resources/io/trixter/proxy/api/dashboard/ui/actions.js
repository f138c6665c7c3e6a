// What concerns all proxies: reset, kill, the record; and the curl line of whatever was done last.

import { act, onAction, send } from './api.js';
import { askReason, confirm } from './dialogs.js';
import { byId, el, setText } from './dom.js';

const report = () => byId('global-report');

async function resetAll() {
  const text = 'Faults of all proxies are removed, knobs are off, and proxies that are down come up.';
  if ((await confirm({ title: 'Reset everything?', text, ok: 'Reset all' })) !== null) {
    await act(report(), ['POST', 'reset']);
  }
}

async function killAll() {
  const text = 'The connections of all proxies end at once.';
  const reason = await askReason({ title: 'Kill all connections?', text, ok: 'Kill all' });
  if (reason !== null) {
    await act(report(), ['POST', 'connections/_all/shutdown', { reason }]);
  }
}

async function downloadRecord() {
  const answer = await act(report(), ['GET', 'record']);
  if (answer) {
    const address = URL.createObjectURL(await answer.blob());
    el('a', { href: address, download: 'trixter-record.jsonl' }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }
}

async function copyCurl() {
  const line = byId('curl-line');
  let copied = true;
  try {
    await navigator.clipboard.writeText(line.textContent);
  } catch {
    // The clipboard is for addresses that the browser calls secure; elsewhere a selection can be copied.
    getSelection().selectAllChildren(line);
    copied = document.execCommand('copy');
  }
  setText(byId('copy-report'), copied ? 'copied' : 'select it and copy it by hand');
}

function showCurl(lines) {
  byId('curl-panel').hidden = false;
  setText(byId('curl-line'), lines.join('\n'));
  setText(byId('copy-report'), '');
}

async function showVersion() {
  const answer = await send('GET', 'health').catch(() => null);
  setText(byId('version'), answer?.headers.get('X-Trixter-Version') ?? '');
}

export function startActions() {
  byId('reset-all').addEventListener('click', resetAll);
  byId('kill-all').addEventListener('click', killAll);
  byId('download-record').addEventListener('click', downloadRecord);
  byId('copy-curl').addEventListener('click', copyCurl);
  onAction(showCurl);
  showVersion();
}
