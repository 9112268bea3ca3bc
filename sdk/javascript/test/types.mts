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
await client.connections.update('conn_1', { settings: { client_authentication: 'private_key_jwt' } });
for await (const key of client.apiKeys.list({ environment_id: 'env_1' })) key.prefix.trim();
await client.environments.delete('env_1', { shred: 'shop' });
const email: string | null | undefined = account.provider_account?.email;
email?.trim();
// @ts-expect-error what a connection is to stays
await client.connections.update('conn_1', { provider: 'gmail' });
// @ts-expect-error identifier_type is one of two words
await client.accounts.create({ connection_id: 'c', identifier: 'u', identifier_type: 'team' });
// @ts-expect-error a token is asked for by an account's id
await client.accounts.getToken(7);
