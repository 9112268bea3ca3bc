// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AgentAuth } from '@agentauth/sdk';

test('a name that is missing does not delete a live environment', async () => {
  const sent = [];
  const client = new AgentAuth({
    apiKey: 'aa_test_key',
    baseUrl: 'http://127.0.0.1:9',
    fetch: async (url) => {
      sent.push(url);
      throw new Error('nothing is to be sent');
    },
  });

  for (const shred of [undefined, null, '']) {
    await assert.rejects(client.environments.delete('env_1', { shred }), TypeError);
  }

  assert.deepEqual(sent, []);
});
