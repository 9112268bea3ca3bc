// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { finishConnect, openConnect } from '@agentauth/sdk/connect';

const APP = 'https://app.example';
const LINK = 'https://connect.example/connect/abc';

/** As much of a browser's window as the two need: timers that are run by hand, channels that reach each other. */
function browser({ allowed = true } = {}) {
  const channels = new Set();
  class BroadcastChannel {
    constructor() {
      channels.add(this);
    }
    postMessage(data) {
      for (const other of [...channels]) if (other !== this) other.onmessage?.({ origin: APP, data });
    }
    close() {
      channels.delete(this);
    }
  }
  const heard = new Set();
  const page = {
    location: { href: `${APP}/settings`, origin: APP, assign: (url) => (page.gone = url) },
    document: { hasFocus: () => page.focused },
    focused: false,
    timers: new Set(),
    open: (url, _, features) => {
      page.opened = { url, features };
      return allowed ? page.popup : null;
    },
    popup: { closed: false, close: () => (page.popup.closed = true) },
    setInterval: (look) => page.timers.add(look) && look,
    clearInterval: (look) => page.timers.delete(look),
    addEventListener: (_, hear) => heard.add(hear),
    removeEventListener: (_, hear) => heard.delete(hear),
    BroadcastChannel,
    say: (origin, data) => heard.forEach((hear) => hear({ origin, data })),
    look: (times) => {
      for (let i = 0; i < times; i++) page.timers.forEach((look) => look());
    },
    leftovers: () => heard.size + page.timers.size + channels.size,
  };
  return page;
}

function returned(page, search, { opener } = {}) {
  const popup = { location: { search, origin: APP }, opener, BroadcastChannel: page.BroadcastChannel, close: () => (popup.shut = true) };
  return popup;
}

const message = (status) => ({ type: 'agent-auth-connect', id: '1', outcome: { status } });

test('the source is under 5 KB, and imports nothing', () => {
  const source = readFileSync(new URL('../src/connect.js', import.meta.url), 'utf8');
  assert.ok(source.length < 5_000, `${source.length} bytes, ${gzipSync(source).length} on the wire`);
  assert.doesNotMatch(source, /^import /m);
});

test('the popup opens at the link', async () => {
  const page = browser();
  openConnect({ url: LINK, window: page });
  assert.equal(page.opened.url, LINK);
  assert.match(page.opened.features, /^popup,width=520,height=720,/);
});

for (const [search, expected] of [
  ['?account_id=acc_1&status=active&state=s%201', { status: 'done', reason: 'active', account_id: 'acc_1', state: 's 1' }],
  ['?account_id=acc_1&status=pending_verification', { status: 'done', reason: 'pending_verification', account_id: 'acc_1', state: null }],
  ['?account_id=acc_1&status=denied', { status: 'denied', reason: 'denied', account_id: 'acc_1', state: null }],
  ['?account_id=acc_1&status=expired', { status: 'failed', reason: 'expired', account_id: 'acc_1', state: null }],
]) {
  test(`the page of the redirect URL tells ${expected.reason} to a page that is not its opener any more`, async () => {
    const page = browser();
    const outcome = openConnect({ url: LINK, window: page });
    const popup = returned(page, search);
    assert.deepEqual(finishConnect({ window: popup }), expected);
    assert.deepEqual(await outcome, expected);
    assert.equal(popup.shut, true, 'the popup closes once it was heard');
  });
}

test('an opener is told at its exact origin', async () => {
  const page = browser();
  const outcome = openConnect({ url: LINK, window: page });
  const told = [];
  const popup = { ...returned(page, '?status=active', { opener: { postMessage: (...words) => told.push(words) } }), BroadcastChannel: undefined };
  finishConnect({ window: popup });
  assert.equal(told[0][1], APP);
  page.say(APP, told[0][0]);
  assert.equal((await outcome).status, 'done');
  assert.equal(page.popup.closed, true);
  page.clearInterval();
});

test('other origins and other messages are not heard', async () => {
  const page = browser();
  let ended = null;
  openConnect({ url: LINK, window: page }).then((outcome) => (ended = outcome));
  for (const origin of ['https://evil.example', 'https://connect.example', 'null', `${APP}.evil.example`, 'http://app.example']) {
    page.say(origin, message('done'));
  }
  for (const data of [null, 'agent-auth-connect', { type: 'other', outcome: { status: 'done' } }, { type: 'agent-auth-connect' }]) page.say(APP, data);
  await new Promise(setImmediate);
  assert.equal(ended, null);
  page.say(APP, message('denied'));
  await new Promise(setImmediate);
  assert.equal(ended.status, 'denied');
});

test('closed means: the person is back here, and the popup is not', async () => {
  const page = browser();
  let ended = null;
  openConnect({ url: LINK, window: page }).then((outcome) => (ended = outcome));
  page.popup.closed = true; // so it looks to an opener that was cut off
  page.look(50);
  await new Promise(setImmediate);
  assert.equal(ended, null, 'the person is still at the provider');
  page.focused = true;
  page.look(3);
  await new Promise(setImmediate);
  assert.equal(ended, null, 'a moment is left for the outcome to arrive');
  page.look(1);
  await new Promise(setImmediate);
  assert.deepEqual(ended, { status: 'closed' });
});

test('a blocked popup becomes a redirect', async () => {
  const page = browser({ allowed: false });
  assert.deepEqual(await openConnect({ url: LINK, window: page }), { status: 'blocked' });
  assert.equal(page.gone, LINK);
});

test('a blocked popup is only told where no redirect is wanted', async () => {
  const page = browser({ allowed: false });
  assert.deepEqual(await openConnect({ url: LINK, redirect: false, window: page }), { status: 'blocked' });
  assert.equal(page.gone, undefined);
});

test('nothing is left behind', async () => {
  const page = browser();
  const outcome = openConnect({ url: LINK, window: page });
  assert.equal(page.leftovers(), 3);
  page.say(APP, message('done'));
  await outcome;
  assert.equal(page.leftovers(), 0);
});

test('what is no web address is not opened', () => {
  assert.throws(() => openConnect({ url: 'javascript:alert(1)', window: browser() }), TypeError);
});

test('an address without an outcome is none', () => {
  assert.equal(finishConnect({ window: returned(browser(), '?tab=accounts') }), null);
});
