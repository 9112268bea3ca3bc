// SPDX-License-Identifier: Apache-2.0
import { WaitTimeoutError } from './errors.js';
import { path } from './http.js';
import { Listing } from './page.js';
import { AccessToken, NewApiKey } from './secret.js';

const WAIT_MS = 10 * 60 * 1_000;
const POLL_MS = 1_000;
const POLL_MAX_MS = 5_000;
const POLL_GROWTH = 1.5;

class Resource {
  #http;

  constructor(http) {
    this.#http = http;
  }

  get clock() {
    return this.#http.clock;
  }

  send(method, where, options) {
    return this.#http.send(method, where, options);
  }

  listing(where, { ...query } = {}, options = {}) {
    return new Listing(query, (asked) => this.send('GET', where, { ...options, query: asked }));
  }
}

/** The catalogue of providers, and your own. */
export class Providers extends Resource {
  async get(id, options) {
    return this.send('GET', path`/v1/providers/${id}`, options);
  }

  /** All of them, or those that `q` (words) and `category` find. */
  list(params, options) {
    return this.listing('/v1/providers', params, options);
  }

  /** A provider of your own: by `definition`, by `issuer`, or both. With `dry_run` nothing is stored, and the answer's `dry_run` has what would be sent. */
  async create(provider, options) {
    return this.send('POST', '/v1/providers', { ...options, body: provider });
  }

  /** Changes your own; in `definition`, what is missing stays and what is null goes. */
  async update(id, changes, options) {
    return this.send('PATCH', path`/v1/providers/${id}`, { ...options, body: changes });
  }

  async delete(id, options) {
    return this.send('DELETE', path`/v1/providers/${id}`, options);
  }
}

/** Registrations of your application at providers. */
export class Connections extends Resource {
  async create(connection, options) {
    return this.send('POST', '/v1/connections', { ...options, body: connection });
  }

  async get(id, options) {
    return this.send('GET', path`/v1/connections/${id}`, options);
  }

  list(params, options) {
    return this.listing('/v1/connections', params, options);
  }

  async update(id, changes, options) {
    return this.send('PATCH', path`/v1/connections/${id}`, { ...options, body: changes });
  }

  async delete(id, { force } = {}, options = {}) {
    return this.send('DELETE', path`/v1/connections/${id}`, { ...options, query: { force } });
  }
}

/** Connected accounts: of a user or an organisation, at a provider. */
export class Accounts extends Resource {
  /** The account of that connection, identifier and alias; made if there is none. */
  async create(account, options) {
    return this.send('POST', '/v1/accounts', { ...options, body: account });
  }

  /** The same as `create`. */
  async getOrCreateConnectedAccount(account, options) {
    return this.create(account, options);
  }

  async get(id, options) {
    return this.send('GET', path`/v1/accounts/${id}`, options);
  }

  list(params, options) {
    return this.listing('/v1/accounts', params, options);
  }

  async update(id, changes, options) {
    return this.send('PATCH', path`/v1/accounts/${id}`, { ...options, body: changes });
  }

  async delete(id, { erase } = {}, options = {}) {
    return this.send('DELETE', path`/v1/accounts/${id}`, { ...options, query: { erase } });
  }

  /** The link for the person, as a string. */
  async getAuthUrl(id, wishes, options) {
    return (await this.createAuthUrl(id, wishes, options)).url;
  }

  /** The same as `getAuthUrl`. */
  async getAuthorizationLink(id, wishes, options) {
    return this.getAuthUrl(id, wishes, options);
  }

  /** The link for the person, and until when it holds. */
  async createAuthUrl(id, wishes = {}, options = {}) {
    return this.send('POST', path`/v1/accounts/${id}/auth-url`, { ...options, body: wishes });
  }

  /** A code that the person enters in whatever browser they have, where the provider offers that. Another one ends it. */
  async createDeviceCode(id, wishes = {}, options = {}) {
    return this.send('POST', path`/v1/accounts/${id}/device-code`, { ...options, body: wishes });
  }

