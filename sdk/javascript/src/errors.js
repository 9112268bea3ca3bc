// SPDX-License-Identifier: Apache-2.0

/** What went wrong. `code` is stable: switch on it, or on the class. */
export class AgentAuthError extends Error {
  constructor(message, facts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.code = facts.code ?? null;
    this.status = facts.status ?? null;
    this.title = facts.title ?? null;
    this.detail = facts.detail ?? null;
    this.requestId = facts.requestId ?? null;
    this.errors = facts.errors ?? [];
    this.providerError = facts.providerError ?? null;
    this.retryAfter = facts.retryAfter ?? null;
  }
}

/** 401: the API key is missing, unknown or revoked. */
export class AuthenticationError extends AgentAuthError {}

/** 403: the API key is valid and may not do this. */
export class PermissionDeniedError extends AgentAuthError {}

/** 404 and 410: there is no such thing, or not any more. */
export class NotFoundError extends AgentAuthError {}

/** 409: the state does not allow it. */
export class ConflictError extends AgentAuthError {}

/** 429: ours (`rate_limited`) or the provider's (`provider_rate_limited`). */
export class RateLimitError extends AgentAuthError {
  constructor(message, facts = {}) {
    super(message, facts);
    this.limitedUntil = facts.limitedUntil ?? null;
  }
}

/** 4xx: the request is wrong; `errors` names the fields. */
export class ValidationError extends AgentAuthError {}

/** A person must connect the account again; `authUrl` is where, as far as it is known. */
export class ReauthorizationRequiredError extends AgentAuthError {
  constructor(message, facts = {}) {
    super(message, facts);
    this.authUrl = facts.authUrl ?? null;
  }
}

/** The provider failed or refused; `providerError` is what it said. */
export class ProviderError extends AgentAuthError {}

/** 5xx, and answers that nobody can read. */
export class ServerError extends AgentAuthError {}

/** No answer: no connection, a lost one, or none in time (`timedOut`). */
export class ConnectionError extends AgentAuthError {
  constructor(message, facts = {}) {
    super(message, facts);
    this.timedOut = facts.timedOut ?? false;
  }
}

/** `waitUntilActive` waited long enough; `account` is how it was last. */
export class WaitTimeoutError extends AgentAuthError {
  constructor(message, facts = {}) {
    super(message, facts);
    this.account = facts.account;
  }
}

const BY_CODE = {
  reauthorization_required: ReauthorizationRequiredError,
  provider_unavailable: ProviderError,
};

const BY_STATUS = {
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  410: NotFoundError,
  429: RateLimitError,
};

const text = (value) => (typeof value === 'string' ? value : null);
const object = (value) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null);

/** The error that an answer is. `redacted` takes secrets out of a text. */
export function errorOf(answer, redacted) {
  const problem = JSON.parse(redacted(JSON.stringify(object(answer.json) ?? {})));
  const code = text(problem.code);
  const kind = BY_CODE[code] ?? BY_STATUS[answer.status] ?? byRange(answer.status);
  const detail = text(problem.detail);
  const requestId = text(problem.request_id) ?? answer.requestId;
  const said = [detail ?? text(problem.title) ?? 'The answer cannot be read.', `(HTTP ${answer.status}`];
  return new kind(`${code ? `${code}: ` : ''}${said.join(' ')}${requestId ? `, request ${requestId}` : ''})`, {
    code,
    status: answer.status,
    title: text(problem.title),
    detail,
    requestId,
    errors: Array.isArray(problem.errors) ? problem.errors.filter((each) => object(each)) : [],
    providerError: object(problem.provider_error),
    retryAfter: answer.retryAfter,
    authUrl: text(problem.reauth_url),
    limitedUntil: text(problem.limited_until),
  });
}

function byRange(status) {
  return status >= 400 && status < 500 ? ValidationError : ServerError;
}
