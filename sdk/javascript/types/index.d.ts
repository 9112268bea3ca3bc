// SPDX-License-Identifier: Apache-2.0

export const VERSION: string;

/** A known word, or one of a later release. */
type Open<T extends string> = T | (string & Record<never, never>);

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface ClientOptions {
  /** AGENT_AUTH_API_KEY unless given. */
  apiKey?: string;
  /** AGENT_AUTH_URL unless given. */
  baseUrl?: string;
  /** Of one attempt, in ms; 30,000 unless given. */
  timeout?: number;
  /** 2 unless given. */
  maxRetries?: number;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  clock?: Clock;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Of one attempt, in ms. */
  timeout?: number;
  /** 1 to 255 visible ASCII characters; POST only. */
  idempotencyKey?: string;
  /** Sent as X-Request-Id. */
  requestId?: string;
  /** For whom it is done: what an organisation account's policy is judged for. */
  actingUser?: string;
}

export interface RequestOptions extends CallOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: Json;
}

export interface PageParams {
  /** 1 to 100. */
  limit?: number;
  cursor?: string;
}

/** A part of a list; `for await` goes from here to the end. */
export class Page<T> implements AsyncIterable<T> {
  readonly data: T[];
  readonly next_cursor: string | null;
  nextPage(): Promise<Page<T> | null>;
  [Symbol.asyncIterator](): AsyncIterator<T>;
}

/** `await` gives the first page, `for await` everything. */
export type Listing<T> = Promise<Page<T>> & AsyncIterable<T>;

export interface Scope {
  name: string;
  description: string;
}

/** What a person enters where there is no consent to give. */
export interface CredentialField {
  name: string;
  label: string;
  hint?: string;
  /** Whether it may be shown again. */
  public: boolean;
  /** The regular expression that the whole of it fits. */
  pattern?: string;
}

/** How a provider's own API is called. */
export interface ProviderApi {
  base_url: string | null;
  /** The header that the token goes into. */
  token_header: string;
  /** How it stands there: `{token}` is the token. */
  token_format: string;
  headers: Record<string, string>;
}

export interface Provider {
  id: string;
  name: string;
  /** A picture, as a data URL. */
  logo: string;
  /** The provider that this is another way to. */
  variant_of: string | null;
  category: string;
  categories: string[];
  auth_types: string[];
  /** Whether it can be connected; `unavailable_reason` says why not. */
  available: boolean;
  unavailable_reason: string | null;
  scopes: Scope[];
  default_scopes: string[];
  required_scopes: string[];
  slots: string[];
  needs_issuer: boolean;
  credentials: CredentialField[];
  redirect_uri: string;
  api: ProviderApi | null;
  /** What to do at the provider before a connection is made, step by step. */
  setup: string[];
  docs: string | null;
  /** Whether the operator has an app there, for connections with `mode: 'managed'`. */
  managed: boolean;
  /** Whether it is your own. */
  custom: boolean;
  /** Of your own: it goes up with each change. */
  version?: number;
  /** Of your own: what was sent and discovered. */
  definition: Record<string, Json> | undefined;
  /** What it would do, where that was asked for. */
  dry_run: Rehearsal | undefined;
}

/** What would be sent to a provider; names in braces stand for what is only known then. */
export interface Rehearsal {
  requests: {
    what: Open<'authorization' | 'code' | 'refresh' | 'identity' | 'revocation'>;
    method: string;
    url: string;
    authentication: string | null;
    headers: Record<string, string>;
    parameters: Record<string, string>;
  }[];
  /** What its issuer publishes, where that was asked. */
  metadata: Record<string, Json> | null;
}

export interface NewProvider {
  /** What a file of the catalogue says, as JSON; its `id` begins with `custom-`. */
  definition?: Record<string, Json>;
  /** Whose metadata says what the definition leaves out. */
  issuer?: string;
  /** Stores nothing, and answers with what would be sent. */
  dry_run?: boolean;
}

export interface ProviderFilter extends PageParams {
  /** Words that are in a provider's id, name or categories. */
  q?: string;
  category?: string;
}

/** How people connect: by consent, or by entering something. */
export type AuthType = Open<'oauth2' | 'oauth1' | 'oauth2_client_credentials' | 'jwt_bearer' | 'api_key' | 'basic' | 'bearer' | 'custom' | 'none'>;

