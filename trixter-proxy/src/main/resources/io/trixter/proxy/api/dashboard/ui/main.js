// Starts the parts of the page, then reads events until it is left.

import { startActions } from './actions.js';
import { startAddFault } from './add-fault.js';
import { startConnections } from './connections-panel.js';
import { byId, setAttribute, setText } from './dom.js';
import { readEvents } from './event-stream.js';
import { startFaults } from './faults-panel.js';
import { startLog } from './log-panel.js';
import { startPlots } from './plots.js';
import { startProxies } from './proxies-panel.js';
import { startProxy } from './proxy-panel.js';
import { load, loadCatalog, take } from './store.js';

let stale = true;

function refresh() {
  return Promise.all([loadCatalog(), load()]);
}

/** The first event of a stream is a summary: everything is loaded then, and later changes are events. */
function onEvent(kind, event) {
  if (stale) {
    stale = false;
    refresh().catch(() => {
      stale = true;
    });
  }
  take(kind, event);
}

function onState(open, why, pause) {
  if (!open) {
    stale = true;
    refresh().catch(() => {}); // shows what it can where the stream alone is refused
  }
  const state = byId('stream-state');
  setAttribute(state, 'data-state', open ? 'live' : 'lost');
  const next = pause < 1000 ? 'soon' : `in ${Math.round(pause / 1000)} s`;
  setText(state, open ? 'live' : `not live: ${why}; trying again ${next}`);
}

startActions();
startPlots();
startProxies();
startProxy();
startFaults();
startAddFault();
startConnections();
startLog();
readEvents(onEvent, onState);