  /**
   * A token that is valid now; where a person entered a key or a password, that, in the shape that the provider wants. `min_validity` is in
   * seconds, or a text such as "5m".
   */
  async getToken(id, { min_validity, ...wishes } = {}, options = {}) {
    const span = typeof min_validity === 'number' ? `${Math.ceil(min_validity)}s` : min_validity;
    const query = { min_validity: span, ...wishes };
    return new AccessToken(await this.send('GET', path`/v1/accounts/${id}/token`, { ...options, query }));
  }

  /** Renews now; `reason: 'rejected'` if the provider refused the token. */
  async refresh(id, wishes = {}, options = {}) {
    return this.send('POST', path`/v1/accounts/${id}/refresh`, { ...options, body: wishes });
  }

  /** Brings what a person would enter, such as an API key: the fields of the provider, by name. They are tried there first. */
  async setCredentials(id, fields, options) {
    return this.send('PUT', path`/v1/accounts/${id}/credentials`, { ...options, body: { fields } });
  }

  /**
   * Brings tokens of a consent that was given elsewhere, to the same client: `access_token`, `refresh_token`, `expires_at`, `scope`. They are proved at
   * the provider; from then on only Agent Auth has the current refresh token.
   */
  async importTokens(id, tokens, options) {
    return this.send('PUT', path`/v1/accounts/${id}/credentials`, { ...options, body: tokens });
  }

  async check(id, options) {
    return this.send('POST', path`/v1/accounts/${id}/check`, options);
  }

  async disconnect(id, options) {
    return this.send('POST', path`/v1/accounts/${id}/disconnect`, options);
  }

  async pause(id, options) {
    return this.send('POST', path`/v1/accounts/${id}/pause`, options);
  }

  async resume(id, options) {
    return this.send('POST', path`/v1/accounts/${id}/resume`, options);
  }

  /** Which members of an organisation may use its account, and who may manage it. */
  async getPolicy(id, options) {
    return this.send('GET', path`/v1/accounts/${id}/policy`, options);
  }

  /** Puts a policy in the place of what was there; it takes an `admin` key. `'*'` is every member who is named; who is on no list may not. */
  async setPolicy(id, policy, options = {}) {
    return this.send('PUT', path`/v1/accounts/${id}/policy`, { ...options, body: policy });
  }

  /** Removes the policy: nobody is asked any more for whom something is done. */
  async removePolicy(id, options) {
    return this.send('DELETE', path`/v1/accounts/${id}/policy`, options);
  }

  events(id, params, options) {
    return this.listing(path`/v1/accounts/${id}/events`, params, options);
  }

  /** The same as `authorizations.verify`. */
  async verifyConnectedAccountUser(proof, options) {
    return this.send('POST', '/v1/authorizations/verify', { ...options, body: proof });
  }

  /** Asks until the account is active, at most `timeout` ms; throws WaitTimeoutError after that. */
  async waitUntilActive(id, { timeout = WAIT_MS } = {}, options = {}) {
    const end = this.clock.now() + timeout;
    for (let pause = POLL_MS; ; pause = Math.min(POLL_MAX_MS, pause * POLL_GROWTH)) {
      const account = await this.get(id, options);
      if (account.status === 'active') return account;
      const left = end - this.clock.now();
      if (left <= 0) {
        throw new WaitTimeoutError(`The account is ${account.status}, not active, after ${timeout} ms.`, { account });
      }
      await this.clock.sleep(Math.min(pause, left), options.signal);
    }
  }
}

/** Attempts of people to connect an account. */
export class Authorizations extends Resource {
  /** Confirms, from your back end, who the person is that came back with `verify_token`. */
  async verify(proof, options) {
    return this.send('POST', '/v1/authorizations/verify', { ...options, body: proof });
  }
}

