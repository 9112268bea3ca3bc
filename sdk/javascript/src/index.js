// SPDX-License-Identifier: Apache-2.0
export { AgentAuth } from './client.js';
export {
  AgentAuthError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  NotFoundError,
  PermissionDeniedError,
  ProviderError,
  RateLimitError,
  ReauthorizationRequiredError,
  ServerError,
  ValidationError,
  WaitTimeoutError,
} from './errors.js';
export { VERSION } from './http.js';
export { Page } from './page.js';
export { AccessToken, NewApiKey } from './secret.js';
