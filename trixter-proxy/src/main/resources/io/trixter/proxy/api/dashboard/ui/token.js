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
    const finish = (e) => {
      e.preventDefault();
      if (field.value.trim()) {
        sessionStorage.setItem(KEY, field.value.trim());
        field.value = '';
        dialog.close();
        byId('token-form').removeEventListener('submit', finish);
        resolve();
      }
    };
    byId('token-form').addEventListener('submit', finish);
    dialog.oncancel = (e) => e.preventDefault(); // nothing can be shown without it
  });
}
