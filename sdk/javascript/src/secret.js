// SPDX-License-Identifier: Apache-2.0

const REDACTED = '[redacted]';
const SHORTEST = 6;

/**
 * What was handed out: a token, or what a person entered (`auth_type` says how). It is printed, inspected and serialized without the secrets:
 * those are behind getters alone.
 */
export class AccessToken {
  #wire;

  constructor(wire) {
    this.#wire = wire;
    this.auth_type = wire.auth_type ?? null;
    this.token_type = wire.token_type ?? null;
    this.expires_at = wire.expires_at ?? null;
    this.scopes = wire.scopes ?? [];
    this.api_base_url = wire.api_base_url ?? null;
    this.facts = wire.facts ?? {};
  }

  /** The token; null where a person entered something. */
  get access_token() {
    return this.#wire.access_token ?? null;
  }

  /** The headers that every call of the provider's API has: those that it wants, or `Authorization` with the token (RFC 6750 §2.1). */
  get requestHeaders() {
    return this.access_token === null
      ? { ...this.#wire.headers }
      : { Authorization: `${this.token_type ?? 'Bearer'} ${this.access_token}` };
  }

  /** Those that a provider wants where a person entered something. */
  get headers() {
    return { ...this.#wire.headers };
  }

  /** The parameters that every call has in its query. */
  get query() {
    return { ...this.#wire.query };
  }

  /** The members that every call has in its JSON body. */
  get body() {
    return { ...this.#wire.body };
  }

  /** What the person entered, by the names of the provider's fields. */
  get fields() {
    return { ...this.#wire.fields };
  }

  /** Everything that was answered, the secrets included. */
  toWire() {
    return { ...this.#wire };
  }
}

/** A new API key. `key` is shown this once, and only by that name. */
export class NewApiKey {
  #key;

  constructor({ key, ...rest }) {
    this.#key = key;
    Object.assign(this, rest);
  }

  /** The secret; null in the answer to a repeated request. */
  get key() {
    return this.#key ?? null;
  }
}

/** Takes the API key, and what in a request's body is secret, out of texts. */
export function redaction(apiKey, body) {
  const secrets = [apiKey, ...secretsOf(body)].filter((secret) => secret.length >= SHORTEST);
  return (text) => secrets.reduce((left, secret) => left.replaceAll(escaped(secret), REDACTED), text);
}

function secretsOf(body) {
  if (body === null || typeof body !== 'object') return [];
  const { client_id: _, ...credentials } = body.credentials ?? {};
  const entered = Object.values(body.fields ?? {});
  return [...Object.values(credentials), ...entered, body.verify_token, body.access_token, body.refresh_token].filter((value) => typeof value === 'string');
}

/** As it stands inside of JSON. */
function escaped(secret) {
  return JSON.stringify(secret).slice(1, -1);
}
