// Tries to read from and to write to the API at arguments[0], and tells the callback how each ended.
// What the browser sends without telling its answer counts as refused: the test looks at what it did.
const [api, callback] = arguments;
const json = { 'Content-Type': 'application/json' };
const reason = JSON.stringify({ reason: 'a foreign page' });
const read = (path, options) => fetch(api + path, options).then((answer) => answer.text());
const send = (path, options) =>
  fetch(api + path, { mode: 'no-cors', ...options }).then((answer) => {
    if (answer.type !== 'opaque') {
      return answer.status;
    }
    throw new Error('opaque');
  });

function element(tag, attributes) {
  return new Promise((resolve, reject) => {
    const node = Object.assign(document.createElement(tag), attributes);
    node.onload = resolve;
    node.onerror = reject;
    document.body.append(node);
  });
}

function source(path) {
  return new Promise((resolve, reject) => {
    const events = new EventSource(api + path);
    events.onopen = resolve;
    events.onerror = reject;
  });
}

/** Submits a form to a frame; refused once the frame has loaded an answer that cannot be read. */
function form(path, name, value) {
  return new Promise((resolve, reject) => {
    const frame = Object.assign(document.createElement('iframe'), { name: `frame-${path}` });
    const form = Object.assign(document.createElement('form'), {
      action: api + path, method: 'POST', enctype: 'text/plain', target: frame.name,
    });
    form.append(Object.assign(document.createElement('input'), { name, value }));
    document.body.append(frame, form);
    frame.onload = () => (frame.contentDocument ? resolve() : reject());
    form.submit();
  });
}

const attempts = {
  'read proxies': () => read('proxies'),
  'read connections': () => read('connections'),
  'read the record': () => read('record'),
  'read events': () => read('events'),
  'read with our header': () => read('proxies', { headers: { 'X-Trixter-Client': '1' } }),
  'read the page': () => read(''),
  'listen to events': () => source('events'),
  'delete a proxy': () => read('proxies/echo', { method: 'DELETE' }),
  'change a proxy': () => read('proxies/echo', { method: 'PATCH', headers: json, body: '{"enabled":false}' }),
  'post json': () => read('reset', { method: 'POST', headers: json, body: '{}' }),
  'post a reset': () => send('reset', { method: 'POST' }),
  'post a kill': () => send('connections/_all/shutdown', { method: 'POST', body: reason }),
  'post a proxy': () => send('proxies/echo', { method: 'POST', body: '{"enabled":false}' }),
  'submit a form': () => form('reset', 'a', 'b'),
  'submit json by a form': () => form('proxies/echo', '{"enabled":false,"x":"', '"}'),
  'show an image': () => element('img', { src: `${api}connections` }),
  'load a script': () => element('script', { src: `${api}proxies` }),
  'load a style': () => element('link', { rel: 'stylesheet', href: `${api}metrics` }),
};

(async () => {
  navigator.sendBeacon(`${api}reset`);
  const outcomes = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    outcomes[name] = await attempt().then((found) => `done: ${found}`, () => 'refused');
  }
  callback(outcomes);
})();
