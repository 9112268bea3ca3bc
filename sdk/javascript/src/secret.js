// SPDX-License-Identifier: Apache-2.0

const REDACTED = '[redacted]';
const SHORTEST = 6;

/** A token that was handed out. It is printed, inspected and serialized without the secret: that is in `access_token` and `toWire()` alone. */
export class AccessToken {
  #wire;

  constructor(wire) {
    this.#wire = wire;
    this.token_type = wire.token_type ?? null;
    this.expires_at = wire.expires_at ?? null;
    this.scopes = wire.scopes ?? [];
  }

  /** The secret. */
  get access_token() {
    return this.#wire.access_token;
  }

  /** Everything that was answered, the secret included; a static credential has the provider's own shape. */
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
  return [...Object.values(credentials), body.verify_token].filter((value) => typeof value === 'string');
}

/** As it stands inside of JSON. */
function escaped(secret) {
  return JSON.stringify(secret).slice(1, -1);
}
