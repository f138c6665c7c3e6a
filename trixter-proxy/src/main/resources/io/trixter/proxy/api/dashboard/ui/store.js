// What the page knows: the catalogue, the proxies with their faults, and what was measured of each.

import { getJson } from './api.js';
import { History } from './history.js';

const changes = new EventTarget();

export const store = {
  catalog: { types: [], networks: [] },
  /** Name to `{ name, listen, upstream, enabled, toxics }`, sorted by name. */
  proxies: new Map(),
  /** Name to History. */
  histories: new Map(),
  selected: nameInAddress(),
};

/** The proxy that the address of the page names, so that it can be linked to and survives a reload. */
function nameInAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || null;
  } catch {
    return null;
  }
}

/** Kinds of change: `catalog`, `proxies` (any proxy or fault), `selected`, `summary`, `event`. */
export function onChange(kinds, listener) {
  kinds.split(' ').forEach((kind) => changes.addEventListener(kind, (e) => listener(e.detail)));
}

function changed(kind, detail) {
  changes.dispatchEvent(new CustomEvent(kind, { detail }));
}

export const selectedProxy = () => store.proxies.get(store.selected) ?? null;
export const selectedHistory = () => store.histories.get(store.selected) ?? null;

export function select(name) {
  store.selected = name;
  history.replaceState(null, '', name === null ? ' ' : `#${encodeURIComponent(name)}`);
  changed('selected');
}

let loading = null;
let again = false;

/** Loads all proxies, and once more if events come meanwhile. */
export async function load() {
  if (loading) {
    again = true;
    return loading;
  }
  loading = loadUntilQuiet().finally(() => {
    loading = null;
  });
  return loading;
}

async function loadUntilQuiet() {
  do {
    again = false;
    const proxies = await getJson('proxies');
    setProxies(Object.values(proxies));
  } while (again);
}

export async function loadCatalog() {
  const catalog = await getJson('catalog');
  if (JSON.stringify(catalog) !== JSON.stringify(store.catalog)) {
    store.catalog = catalog;
    changed('catalog');
  }
}

function setProxies(list) {
  store.proxies = new Map(list.map((proxy) => [proxy.name, proxy]));
  sorted();
}

function sorted() {
  const order = (a, b) => (a[0] < b[0] ? -1 : 1);
  store.proxies = new Map([...store.proxies].sort(order));
  for (const name of store.histories.keys()) {
    if (!store.proxies.has(name)) {
      store.histories.delete(name);
    }
  }
  if (!store.proxies.has(store.selected)) {
    select(store.proxies.keys().next().value ?? null);
  }
  changed('proxies');
}

/** Applies an event. */
export function take(kind, event) {
  if (kind === 'summary') {
    return summary(event);
  }
  if (kind === 'opened' || kind === 'ended') {
    // a connection: nothing that is loaded
  } else if (loading) {
    again = true; // the answer under way may be older or newer than the event
  } else if (kind === 'dropped' || kind === 'proxy-added') {
    load().catch(() => {}); // if it fails the stream does too, and opening that loads everything
  } else if (kind.startsWith('proxy-')) {
    proxyEvent(kind, event);
  } else if (kind.startsWith('fault-')) {
    faultEvent(kind, event);
  }
  changed('event', { kind, event });
}

function proxyEvent(kind, { proxy: name, listen, upstream, enabled }) {
  if (kind === 'proxy-removed') {
    store.proxies.delete(name);
  } else {
    const toxics = kind === 'proxy-added' ? [] : store.proxies.get(name)?.toxics ?? [];
    store.proxies.set(name, { name, listen, upstream, enabled, toxics });
  }
  sorted();
}

function faultEvent(kind, { proxy: name, fault }) {
  const proxy = store.proxies.get(name);
  if (!proxy) {
    return;
  }
  const others = proxy.toxics.filter((each) => each.name !== fault.name);
  if (kind === 'fault-removed') {
    proxy.toxics = others;
  } else if (others.length === proxy.toxics.length) {
    proxy.toxics = [...proxy.toxics, fault];
  } else {
    proxy.toxics = proxy.toxics.map((each) => (each.name === fault.name ? fault : each));
  }
  changed('proxies');
}

function summary({ time, proxies }) {
  for (const each of proxies) {
    let history = store.histories.get(each.proxy);
    if (!history) {
      history = new History();
      store.histories.set(each.proxy, history);
    }
    history.add(time, each);
  }
  changed('summary');
}
