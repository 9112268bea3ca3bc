// SPDX-License-Identifier: Apache-2.0
// What the guides use and do not declare: the application's own. Whoever runs a guide reads each link, follows it, and types where that led.
import { createInterface } from 'node:readline';
import { AgentAuth } from '@agentauth/sdk';

const { CLIENT, EMULATOR } = process.env;
const SECRET = 'emulator-client-secret';
const typed = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let asked = 0;

const agentConnect = new AgentAuth();

async function sendToPerson(link) {
  asked += 1;
  console.log(`person ${asked}: ${link}`);
  return (await typed.next()).value;
}

/** An account at the strictest provider that a person has connected; {person: false}: that nobody has. */
async function connected(identifier, { person = true } = {}) {
  const connection = await agentConnect.connections.create({ provider: 'emulator', credentials: { client_id: CLIENT, client_secret: SECRET }, scopes: ['openid'] });
  const account = await agentConnect.accounts.create({ connection_id: connection.id, identifier, identifier_type: 'user_id' });
  if (person) await sendToPerson(await agentConnect.accounts.getAuthUrl(account.id));
  return account;
}

/** The person withdraws everything at the provider, and that is noticed. */
async function withdrawn(account) {
  await fetch(`${EMULATOR}/_emulator/families/end?provider=emulator&client_id=${CLIENT}`, { method: 'POST' });
  await agentConnect.accounts.refresh(account.id, { reason: 'rejected' }).then(() => console.log('still alive'), () => {});
}

Object.assign(globalThis, {
  agentConnect,
  sendToPerson,
  connected,
  withdrawn,
  user: { id: `ada-${CLIENT}` },
  home: 'http://localhost:3000',
  client_id: CLIENT,
  client_secret: SECRET,
});
