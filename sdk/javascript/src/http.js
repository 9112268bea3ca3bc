// SPDX-License-Identifier: Apache-2.0
import { ConnectionError, ServerError, errorOf } from './errors.js';
import { redaction } from './secret.js';

export const VERSION = '0.1.0';

const RETRIED = new Set([408, 429]);
const BACKOFF_MS = 500;
const BACKOFF_MAX_MS = 8_000;
const RETRY_AFTER_MAX_SECONDS = 60;
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;
const HEADER = /^[\x21-\x7e]{1,255}$/;

/** Time, as it is. */
export const SYSTEM_CLOCK = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** Sends requests: with the key, a time limit and retries. What it answers is JSON, what it throws is a typed error. */
export class Http {
  #apiKey;
  #settings;

  constructor(apiKey, settings) {
    this.#apiKey = apiKey;
    this.#settings = settings;
  }

  get clock() {
    return this.#settings.clock;
  }

  async send(method, path, { query, body, extraTime = 0, ...options } = {}) {
    const request = {
      url: this.#settings.baseUrl + path + queryString({ ...query, acting_user: query?.acting_user ?? options.actingUser }),
      method,
      headers: this.#headers(method, body, options),
      isText: options.mediaType !== undefined,
      body: body === undefined ? undefined : JSON.stringify(body),
      timeout: (options.timeout ?? this.#settings.timeout) + extraTime,
      signal: options.signal,
      redacted: redaction(this.#apiKey, body ?? null),
    };
    for (let attempt = 0; ; attempt++) {
      request.signal?.throwIfAborted();
      const outcome = await this.#attempt(request);
      if (outcome.error === undefined) return outcome.value;
      if (!outcome.retry || attempt >= this.#settings.maxRetries) throw outcome.error;
      await this.clock.sleep(delay(attempt, outcome.error.retryAfter), request.signal);
    }
  }

  /** One request: {value}, or {error, retry}. */
  async #attempt(request) {
    let answer;
    try {
      answer = await this.#exchange(request);
    } catch (failure) {
      request.signal?.throwIfAborted();
      return { error: failure, retry: true };
    }
    if (answer.status >= 200 && answer.status < 300) {
      if (request.isText) return { value: answer.text };
      return answer.json === undefined ? { error: unreadable(answer), retry: false } : { value: answer.json };
    }
    const error = errorOf(answer, request.redacted);
    const tooLong = (error.retryAfter ?? 0) > RETRY_AFTER_MAX_SECONDS;
    return { error, retry: !tooLong && (RETRIED.has(answer.status) || answer.status >= 500) };
  }

  async #exchange({ url, method, headers, body, timeout, signal }) {
    const abort = new AbortController();
    const cancel = () => abort.abort();
    const timer = setTimeout(cancel, timeout);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const response = await this.#settings.fetch(url, { method, headers, body, signal: abort.signal, redirect: 'manual' });
      const text = await response.text();
      return {
        status: response.status,
        text,
        json: parsed(text),
        requestId: response.headers.get('x-request-id'),
        retryAfter: seconds(response.headers.get('retry-after'), this.clock),
      };
    } catch (cause) {
      const timedOut = abort.signal.aborted;
      const why = timedOut ? `there was no answer within ${timeout} ms` : `no answer came (${cause.cause?.code ?? cause.name})`;
      throw new ConnectionError(`${method} ${new URL(url).pathname}: ${why}`, { timedOut, cause });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  #headers(method, body, { idempotencyKey, requestId, mediaType }) {
    const accept = mediaType === undefined ? 'application/json' : `${mediaType}, application/json;q=0.1`;
    const headers = { Authorization: `Bearer ${this.#apiKey}`, Accept: accept };
    const node = globalThis.process?.versions?.node;
    if (node) headers['User-Agent'] = `agent-auth-javascript/${VERSION} node/${node}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (method === 'POST') headers['Idempotency-Key'] = checked('idempotencyKey', idempotencyKey) ?? crypto.randomUUID();
    if (requestId !== undefined) headers['X-Request-Id'] = checked('requestId', requestId);
    return headers;
  }
}

/** A path with its ids checked: what is none would lead somewhere else. */
export function path(strings, ...ids) {
  for (const id of ids) {
    if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{1,128}$/.test(id)) {
      throw new TypeError('an id is a string of letters, digits, "_" and "-"');
    }
  }
  return String.raw({ raw: strings }, ...ids);
}

function checked(name, value) {
  if (value !== undefined && !HEADER.test(value)) throw new TypeError(`${name} has 1 to 255 visible ASCII characters`);
  return value;
}

function queryString(query = {}) {
  const sent = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return sent.length === 0 ? '' : `?${new URLSearchParams(sent.map(([name, value]) => [name, String(value)]))}`;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable({ status, requestId }) {
  return new ServerError(`The answer is no JSON (HTTP ${status}). Is the base URL right?`, { status, requestId });
}

/** How long Retry-After asks to wait (RFC 9110 §10.2.3); null if it is not there, or cannot be read. */
function seconds(value, clock) {
  if (/^\d{1,9}$/.test(value ?? '')) return Number(value);
  return HTTP_DATE.test(value ?? '') ? Math.max(0, (Date.parse(value) - clock.now()) / 1_000) : null;
}

function delay(attempt, retryAfter) {
  if (retryAfter !== null) return retryAfter * 1_000 * (1 + Math.random() * 0.1);
  return Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** attempt) * (0.5 + Math.random() * 0.5);
}
