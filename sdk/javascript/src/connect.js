// SPDX-License-Identifier: Apache-2.0
// For browsers, without anything of the rest: opens a connect link in a popup and tells how it ended.

const CHANNEL = 'agent-auth-connect';
const LOOK_MS = 500;
const LOOKS = 4;
const DONE = ['active', 'pending_verification'];

/**
 * Opens a connect link in a popup. Call it in a click: browsers block popups that nobody asked for.
 *
 * Resolves with `{status, account_id, state, reason}`; `status` is
 * - `done`: the account is connected, or waits for your back end to verify the person (`reason` is the account's status),
 * - `denied`: the person said no,
 * - `failed`: anything else that the flow ended with (`reason`),
 * - `closed`: the person came back without an outcome,
 * - `blocked`: there was no popup; the whole page goes to the link instead, unless `redirect` is false.
 *
 * It is news for the page, not proof: your back end asks `accounts.get`.
 */
export function openConnect({ url, redirect = true, width = 520, height = 720, window: page = globalThis.window }) {
  const link = new URL(url, page.location.href);
  if (!/^https?:$/.test(link.protocol)) throw new TypeError('url is an http or https URL');
  const left = Math.max(0, (page.screenX ?? 0) + ((page.outerWidth ?? width) - width) / 2);
  const top = Math.max(0, (page.screenY ?? 0) + ((page.outerHeight ?? height) - height) / 2);
  const popup = page.open(link.href, '_blank', `popup,width=${width},height=${height},left=${left},top=${top}`);
  if (!popup) {
    if (redirect) page.location.assign(link.href);
    return Promise.resolve({ status: 'blocked' });
  }
  return outcome(page, popup);
}

function outcome(page, popup) {
  const channel = page.BroadcastChannel ? new page.BroadcastChannel(CHANNEL) : null;
  return new Promise((resolve) => {
    let looks = 0;
    // A page that isolates itself seems closed to its opener: only while this page has the focus does that mean anything.
    const timer = page.setInterval(() => {
      looks = popup.closed && page.document.hasFocus() ? looks + 1 : 0;
      if (looks >= LOOKS) end({ status: 'closed' });
    }, LOOK_MS);
    const hear = (event) => {
      if (event.origin !== page.location.origin) return;
      if (event.data?.type !== CHANNEL || !event.data.outcome) return;
      channel?.postMessage({ type: CHANNEL, heard: event.data.id });
      if (!popup.closed) popup.close();
      end(event.data.outcome);
    };
    const end = (result) => {
      page.clearInterval(timer);
      page.removeEventListener('message', hear);
      channel?.close();
      resolve(result);
    };
    page.addEventListener('message', hear);
    if (channel) channel.onmessage = hear;
  });
}

/**
 * For the page that `redirect_url` names, on the origin that called `openConnect`: tells the opener how it ended and closes the popup.
 *
 * Returns the outcome, or null if the address has none. Without an opener (the redirect) nothing closes, and the page goes on by itself.
 */
export function finishConnect({ window: page = globalThis.window } = {}) {
  const query = new URLSearchParams(page.location.search);
  const reason = query.get('status');
  if (reason === null) return null;
  const status = DONE.includes(reason) ? 'done' : reason === 'denied' ? 'denied' : 'failed';
  const result = { status, reason, account_id: query.get('account_id'), state: query.get('state') };
  const message = { type: CHANNEL, id: `${Math.random()}`, outcome: result };
  if (page.opener) page.opener.postMessage(message, page.location.origin);
  if (page.BroadcastChannel) {
    const channel = new page.BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => data?.heard === message.id && page.close();
    channel.postMessage(message);
  }
  return result;
}
