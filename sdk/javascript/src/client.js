// SPDX-License-Identifier: Apache-2.0
import { Http, SYSTEM_CLOCK } from './http.js';
import {
  Accounts,
  ApiKeys,
  Audit,
  Authorizations,
  Connections,
  Environment,
  Environments,
  Events,
  ManagedApps,
  Providers,
  Revocations,
} from './resources.js';

const TIMEOUT_MS = 30_000;
const RETRIES_MAX = 2;

/**
 * Agent Auth, for a back end: it holds an API key, which must not be in a browser.
 *
 * `apiKey` and `baseUrl` come from AGENT_AUTH_API_KEY and AGENT_AUTH_URL where they are not given. `timeout` is of one attempt, in ms.
 */
export class AgentAuth {
  #http;

  constructor({ apiKey = env('AGENT_AUTH_API_KEY'), baseUrl = env('AGENT_AUTH_URL'), ...settings } = {}) {
    if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) {
      throw new TypeError('apiKey is missing, or has characters that no API key has');
    }
    this.#http = new Http(apiKey, {
      baseUrl: base(baseUrl),
      timeout: settings.timeout ?? TIMEOUT_MS,
      maxRetries: settings.maxRetries ?? RETRIES_MAX,
      fetch: settings.fetch ?? ((url, init) => globalThis.fetch(url, init)),
      clock: settings.clock ?? SYSTEM_CLOCK,
    });
    this.providers = new Providers(this.#http);
    this.connections = new Connections(this.#http);
    this.accounts = new Accounts(this.#http);
    this.authorizations = new Authorizations(this.#http);
    this.events = new Events(this.#http);
    this.audit = new Audit(this.#http);
    this.revocations = new Revocations(this.#http);
    this.environment = new Environment(this.#http);
    this.environments = new Environments(this.#http);
    this.managedApps = new ManagedApps(this.#http);
    this.apiKeys = new ApiKeys(this.#http);
  }

  /** Any call of the API, with the same key, limits, retries and errors: for what has no method here. */
  async request(method, path, options) {
    if (typeof path !== 'string' || !path.startsWith('/') || path.startsWith('//')) {
      throw new TypeError('path begins with one "/"');
    }
    return this.#http.send(method, path, options);
  }
}

function env(name) {
  return globalThis.process?.env?.[name];
}

function base(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new TypeError('baseUrl is missing, or is no URL');
  }
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new TypeError('baseUrl is an http or https URL without user, query and fragment');
  }
  return url.href.replace(/\/+$/, '');
}
