// SPDX-License-Identifier: Apache-2.0
// Runs what README.md shows, as it is written there, by AGENT_AUTH_URL and AGENT_AUTH_API_KEY: node test/readme.js quickstart|story
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const [what] = process.argv.slice(2);
const root = new URL('..', import.meta.url);
const blocks = [...readFileSync(new URL('README.md', root), 'utf8').matchAll(/```javascript\n(.*?)```/gs)].map((found) => found[1]);
const programs = {
  quickstart: blocks[0],
  story: `import { AgentAuth } from '@agentauth/sdk';\nconst agentConnect = new AgentAuth();\n${blocks[1]}\nconsole.log(authUrl, account.status);\n`,
};
// Inside of the package, so that its own name leads to it.
const file = new URL(`dist/${what}-${process.pid}.mjs`, root);
mkdirSync(new URL('dist/', root), { recursive: true });
writeFileSync(file, programs[what]);
await import(file);
