// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { defineConfig, passthroughImageService } from 'astro/config';
import starlight from '@astrojs/starlight';

export default defineConfig({
  base: process.env.AGENT_AUTH_DOCS_BASE ?? '/',
  outDir: '../site',
  image: { service: passthroughImageService() },
  integrations: [
    starlight({
      title: 'Agent Auth',
      description: 'Connects the accounts of an application\'s users at third-party providers, and hands out tokens that are valid now.',
      favicon: '/icon.svg',
      customCss: ['./src/styles/site.css'],
      sidebar: JSON.parse(readFileSync(new URL('sidebar.built.json', import.meta.url), 'utf8')),
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 2 },
      credits: false,
    }),
  ],
});
