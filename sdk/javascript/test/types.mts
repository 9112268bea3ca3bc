// SPDX-License-Identifier: Apache-2.0
// Compiled, never run: what TypeScript users write.
import { AgentAuth, ReauthorizationRequiredError, type Account } from '@agentauth/sdk';
import { openConnect } from '@agentauth/sdk/connect';

const client = new AgentAuth({ apiKey: 'k', baseUrl: 'https://agent-auth.example', timeout: 1_000 });
const account: Account = await client.accounts.create({ connection_id: 'conn_1', identifier: 'u', identifier_type: 'user_id' });
const url: string = await client.accounts.getAuthUrl(account.id, { scopes: ['a'] }, { idempotencyKey: 'k-1' });
for await (const each of client.accounts.list({ status: 'active' })) each.identifier.trim();
const page = await client.accounts.list();
page.data[0]?.metadata['plan'];
try {
  const token = await client.accounts.getToken(account.id, { min_validity: 60 });
  await fetch('https://api.example/', { headers: token.requestHeaders });
  token.access_token?.trim();
} catch (error) {
  if (error instanceof ReauthorizationRequiredError) error.authUrl?.trim();
}
const outcome = await openConnect({ url });
outcome.status satisfies 'done' | 'denied' | 'failed' | 'closed' | 'blocked';
// @ts-expect-error identifier_type is one of two words
await client.accounts.create({ connection_id: 'c', identifier: 'u', identifier_type: 'team' });
// @ts-expect-error a token is asked for by an account's id
await client.accounts.getToken(7);
