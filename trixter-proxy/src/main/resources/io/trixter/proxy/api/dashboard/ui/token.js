// The API's token: kept for this tab alone, sent as a header, never part of an address.

import { byId } from './dom.js';

const KEY = 'trixter-token';
let asking = null;

export const token = () => sessionStorage.getItem(KEY);

/** Asks for the token, once for all requests that wait for it. `refused` is the one that failed. */
export function askForToken(refused) {
  if (token() !== refused) {
    return Promise.resolve();
  }
  asking ??= ask(refused).finally(() => {
    asking = null;
  });
  return asking;
}

function ask(refused) {
  const dialog = byId('token-dialog');
  const field = byId('token-field');
  byId('token-report').textContent = refused === null ? '' : 'That token was refused.';
  field.value = '';
  dialog.showModal();
  field.focus();
  return new Promise((resolve) => {
    byId('token-form').onsubmit = () => {
      sessionStorage.setItem(KEY, field.value.trim());
      field.value = '';
      resolve();
    };
    // Nothing can be shown without it, so Escape asks again.
    dialog.onclose = () => token() === refused && dialog.showModal();
  });
}
