// Requests to the API that this page came from.

import { curlLine } from './curl.js';
import { toJson } from './json.js';
import { askForToken, token } from './token.js';

const base = new URL('..', import.meta.url);

/** A refusal, with the API's own words as its message; status 0 means that there was no answer. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const segment = encodeURIComponent;

/** The bytes of a text in UTF-8, as characters: a header may have no others. */
const bytesOf = (text) => String.fromCharCode(...new TextEncoder().encode(text));

/** Sends a request with the header that proves it ours, and asks for the token when one is needed. */
export async function send(method, path, body, signal) {
  while (true) {
    const used = token();
    const headers = { 'X-Trixter-Client': '1' };
    if (used !== null) {
      headers.Authorization = `Bearer ${bytesOf(used)}`;
    }
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    const options = { method, headers, body, signal, cache: 'no-store' };
    let answer;
    try {
      answer = await fetch(new URL(path, base), options);
    } catch (e) {
      throw e.name === 'AbortError' ? e : new ApiError(0, 'no answer (does the proxy still run?)');
    }
    if (answer.status === 401) {
      await askForToken(used);
    } else if (answer.ok) {
      return answer;
    } else {
      throw new ApiError(answer.status, await errorOf(answer));
    }
  }
}

async function errorOf(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text).error ?? text;
  } catch {
    return text.trim() || `the API answered ${answer.status}`;
  }
}

export async function getJson(path, signal) {
  return (await send('GET', path, undefined, signal)).json();
}

const done = new EventTarget();

/** Calls `listener(curl lines)` for each action that `act` carries out. */
export function onAction(listener) {
  done.addEventListener('action', (e) => listener(e.detail));
}

/**
 * Carries out what the user asked for: `calls` are `[method, path, body]`, sent one after the other
 * until one fails. Shows the error in `report`, or empties it. Returns the last answer, or null
 * after an error.
 */
export async function act(report, ...calls) {
  const lines = [];
  let answer = null;
  let error = '';
  for (const [method, path, value] of calls) {
    const body = value === undefined ? undefined : toJson(value);
    try {
      answer = await send(method, path, body);
    } catch (e) {
      error = e.message;
    }
    lines.push(curlLine(method, new URL(path, base).href, body, token() !== null));
    if (error) {
      answer = null;
      break;
    }
  }
  report.textContent = error;
  done.dispatchEvent(new CustomEvent('action', { detail: lines }));
  return answer;
}