export interface ConnectionSettings {
  issuer?: string;
  pkce?: boolean;
  rotation_class?: Open<'N' | 'G' | 'S' | 'R' | 'U'>;
  placeholders?: Record<string, string>;
  /** Renewals, checks and revocations a second. */
  rate_limit?: number;
  /** The version of the provider's API that is asked, where a header says it. */
  api_version?: string;
  identity?: boolean;
  /** How the client proves itself, where the provider takes several ways. */
  client_authentication?: Open<
    | 'basic'
    | 'basic_raw'
    | 'secret_as_user'
    | 'post'
    | 'none'
    | 'private_key_jwt'
    | 'client_secret_jwt'
    | 'tls_client_auth'
    | 'self_signed_tls_client_auth'
  >;
  /** Tokens are bound to a key, which comes with each (RFC 9449). */
  dpop?: boolean;
}

/** Of your application at the provider: a secret, or a key where the client signs (PEM, a JWK, or a service account's JSON file, the whole text). */
export interface ClientCredentials {
  client_id?: string;
  client_secret?: string;
  private_key?: string;
  /** Of that key, in PEM, where the client shows it while it connects (RFC 8705). */
  certificate?: string;
  key_id?: string;
  algorithm?: string;
  /** When the provider takes the secret no more (RFC 7591): told of two weeks before. Alone, it is of the secret that is there. */
  client_secret_expires_at?: string | Date;
}

/** What of a client is no secret. */
export interface Client {
  client_id: string;
  client_secret_expires_at?: string;
  certificate_expires_at?: string;
}

export interface NewConnection {
  provider: string;
  auth_type?: AuthType;
  mode?: Open<'own' | 'managed'>;
  name?: string;
  credentials?: ClientCredentials;
  scopes?: string[];
  settings?: ConnectionSettings;
}

/** What a connection is to, and how people connect, stays. */
export type ConnectionChanges = Partial<Omit<NewConnection, 'provider' | 'auth_type' | 'mode'>>;

