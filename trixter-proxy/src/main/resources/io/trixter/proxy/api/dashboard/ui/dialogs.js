// Asks before what cannot be undone, and for the reason of a kill.

import { byId, setText } from './dom.js';

/** Resolves to the reason ('' where none is asked for), or to null when the user cancels. */
export function confirm({ title, text, ok, reason = null }) {
  const dialog = byId('confirm-dialog');
  setText(byId('confirm-title'), title);
  setText(byId('confirm-text'), text);
  setText(byId('confirm-ok'), ok);
  byId('reason-label').hidden = reason === null;
  byId('reason-field').value = reason ?? '';
  dialog.returnValue = 'cancel';
  byId('confirm-cancel').onclick = () => dialog.close('cancel');
  dialog.showModal();
  byId(reason === null ? 'confirm-cancel' : 'reason-field').focus();
  return new Promise((resolve) => {
    const closed = () => resolve(dialog.returnValue === 'ok' ? byId('reason-field').value : null);
    dialog.addEventListener('close', closed, { once: true });
  });
}

let lastReason = 'by hand';

/** Asks as `confirm` does, and for a reason; suggests the one given last. */
export async function askReason(question) {
  const reason = await confirm({ ...question, reason: lastReason });
  lastReason = reason ?? lastReason;
  return reason;
}
