// SPDX-License-Identifier: Apache-2.0
// The API reference as Markdown, a page for each tag of the OpenAPI document: parameters, fields, examples, problem codes. Nothing is loaded from elsewhere.
import yaml from 'js-yaml';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const NAMES = { 'api-keys': 'API keys' };
const LEGEND = 'What is marked with ? may be left out of a request, or out of an answer. What any operation may answer is in the [overview](README.md).';

/** Pages `{title, slug, body}`, and on which of them each operation is, by its heading's anchor. */
export function operationPages(text) {
  const api = yaml.load(text, { schema: yaml.CORE_SCHEMA });
  const told = Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ method: method.toUpperCase(), path, operation: item[method] })),
  );
  const everywhere = codes(api, told[0].operation).filter((code) => told.every(({ operation }) => codes(api, operation).includes(code)));
  const operations = new Map();
  const pages = api.tags.map(({ name, description = '' }) => {
    const title = NAMES[name] ?? name[0].toUpperCase() + name.slice(1);
    const page = new Page(api, everywhere);
    const mine = told.filter(({ operation }) => operation.tags.includes(name));
    mine.forEach(({ operation }) => operations.set(operation.operationId.toLowerCase(), `api/${name}/`));
    const body = [description, LEGEND, ...mine.map((each) => page.operation(each)), ...page.schemas()];
    const summary = `${title} in the API of Agent Auth: each operation with its fields, examples and problem codes.`;
    return { title, summary, slug: `api/${name}`, body: `\n${body.filter(Boolean).join('\n\n')}\n` };
  });
  return { pages, operations };
}

/** The codes are the alternatives of a problem's `code`. */
function codes(api, operation) {
  return Object.values(operation.responses).flatMap((answer) => {
    const { schema = {} } = Object.values(resolved(api, answer).content ?? {})[0] ?? {};
    return (schema.allOf ?? []).flatMap((each) => resolved(api, each).properties?.code?.enum ?? []);
  });
}

function resolved(api, thing) {
  return thing?.$ref ? thing.$ref.slice(2).split('/').reduce((at, name) => at[name], api) : (thing ?? {});
}

/** Remembers which of the document's named schemas its operations speak of, and tells each once. */
class Page {
  #api;
  #everywhere;
  #named = new Set();

  constructor(api, everywhere) {
    this.#api = api;
    this.#everywhere = everywhere;
  }

  operation({ method, path, operation }) {
    const good = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    const errors = codes(this.#api, operation).filter((code) => !this.#everywhere.includes(code));
    return [
      `## ${operation.operationId}`,
      `\`${method} ${path}\``,
      `${operation.summary}. ${operation.description ?? ''}`,
      this.#parameters(operation.parameters ?? []),
      this.#content('Send', operation.requestBody),
      ...new Set(good.map(([, answer]) => this.#content(`Answer (${good.map(([status]) => status).join(', ')})`, answer))),
      errors.length > 0 && `**Errors:** ${errors.map((code) => `[\`${code}\`](../errors.md#${code})`).join(', ')}`,
    ]
      .filter(Boolean)
      .join('\n\n');
  }

  /** Telling one may name another: a set is gone through with what is added meanwhile. */
  schemas() {
    const told = [];
    for (const name of this.#named) told.push(`## ${name}\n\n${this.#fields(this.#api.components.schemas[name])}`);
    return told;
  }

  #parameters(list) {
    return table('parameter', list.map(({ name, schema, required, description, ...each }) => [name, `${this.#type(schema)}, ${each.in}`, required, description]));
  }

  #content(label, body) {
    const [[type, { schema, example } = {}] = []] = Object.entries(resolved(this.#api, body).content ?? {});
    if (!type) return '';
    const fields = schema.$ref ? '' : this.#fields(schema);
    return [
      `**${label}:** ${schema.$ref ? `${this.#type(schema)}, ` : ''}\`${type}\``,
      fields,
      example !== undefined && `\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``,
    ]
      .filter(Boolean)
      .join('\n\n');
  }

  #fields(schema) {
    return table('field', this.#rows(schema, ''));
  }

  #rows(schema, before) {
    return Object.entries(schema?.properties ?? {}).flatMap(([name, each]) => {
      const described = [before + name, this.#type(each), schema.required?.includes(name), each.description];
      const inner = each.items ? this.#rows(each.items, `${before}${name}[].`) : this.#rows(each, `${before}${name}.`);
      return [described, ...inner];
    });
  }

  /** In words; what has a name is a link to where it is told. */
  #type(schema = {}) {
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1);
      this.#named.add(name);
      return `[${name}](#${name.toLowerCase()})`;
    }
    const other = schema.anyOf ?? schema.oneOf;
    if (other) return other.map((each) => this.#type(each)).join(' or ');
    if (schema.enum) return schema.enum.map((each) => `\`${each}\``).join(', ');
    if (schema.items) return `array of ${this.#type(schema.items)}`;
    return [[schema.type ?? 'any'].flat().join(' or '), schema.format].filter(Boolean).join(', ');
  }
}

/** The column of descriptions only where something is described. */
function table(what, rows) {
  if (rows.length === 0) return '';
  const described = rows.some(([, , , description]) => description);
  const cell = (text) => ` ${String(text ?? '').replaceAll('|', '\\|').replace(/\s+/g, ' ')} |`;
  const line = ([name, type, required, description]) => `|${cell(`\`${name}\`${required ? '' : ' ?'}`)}${cell(type)}${described ? cell(description) : ''}`;
  return [`| ${what} | is |${described ? ' means |' : ''}`, `|---|---|${described ? '---|' : ''}`, ...rows.map(line)].join('\n');
}
