// SPDX-License-Identifier: Apache-2.0
// Plays every scenario of ../../conformance with this SDK: node test/driver.js CONTROL-URL [RUN-NAME]
import { inspect } from 'node:util';

const AT_ONCE = 8;
const API_KEY = 'aa_test_0000000000000000000000000000000000000000000scripted';
const KINDS = {
  AuthenticationError: 'authentication',
  PermissionDeniedError: 'permission_denied',
  NotFoundError: 'not_found',
  ConflictError: 'conflict',
  RateLimitError: 'rate_limit',
  ValidationError: 'validation',
  ReauthorizationRequiredError: 'reauthorization_required',
  ProviderError: 'provider',
  ServerError: 'server',
  ConnectionError: 'connection',
  WaitTimeoutError: 'wait_timeout',
};

const BY_ID_ALONE = new Set([
  'providers.get',
  'providers.delete',
  'connections.get',
  'accounts.get',
  'accounts.check',
  'revocations.get',
  'accounts.disconnect',
  'accounts.pause',
  'accounts.resume',
  'accounts.get_policy',
  'accounts.remove_policy',
  'environments.get',
  'managed_apps.get',
  'managed_apps.delete',
]);

const [control, run = 'javascript'] = process.argv.slice(2);
// A run named …-commonjs uses what require() gives.
const sdk = run.endsWith('-commonjs')
  ? (await import('node:module')).createRequire(import.meta.url)('@agentauth/sdk')
  : await import('@agentauth/sdk');

async function ask(path, body) {
  const response = await fetch(`${control}/control/${path}`, body && { method: 'POST', body: JSON.stringify(body) });
  return response.json();
}

/** Stands still, but for sleep, which it notes. */
function scriptedClock(start, delays) {
  let now = Date.parse(start ?? '2026-01-31T12:00:00Z');
  return {
    now: () => now,
    sleep: async (ms) => {
      delays.push(Number((ms / 1_000).toFixed(6)));
      now += ms;
    },
  };
}

function clientFor(options, baseUrl, delays) {
  return new sdk.AgentAuth({
    apiKey: options.api_key ?? API_KEY,
    baseUrl: options.base_url ?? baseUrl + (options.base_url_suffix ?? ''),
    timeout: options.timeout_ms ?? 20_000,
    maxRetries: options.max_retries,
    clock: scriptedClock(options.now, delays),
  });
}

async function all(listing) {
  const found = [];
  for await (const each of listing) found.push(each);
  return found;
}

async function first(listing, take) {
  const found = [];
  for await (const each of listing) {
    found.push(each);
    if (found.length === take) break;
  }
  return found;
}

async function count(listing) {
  const ids = (await all(listing)).map((each) => each.id);
  return { count: ids.length, distinct: new Set(ids).size, first: ids[0], last: ids.at(-1) };
}

const special = {
  'accounts.iterate_events': (client, { id, ...args }, options) => all(client.accounts.events(id, args, options)),
  'accounts.first': (client, { take, ...args }) => first(client.accounts.list(args), take),
  'accounts.count_all': (client, args) => count(client.accounts.list(args)),
  'accounts.get_token': (client, { id, min_validity_seconds, ...args }, options) =>
    client.accounts.getToken(id, { min_validity: min_validity_seconds, ...args }, options),
  'accounts.set_credentials': (client, { id, fields }, options) => client.accounts.setCredentials(id, fields, options),
  'accounts.import_tokens': (client, { id, ...tokens }, options) => client.accounts.importTokens(id, tokens, options),
  'accounts.wait_until_active': (client, { id, timeout_seconds }, options) =>
    client.accounts.waitUntilActive(id, { timeout: timeout_seconds * 1_000 }, options),
  'events.list': (client, { wait_seconds, ...args }, options) => client.events.list({ wait: wait_seconds, ...args }, options),
  'client.show': () => null,
  request: (client, { method, path, ...rest }, options) => client.request(method, path, { ...rest, ...options }),
};

function invoke(client, { do: what, args }, options) {
  if (special[what]) return special[what](client, args, options);
  const camel = what.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  const [resource, method] = camel.split('.');
  if (method === 'iterate') return all(client[resource].list(args, options));
  const { id, ...rest } = args;
  if (what === 'environment.get') return client.environment.get(options);
  if (id === undefined) return client[resource][method](rest, options);
  return BY_ID_ALONE.has(what) ? client[resource][method](id, options) : client[resource][method](id, rest, options);
}

async function attempt(client, call, session) {
  const { idempotency_key: idempotencyKey, request_id: requestId, acting_user: actingUser, timeout_ms: timeout } = call.options ?? {};
  const options = { idempotencyKey, requestId, actingUser, ...(timeout && { timeout }) };
  if (call.cancel_after_requests !== undefined) options.signal = cancelAfter(call.cancel_after_requests, session);
  try {
    const result = await invoke(client, call, options);
    return { result: wire(result), shown: shown(result) + shown(client) };
  } catch (error) {
    return { error: told(error) };
  }
}

function cancelAfter(count, session) {
  const controller = new AbortController();
  if (count === 0) controller.abort();
  else ask(`arrived/${session}/${count}`).then(() => controller.abort());
  return controller.signal;
}

function wire(value) {
  if (value instanceof sdk.AccessToken) {
    const { query, body, fields, requestHeaders: request_headers, access_token } = value;
    return { ...value, access_token, request_headers, query, body, fields };
  }
  if (value instanceof sdk.NewApiKey) return { ...value, key: value.key };
  return value instanceof sdk.Page ? { data: value.data, next_cursor: value.next_cursor } : value ?? null;
}

function shown(value) {
  return [String(value?.toString?.() ?? value), JSON.stringify(value), inspect(value, { depth: 9, showHidden: true })].join('\n');
}

function told(error) {
  const kind = error instanceof TypeError ? 'usage' : error.name === 'AbortError' ? 'cancelled' : KINDS[error.name];
  return {
    kind: kind ?? `none: ${error.stack}`,
    code: error.code ?? null,
    status: error.status ?? null,
    detail: error.detail,
    request_id: error.requestId,
    errors: error.errors,
    provider_error: error.providerError,
    retry_after: error.retryAfter,
    limited_until: error.limitedUntil,
    auth_url: error.authUrl ?? null,
    timed_out: error.timedOut,
    account_status: error.account?.status,
    shown: shown(error) + error.stack,
  };
}

async function play(scenario) {
  const { session, base_url: baseUrl } = await ask('begin', { run, scenario: scenario.name });
  const delays = [];
  const outcomes = [];
  let client;
  for (const call of scenario.calls) {
    try {
      client ??= clientFor(scenario.client, baseUrl, delays);
      outcomes.push(await attempt(client, call, session));
    } catch (error) {
      outcomes.push({ error: told(error) });
    }
  }
  const { failures } = await ask(`end/${session}`, { outcomes, delays });
  for (const failure of failures) console.log(`${scenario.name}: ${failure}`);
}

const scenarios = await ask('scenarios');
const queue = scenarios.values();
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (const scenario of queue) await play(scenario);
}));
console.log(`${scenarios.length} scenarios played`);
