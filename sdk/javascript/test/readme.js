// SPDX-License-Identifier: Apache-2.0
// Runs what README.md shows, as it is written there, by AGENT_AUTH_URL and AGENT_AUTH_API_KEY: node test/readme.js quickstart|story|rest
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

// Whoever runs the story reads each link that it made, and types a line when the person has followed it; at the end of the input it goes on.
const BEFORE = `
import { createInterface } from 'node:readline';
import { AgentAuth } from '@agentauth/sdk';
const agentConnect = new AgentAuth();
const typed = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { accounts } = agentConnect;
const getAuthUrl = accounts.getAuthUrl.bind(accounts);
accounts.getAuthUrl = async (id) => {
  const url = await getAuthUrl(id);
  console.log('link:', url);
  await typed.next();
  return url;
};`;

const REST = `
import { AgentAuth } from '@agentauth/sdk';
const agentConnect = new AgentAuth();
const account = await agentConnect.accounts.get('acc_1');`;

const [what] = process.argv.slice(2);
const root = new URL('..', import.meta.url);
// What is for browsers is run in one, by the gateway's tests.
const [readme] = readFileSync(new URL('README.md', root), 'utf8').split('## In the browser');
const blocks = [...readme.matchAll(/```javascript\n(.*?)```/gs)].map((found) => found[1]);
const programs = {
  quickstart: blocks[0],
  story: `${BEFORE}\n${blocks[1]}\nconsole.log(authUrl, account.status);\nprocess.exit();\n`,
  rest: [REST, ...blocks.slice(2)].join('\n'),
};
// Inside of the package, so that its own name leads to it.
const file = new URL(`dist/${what}-${process.pid}.mjs`, root);
mkdirSync(new URL('dist/', root), { recursive: true });
writeFileSync(file, programs[what]);
await import(file);