/** What happened in the environment. */
export class Events extends Resource {
  /** Behind `cursor`; with `wait` (seconds) not before something happened. */
  list({ wait, ...params } = {}, options = {}) {
    const query = wait === undefined ? params : { ...params, wait: `${wait}s` };
    return this.listing('/v1/events', query, { ...options, extraTime: (wait ?? 0) * 1_000 });
  }
}

/** The audit trail, the newest first. */
export class Audit extends Resource {
  list(params, options) {
    return this.listing('/v1/audit', params, options);
  }

  /** The trail with its signed chain as JSON Lines, the oldest first; `from` and `to` say when. All of it, as one text. */
  async export({ from, to } = {}, options = {}) {
    return this.send('GET', '/v1/audit/export', { ...options, query: { from, to }, mediaType: 'text/plain' });
  }

  /** The trail as comma-separated values, the newest first, with the filters of `list`. All of it, as one text. */
  async exportTable(params = {}, options = {}) {
    return this.send('GET', '/v1/audit/export.csv', { ...options, query: params, mediaType: 'text/csv' });
  }
}

/** Break-glass: many accounts at once, after a leak. The key needs `admin`. */
export class Revocations extends Resource {
  /** Either `all: true`, or which: `connection_id`, `read_by`, `read_from`, `read_to`. It goes on by itself; `get` says how far it is. */
  async create(which, options) {
    return this.send('POST', '/v1/revocations', { ...options, body: which });
  }

  async get(id, options) {
    return this.send('GET', path`/v1/revocations/${id}`, options);
  }
}

/** Your own environment. */
export class Environment extends Resource {
  async get(options) {
    return this.send('GET', '/v1/environment', options);
  }

  async update(changes, options) {
    return this.send('PATCH', '/v1/environment', { ...options, body: changes });
  }
}

/** All environments; with the installation key only. */
export class Environments extends Resource {
  async create(environment, options) {
    return this.send('POST', '/v1/environments', { ...options, body: environment });
  }

  async get(id, options) {
    return this.send('GET', path`/v1/environments/${id}`, options);
  }

  list(params, options) {
    return this.listing('/v1/environments', params, options);
  }

  async update(id, changes, options) {
    return this.send('PATCH', path`/v1/environments/${id}`, { ...options, body: changes });
  }

  /** Everything in it ends. Once more with `shred`, its name: its key is destroyed, and nothing that was sealed for it opens again. */
  async delete(id, params = {}, options = {}) {
    const { shred } = params;
    if ('shred' in params && !shred) {
      throw new TypeError('shred is the name of the environment, and without one everything in it would end');
    }
    return this.send('DELETE', path`/v1/environments/${id}`, { ...options, query: { shred } });
  }
}

/** The operator's registrations at providers, which connections use with `mode: 'managed'`; with the installation key only. */
export class ManagedApps extends Resource {
  /** Registers it, or changes what is there. */
  async register(provider, app, options) {
    return this.send('PUT', path`/v1/managed-apps/${provider}`, { ...options, body: app });
  }

  async get(provider, options) {
    return this.send('GET', path`/v1/managed-apps/${provider}`, options);
  }

  list(params, options) {
    return this.listing('/v1/managed-apps', params, options);
  }

  async delete(provider, options) {
    return this.send('DELETE', path`/v1/managed-apps/${provider}`, options);
  }
}

/** The API keys of an environment. */
export class ApiKeys extends Resource {
  /** The secret is in the answer's `key`, this once. */
  async create(key, options) {
    return new NewApiKey(await this.send('POST', '/v1/api-keys', { ...options, body: key }));
  }

  list(params, options) {
    return this.listing('/v1/api-keys', params, options);
  }

  async revoke(id, { environment_id } = {}, options = {}) {
    return this.send('DELETE', path`/v1/api-keys/${id}`, { ...options, query: { environment_id } });
  }
}