export interface Connection {
  id: string;
  name: string;
  provider: string;
  auth_type: AuthType;
  mode: Open<'own' | 'managed'>;
  /** Null where people enter what is needed, and where the client is the operator's. */
  credentials: Client | null;
  scopes: string[];
  settings: ConnectionSettings;
  /** To be registered at the provider; null where nobody is sent there. */
  redirect_uri: string | null;
  status: Open<'active' | 'suspended'>;
  status_reason: string | null;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

export type AccountStatus = Open<
  'pending_auth' | 'pending_verification' | 'active' | 'expired' | 'revoked' | 'disconnected' | 'error' | 'paused'
>;

/** Why an account is as it is. */
export type StatusReason = Open<
  | 'user_revoked'
  | 'refresh_token_expired'
  | 'no_refresh_token'
  | 'interaction_required'
  | 'scope_reduced'
  | 'client_invalid'
  | 'provider_signal'
  | 'admin_disconnect'
  | 'verification_mismatch'
  | 'verification_timeout'
>;

export interface NewAccount {
  connection_id: string;
  identifier: string;
  identifier_type: 'user_id' | 'org_id';
  alias?: string;
  metadata?: Record<string, Json>;
  /** Whom it is for, where nobody consents: what the provider's page names, such as the person of a service account. */
  parameters?: Record<string, string>;
}

/** One of the places that a consent is good for; `id` is what calls of the provider's API name it by. */
export interface Site {
  id: string;
  name: string | null;
  url: string | null;
}

/** Whose account it is at the provider. */
export interface ProviderAccount {
  id: string;
  email: string | null;
  name: string | null;
}

export interface Account {
  id: string;
  connection_id: string;
  provider: string;
  identifier: string;
  identifier_type: Open<'user_id' | 'org_id'>;
  alias: string;
  status: AccountStatus;
  status_reason: StatusReason | null;
  /** `refresh_due`: renewals fail and the token still lives; `degraded`: it has expired; `exhausted`: they were given up. */
  health: Open<'healthy' | 'refresh_due' | 'degraded' | 'exhausted'>;
  granted_scopes: string[];
  missing_scopes: string[];
  provider_account: ProviderAccount | null;
  /** Where the provider's API is for this account; null where that is not known. */
  api_base_url: string | null;
  /** What the provider told of the account beside its token, by the names of the provider's page. */
  facts: Record<string, string>;
  /** What the consent is good for, where the provider lists that. */
  sites: Site[];
  metadata: Record<string, Json>;
  token_expires_at: string | null;
  /** When the grant ends, however often it is renewed; null where no such day is known. */
  reconnect_by: string | null;
  last_refreshed_at: string | null;
  last_used_at: string | null;
  reauth_url: string | null;
  created_at: string;
  updated_at: string;
}

export interface AccountFilter extends PageParams {
  connection_id?: string;
  identifier?: string;
  identifier_type?: 'user_id' | 'org_id';
  status?: AccountStatus;
  provider?: string;
}

export interface AuthUrlWishes {
  redirect_url?: string;
  scopes?: string[];
  login_hint?: string;
  user_verify_url?: string;
  state?: string;
  allow_other_person?: boolean;
}

export interface AuthUrl {
  url: string;
  expires_at: string;
}

export interface DeviceCodeWishes {
  scopes?: string[];
  allow_other_person?: boolean;
}

/** What a person enters in whatever browser they have, and where. */
export interface DeviceCode {
  user_code: string;
  verification_uri: string;
  /** The address with the code in it, for a QR code; null where the provider makes none. */
  verification_uri_complete: string | null;
  expires_at: string;
  /** Seconds after which it makes sense to read the account again. */
  interval: number;
}

export interface TokenWishes {
  /** Seconds, or a text such as "60s", "5m", "1h". */
  min_validity?: number | string;
  slot?: string;
  reason?: string;
  acting_user?: string;
}

/** Who may do what with an organisation's account. Without one (`restricted` is false) nobody is asked for whom something is done. */
export interface AccountPolicy {
  restricted: boolean;
  /** Who may have its tokens read, renewed and checked. */
  use: string[];
  /** Who may have it paused, resumed, disconnected and deleted. */
  manage: string[];
}

export interface RefreshWishes {
  /** `rejected` if the provider refused the token. */
  reason?: 'manual' | 'rejected';
  slot?: string;
}

/** Printed, inspected and serialized without the secrets. */
export class AccessToken {
  /** How a person connected where it was not by consent; null for a token. */
  readonly auth_type: AuthType | null;
  /** Null where a person entered something. */
  readonly access_token: string | null;
  readonly token_type: string | null;
  /** Those that the provider wants where a person entered something. */
  readonly headers: Record<string, string>;
  /** The headers that every call of the provider's API has, of either kind. */
  readonly requestHeaders: Record<string, string>;
  /** The parameters that every call has in its query. */
  readonly query: Record<string, string>;
  /** The members that every call has in its JSON body. */
  readonly body: Record<string, string>;
  /** What the person entered. */
  readonly fields: Record<string, string>;
  readonly expires_at: string | null;
  readonly scopes: string[];
  /** Where the provider's API is for this account; null where that is not known. */
  readonly api_base_url: string | null;
  /** What the provider told of the account beside its token, by the names of the provider's page. */
  readonly facts: Record<string, string>;
  toWire(): Record<string, Json>;
}

/** Tokens of a consent that was given elsewhere, to the same client. */
export interface TokenImport {
  access_token?: string;
  refresh_token?: string;
  expires_at?: string;
  /** Separated by spaces. */
  scope?: string;
}

export interface Receipt {
  slot: string;
  generation: number | null;
  status: Open<'revoked' | 'partly_revoked' | 'unsupported' | 'failed' | 'pending' | 'kept_shared'>;
}

export interface EndedAccount {
  id: string;
  status: Open<'disconnected' | 'deleted'>;
  receipts: Receipt[];
}

export interface Checked {
  held: Open<'yes' | 'no' | 'unknown'>;
  reason: string | null;
  account: Account;
}

export interface VerifyProof {
  verify_token: string;
  identifier: string;
  /** `user_id` unless given. */
  identifier_type?: 'user_id' | 'org_id';
}

export interface VerifiedAccount extends Account {
  /** Where to send the browser on. */
  next_url: string;
}

export interface AgentAuthEvent {
  id: string;
  type: string;
  time: string;
  source: string;
  subject: string;
  sequence: number;
  causation_id: string | null;
  data: Record<string, Json>;
}

export interface AuditEntry {
  id: string;
  time: string;
  type: string;
  source: string;
  account_id: string | null;
  actor: Open<'api_key' | 'operator' | 'person' | 'provider' | 'system'> | null;
  key_id: string | null;
  data: Record<string, Json>;
}

export interface AuditFilter extends PageParams {
  account_id?: string;
  actor?: string;
  key_id?: string;
  type?: string;
  from?: string;
  to?: string;
}

/** Either `all`, or which; all that is set must hold. */
export interface RevocationOrder {
  all?: true;
  connection_id?: string;
  /** Whose tokens that key has read. */
  read_by?: string;
  read_from?: string;
  read_to?: string;
}

export interface Revocation {
  id: string;
  connection_id: string | null;
  read_by: string | null;
  read_from: string | null;
  read_to: string | null;
  status: Open<'running' | 'done'>;
  /** Accounts that give no token any more. */
  revoked: number;
  /** Those of them whose providers have not been told yet. */
  pending: number;
  requested_at: string;
  finished_at: string | null;
}

export interface EnvironmentChanges {
  name?: string;
  logo_url?: string | null;
  kind?: 'development' | 'production';
  return_urls?: string[];
  verify_urls?: string[];
  verification?: Open<'none' | 'application'>;
}

export interface EnvironmentView {
  id: string;
  name: string;
  logo_url: string | null;
  kind: Open<'development' | 'production'>;
  return_urls: string[];
  verify_urls: string[];
  verification: Open<'none' | 'application'>;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

export interface NewManagedApp {
  /** Id and secret together; they may be missing in a change. */
  credentials?: ClientCredentials;
  /** For connections that name none. */
  scopes?: string[];
  /** What the provider's addresses ask for. */
  placeholders?: Record<string, string>;
}

export interface ManagedApp {
  provider: string;
  credentials: Client;
  scopes: string[];
  placeholders: Record<string, string>;
  /** To be registered at the provider; all its connections share it. */
  redirect_uri: string;
  /** How many connections of all environments use it. */
  connections: number;
  version: number;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
}

export interface ApiKeyWishes {
  name: string;
  /** The scopes of a role, instead of `scopes`. */
  role?: 'agent' | 'application' | 'viewer' | 'auditor' | 'administrator';
  scopes?: string[];
  /** Where it may be used from: addresses, or ranges in CIDR form. */
  allowed_addresses?: string[];
  expires_at?: string;
  /** With the installation key only. */
  environment_id?: string;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  /** The role that has exactly these scopes. */
  role: string | null;
  scopes: string[];
  allowed_addresses: string[];
  expires_at: string | null;
  created_at: string;
  revoked_at: string | null;
}

/** Printed, inspected and serialized without the secret. */
export class NewApiKey implements ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly role: string | null;
  readonly scopes: string[];
  readonly allowed_addresses: string[];
  readonly expires_at: string | null;
  readonly created_at: string;
  readonly revoked_at: string | null;
  readonly key: string | null;
}

export class AgentAuth {
  constructor(options?: ClientOptions);
  readonly providers: {
    get(id: string, options?: CallOptions): Promise<Provider>;
    list(params?: ProviderFilter, options?: CallOptions): Listing<Provider>;
    create(provider: NewProvider, options?: CallOptions): Promise<Provider>;
    update(id: string, changes: NewProvider, options?: CallOptions): Promise<Provider>;
    delete(id: string, options?: CallOptions): Promise<Provider>;
  };
  readonly connections: {
    create(connection: NewConnection, options?: CallOptions): Promise<Connection>;
    get(id: string, options?: CallOptions): Promise<Connection>;
    list(params?: PageParams, options?: CallOptions): Listing<Connection>;
    update(id: string, changes: ConnectionChanges, options?: CallOptions): Promise<Connection>;
    delete(id: string, params?: { force?: boolean }, options?: CallOptions): Promise<Connection>;
  };
  readonly accounts: {
    create(account: NewAccount, options?: CallOptions): Promise<Account>;
    getOrCreateConnectedAccount(account: NewAccount, options?: CallOptions): Promise<Account>;
    get(id: string, options?: CallOptions): Promise<Account>;
    list(params?: AccountFilter, options?: CallOptions): Listing<Account>;
    update(id: string, changes: { metadata: Record<string, Json> }, options?: CallOptions): Promise<Account>;
    delete(id: string, params?: { erase?: boolean }, options?: CallOptions): Promise<EndedAccount>;
    getAuthUrl(id: string, wishes?: AuthUrlWishes, options?: CallOptions): Promise<string>;
    getAuthorizationLink(id: string, wishes?: AuthUrlWishes, options?: CallOptions): Promise<string>;
    createAuthUrl(id: string, wishes?: AuthUrlWishes, options?: CallOptions): Promise<AuthUrl>;
    createDeviceCode(id: string, wishes?: DeviceCodeWishes, options?: CallOptions): Promise<DeviceCode>;
    getToken(id: string, wishes?: TokenWishes, options?: CallOptions): Promise<AccessToken>;
    refresh(id: string, wishes?: RefreshWishes, options?: CallOptions): Promise<Account>;
    setCredentials(id: string, fields: Record<string, string>, options?: CallOptions): Promise<Account>;
    importTokens(id: string, tokens: TokenImport, options?: CallOptions): Promise<Account>;
    check(id: string, options?: CallOptions): Promise<Checked>;
    disconnect(id: string, options?: CallOptions): Promise<EndedAccount>;
    pause(id: string, options?: CallOptions): Promise<Account>;
    resume(id: string, options?: CallOptions): Promise<Account>;
    getPolicy(id: string, options?: CallOptions): Promise<AccountPolicy>;
    setPolicy(id: string, policy: Partial<Omit<AccountPolicy, 'restricted'>>, options?: CallOptions): Promise<AccountPolicy>;
    removePolicy(id: string, options?: CallOptions): Promise<AccountPolicy>;
    events(id: string, params?: PageParams, options?: CallOptions): Listing<AgentAuthEvent>;
    verifyConnectedAccountUser(proof: VerifyProof, options?: CallOptions): Promise<VerifiedAccount>;
    waitUntilActive(id: string, wait?: { timeout?: number }, options?: CallOptions): Promise<Account>;
  };
  readonly authorizations: {
    verify(proof: VerifyProof, options?: CallOptions): Promise<VerifiedAccount>;
  };
  readonly events: {
    list(params?: PageParams & { wait?: number }, options?: CallOptions): Listing<AgentAuthEvent>;
  };
  readonly audit: {
    list(params?: AuditFilter, options?: CallOptions): Listing<AuditEntry>;
    export(params?: { from?: string; to?: string }, options?: CallOptions): Promise<string>;
    exportTable(params?: Omit<AuditFilter, 'limit' | 'cursor'>, options?: CallOptions): Promise<string>;
  };
  readonly revocations: {
    create(which: RevocationOrder, options?: CallOptions): Promise<Revocation>;
    get(id: string, options?: CallOptions): Promise<Revocation>;
  };
  readonly environment: {
    get(options?: CallOptions): Promise<EnvironmentView>;
    update(changes: EnvironmentChanges, options?: CallOptions): Promise<EnvironmentView>;
  };
  readonly environments: {
    create(environment: EnvironmentChanges & { name: string }, options?: CallOptions): Promise<EnvironmentView>;
    get(id: string, options?: CallOptions): Promise<EnvironmentView>;
    list(params?: PageParams, options?: CallOptions): Listing<EnvironmentView>;
    update(id: string, changes: EnvironmentChanges, options?: CallOptions): Promise<EnvironmentView>;
    /** Once more with `shred`, its name: its key is destroyed, and nothing that was sealed for it opens again. */
    delete(id: string, params?: { shred?: string }, options?: CallOptions): Promise<EnvironmentView>;
  };
  readonly managedApps: {
    register(provider: string, app: NewManagedApp, options?: CallOptions): Promise<ManagedApp>;
    get(provider: string, options?: CallOptions): Promise<ManagedApp>;
    list(params?: PageParams, options?: CallOptions): Listing<ManagedApp>;
    delete(provider: string, options?: CallOptions): Promise<ManagedApp>;
  };
  readonly apiKeys: {
    create(key: ApiKeyWishes, options?: CallOptions): Promise<NewApiKey>;
    list(params?: PageParams & { environment_id?: string }, options?: CallOptions): Listing<ApiKey>;
    revoke(id: string, params?: { environment_id?: string }, options?: CallOptions): Promise<ApiKey>;
  };
  request(method: string, path: string, options?: RequestOptions): Promise<Json>;
}

export interface FieldError {
  field: string;
  message: string;
}

export interface ProviderAnswer {
  provider: string;
  status?: number;
  error?: string;
  error_description?: string;
}

export class AgentAuthError extends Error {
  readonly code: string | null;
  readonly status: number | null;
  readonly title: string | null;
  readonly detail: string | null;
  readonly requestId: string | null;
  readonly errors: FieldError[];
  readonly providerError: ProviderAnswer | null;
  /** Seconds. */
  readonly retryAfter: number | null;
}
export class AuthenticationError extends AgentAuthError {}
export class PermissionDeniedError extends AgentAuthError {}
export class NotFoundError extends AgentAuthError {}
export class ConflictError extends AgentAuthError {}
export class RateLimitError extends AgentAuthError {
  readonly limitedUntil: string | null;
}
export class ValidationError extends AgentAuthError {}
export class ReauthorizationRequiredError extends AgentAuthError {
  readonly authUrl: string | null;
}
export class ProviderError extends AgentAuthError {}
export class ServerError extends AgentAuthError {}
export class ConnectionError extends AgentAuthError {
  readonly timedOut: boolean;
}
export class WaitTimeoutError extends AgentAuthError {
  readonly account: Account;
}
