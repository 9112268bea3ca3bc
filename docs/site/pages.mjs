// SPDX-License-Identifier: Apache-2.0
// Lays the repository's Markdown out for Starlight: node pages.mjs ROOT, in the folder where the site is built. The documents stay as they are; what a
// site wants otherwise (a title apart, addresses instead of files) is made here. sidebar.json says which documents there are and in which order.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { operationPages } from './reference.mjs';

const root = process.argv[2];
const base = (process.env.AGENT_AUTH_DOCS_BASE ?? '/').replace(/\/*$/, '/');
const FENCED = /^(```+)[^\n]*\n[\s\S]*?^\1 *$/gm;
const CONTENT = 'src/content/docs';
const API = 'docs/api/README.md';
const DESCRIPTION_MAX = 160;

const fail = (why) => {
  throw new Error(why);
};
const read = (file) => readFileSync(join(root, file), 'utf8');
const isFolder = (file) => existsSync(join(root, file)) && statSync(join(root, file)).isDirectory();

/** Where a document is on the site: README.md is its folder, and docs/ is the site itself. */
function address(file) {
  const plain = file.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1').replace(/\.md$/, '').replace(/\/$/, '');
  return plain.toLowerCase();
}

/** The documents that the sidebar names, each once. A folder is those of its documents that are named nowhere else. */
function documents(sidebar) {
  const named = [];
  const folders = [];
  const look = (item) => {
    if (typeof item === 'string') named.push(item);
    else if (item.folder) folders.push(item.folder);
    else item.items.forEach(look);
  };
  sidebar.forEach(look);
  const inFolder = new Map(
    folders.map((folder) => [
      folder,
      readdirSync(join(root, folder))
        .filter((file) => file.endsWith('.md') && !named.includes(join(folder, file)))
        .map((file) => join(folder, file))
        .sort(),
    ]),
  );
  return { named, inFolder, all: [...named, ...[...inFolder.values()].flat()] };
}

/** Title, and what follows it. */
function parts(file) {
  const found = /^(?:<!--[\s\S]*?-->\s*)*# (.+)\n([\s\S]*)$/.exec(read(file)) ?? fail(`${file} does not begin with a heading`);
  return { title: found[1].replaceAll('`', ''), body: found[2] };
}

/** The first paragraph, for search engines and previews. */
function description(body) {
  const paragraph = body.replace(FENCED, '').split(/\n\s*\n/).map((each) => each.trim()).find((each) => /^[\p{L}`*[]/u.test(each)) ?? '';
  const text = paragraph.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*`]/g, '').replace(/\s+/g, ' ');
  return text.length <= DESCRIPTION_MAX ? text : `${text.slice(0, text.lastIndexOf(' ', DESCRIPTION_MAX))} …`;
}

/** Rewrites what leads from one file to another, outside of code. */
function withLinks(file, body, lead) {
  const rewrite = (text) =>
    text
      .replace(/(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, (all, image, label, target) => {
        const to = lead(file, target);
        return to === null ? label : `${image}[${label}](${to})`;
      })
      .replace(/(\ssrc=")([^"]+)(")/g, (all, before, target, after) => before + (lead(file, target) ?? target) + after);
  let out = '';
  let at = 0;
  for (const code of body.matchAll(FENCED)) {
    out += rewrite(body.slice(at, code.index)) + code[0];
    at = code.index + code[0].length;
  }
  return out + rewrite(body.slice(at));
}

/** Where a link of a document leads on the site; null where the site has nothing to show. */
function leads(all, operations) {
  const pages = new Set(all);
  return (file, target) => {
    if (/^[a-z]+:/.test(target)) return target;
    const [path, heading] = target.split('#');
    const aim = path ? normalize(join(dirname(file), path)).replace(/\/$/, '') : file;
    const anchor = heading ? `#${heading}` : '';
    if (aim === API && operations.has(heading)) return base + operations.get(heading) + anchor;
    if (!path) return target;
    if (pages.has(aim)) return `${base}${address(aim)}/${anchor}`.replace('//', '/');
    if (isFolder(aim)) {
      const first = pages.has(`${aim}/README.md`) ? `${aim}/README.md` : all.find((page) => page.startsWith(`${aim}/`));
      return first ? `${base}${address(first)}/` : null;
    }
    if (!existsSync(join(root, aim))) fail(`${file} leads to ${target}, which is not there`);
    if (!/\.(ya?ml|json|svg|txt|md)$/.test(aim)) return null; // source: the label names it
    cpSync(join(root, aim), join('public/files', aim));
    return `${base}files/${aim}`;
  };
}

function write({ title, body, slug, summary = description(body) }) {
  // Beside the others a title needs fewer words.
  const label = title.replace(/^Agent Auth for /, '').replace(/: .*/, '');
  const front = { title, description: summary, editUrl: false, sidebar: { label } };
  const lines = Object.entries(front).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const to = join(CONTENT, `${slug || 'index'}.md`);
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, `---\n${lines.join('\n')}\n---\n${body}`);
}

/** The sidebar as Starlight has it. */
function entries(items, inFolder, apiPages) {
  return items.flatMap((item) => {
    if (item === API) return { label: 'API', items: [API, ...apiPages].map((page) => (page === API ? overview() : { slug: page })) };
    if (typeof item === 'string') return { slug: address(item) || 'index' };
    const within = item.folder ? inFolder.get(item.folder).map((file) => ({ slug: address(file) })) : entries(item.items, inFolder, apiPages);
    return { label: item.label, items: within, collapsed: Boolean(item.folder) };
  });
}

const overview = () => ({ label: 'Overview', slug: address(API) });

function layOut() {
  rmSync(CONTENT, { recursive: true, force: true });
  rmSync('public', { recursive: true, force: true });
  mkdirSync('public', { recursive: true });
  cpSync(join(root, 'callback-gateway/src/main/resources/assets/icon.svg'), 'public/icon.svg');
  const sidebar = JSON.parse(readFileSync('sidebar.json', 'utf8'));
  const { inFolder, all } = documents(sidebar);
  const reference = operationPages(read('docs/api/openapi.yaml'));
  const lead = leads(all, reference.operations);
  for (const file of all) {
    const { title, body } = parts(file);
    // The reference has a page for each kind of thing, with all fields; of the long page only the table remains.
    const shown = file === API ? body.split(/^## /m)[0] : body;
    write({ title, body: withLinks(file, shown, lead), slug: address(file) });
  }
  // For readers that are programs: the documents themselves, which lead to each other as they do in the repository.
  for (const file of all) cpSync(join(root, file), join('public/files', file));
  writeFileSync('public/llms.txt', read('llms.txt').replace(/\]\(([^)\s]+)\)/g, `](${base}files/$1)`));
  for (const page of reference.pages) write({ ...page, body: withLinks(API, page.body, lead) });
  write({ title: 'There is nothing here', body: `\nThe address may be mistyped. Search, or begin at the [start](${base}).\n`, slug: '404' });
  const built = entries(sidebar, inFolder, reference.pages.map((page) => page.slug));
  writeFileSync('sidebar.built.json', JSON.stringify(built, null, 2));
  console.log(`${all.length + reference.pages.length} pages`);
}

layOut();
