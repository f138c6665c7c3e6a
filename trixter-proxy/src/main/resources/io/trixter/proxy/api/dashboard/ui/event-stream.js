// Reads /events with fetch, which can send headers as EventSource cannot.

import { send } from './api.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15000;
const SILENCE = 40000; // a comment comes every 15 s

/** Returns a function that takes text as it arrives and calls `onEvent(kind, data)` for each event. */
export function eventParser(onEvent) {
  let rest = '';
  let kind = '';
  let data = '';
  return (text) => {
    rest += text;
    const lines = rest.split('\n');
    rest = lines.pop();
    for (const each of lines) {
      const line = each.endsWith('\r') ? each.slice(0, -1) : each;
      if (line === '') {
        if (data) {
          onEvent(kind || 'message', JSON.parse(data));
        }
        kind = '';
        data = '';
      } else if (line.startsWith('event:')) {
        kind = line.slice(6).trimStart();
      } else if (line.startsWith('data:')) {
        data += line.slice(5).trimStart();
      }
    }
  };
}

/**
 * Reads events as long as the page is open, and connects again when the stream ends. Calls
 * `onState(open, why, pause)` when it opens or ends; `pause` is how long it waits, in milliseconds.
 */
export async function readEvents(onEvent, onState) {
  let pause = FIRST_PAUSE;
  while (true) {
    let why = 'the server ended the stream';
    try {
      await readOnce(onEvent, () => {
        pause = FIRST_PAUSE;
        onState(true, '', 0);
      });
    } catch (e) {
      why = e.name === 'AbortError' ? 'nothing came for a while' : e.message;
    }
    onState(false, why, pause);
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }
}

async function readOnce(onEvent, onOpen) {
  const abort = new AbortController();
  const answer = await send('GET', 'events', undefined, abort.signal);
  onOpen();
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  const parse = eventParser(onEvent);
  let silent;
  try {
    while (true) {
      clearTimeout(silent);
      silent = setTimeout(() => abort.abort(), SILENCE);
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      parse(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearTimeout(silent);
    abort.abort(); // or the server would keep a place for what nobody reads
  }
}
