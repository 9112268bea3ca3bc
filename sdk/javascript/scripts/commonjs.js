// SPDX-License-Identifier: Apache-2.0
// Writes dist/*.cjs from src/*.js, and their types: the sources keep to imports and exports by name, so that two patterns are a compiler.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const source = new URL('src/', root);
const target = new URL('dist/', root);

mkdirSync(target, { recursive: true });
for (const name of readdirSync(source)) {
  writeFileSync(new URL(name.replace(/\.js$/, '.cjs'), target), commonJs(readFileSync(new URL(name, source), 'utf8')));
}
for (const name of ['index', 'connect']) {
  copyFileSync(new URL(`types/${name}.d.ts`, root), new URL(`${name}.d.cts`, target));
}

function commonJs(text) {
  const exported = [];
  const converted = text
    .replace(/^import \{([^}]*)\} from '\.\/(\w+)\.js';$/gm, "const {$1} = require('./$2.cjs');")
    .replace(/^export \{([^}]*)\} from '\.\/(\w+)\.js';$/gm, (_, names, from) => {
      const list = names.split(',').map((name) => name.trim()).filter(Boolean);
      return `{ const { ${list.join(', ')} } = require('./${from}.cjs'); Object.assign(exports, { ${list.join(', ')} }); }`;
    })
    .replace(/^export ((?:async )?function|class|const) (\w+)/gm, (_, kind, name) => {
      exported.push(name);
      return `${kind} ${name}`;
    });
  if (/^(import|export) /m.test(converted)) throw new Error('an import or export of another form');
  const own = exported.length === 0 ? '' : `Object.assign(exports, { ${exported.join(', ')} });\n`;
  return `'use strict';\n${converted}${own}`;
}
