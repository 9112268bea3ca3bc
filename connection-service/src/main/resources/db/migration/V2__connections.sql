-- SPDX-License-Identifier: Apache-2.0
-- Two roles: ${app} serves callers and sees one environment, named first in each of its transactions; ${worker} knows keys, relays and consumes.
create function current_environment() returns uuid
    language sql stable
    return nullif(current_setting('agent_auth.environment', true), '')::uuid;

-- A tenant.
create table environment (
    environment_id uuid        not null primary key,
    name           text        not null,
    logo_url       text,
    kind           text        not null check (kind in ('development', 'production')),
    return_urls    text[]      not null default '{}',
    verify_urls    text[]      not null default '{}',
    verification   text        not null check (verification in ('none', 'application')),
    version        bigint      not null default 1,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    deleted_at     timestamptz
);

-- API keys; only a keyed hash of each. The installation key is the one without an environment.
create table api_key (
    id             uuid        not null primary key,
    environment_id uuid        references environment (environment_id),
    hash           bytea       not null unique,
    prefix         text        not null,
    name           text        not null,
    scopes         text[]      not null,
    expires_at     timestamptz,
    created_at     timestamptz not null default now(),
    revoked_at     timestamptz
);
create index api_key_listed on api_key (environment_id, id);
create index api_key_revoked on api_key (revoked_at) where revoked_at is not null;

-- An application's registration at a provider. The secret is sealed to token-refresher: nobody here can open it.
create table connection (
    id                  uuid        not null primary key,
    environment_id      uuid        not null references environment (environment_id),
    name                text        not null,
    provider            text        not null,
    auth_type           text        not null check (auth_type in ('oauth2')),
    mode                text        not null check (mode in ('own')),
    metadata            text,       -- what discovery gave, as JSON
    scopes              text[]      not null,
    settings            text        not null default '{}', -- JSON
    redirect_context    text        not null unique,
    client_id           text        not null,
    client_secret       bytea,
    credentials_version bigint      not null default 1,
    suspended_reason    text,
    version             bigint      not null default 1,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    deleted_at          timestamptz
);
create index connection_listed on connection (environment_id, id) where deleted_at is null;

-- How many accounts a connection has, as far as account-service's events have come: so that it is not deleted by mistake.
create table connection_usage (
    connection_id  uuid   not null primary key,
    environment_id uuid   not null,
    accounts       bigint not null
) with (fillfactor = 70);

-- Keysets of this service, wrapped; of each purpose one is the current one.
create table keyset (
    id         uuid        not null primary key,
    purpose    text        not null,
    kind       text        not null,
    wrapped    bytea       not null,
    is_current boolean     not null,
    created_at timestamptz not null default now()
);
create unique index keyset_current on keyset (purpose) where is_current;

-- RSA keys that identities are signed with: all that are not retired are published, the current one signs. The private halves are wrapped.
create table signing_key (
    id         text        not null primary key,
    public_jwk text        not null,
    wrapped    bytea       not null,
    is_current boolean     not null,
    created_at timestamptz not null default now(),
    retired_at timestamptz
);
create unique index signing_key_current on signing_key (is_current) where is_current;

-- Public keysets of other services, kept so that a later start does not need them.
create table public_keyset (
    id          uuid        not null primary key,
    json        text        not null,
    fingerprint text        not null,
    is_current  boolean     not null,
    fetched_at  timestamptz not null default now()
);
create unique index public_keyset_current on public_keyset (is_current) where is_current;

-- Requests that name an Idempotency-Key, and what was answered. The operator's have the nil environment.
create table idempotency (
    environment_id uuid        not null,
    key            text        not null collate "C",
    request_hash   bytea       not null,
    answer         text,
    created_at     timestamptz not null default now(),
    primary key (environment_id, key)
);
create index idempotency_created_at on idempotency (created_at);

do $$
declare
    of_an_environment text;
begin
    foreach of_an_environment in array array['environment', 'api_key', 'connection', 'connection_usage', 'idempotency']
    loop
        execute format('alter table %I enable row level security', of_an_environment);
        execute format('alter table %I force row level security', of_an_environment);
        execute format(
            'create policy one_environment on %I to ${app} using (environment_id = current_environment()) with check (environment_id = current_environment())',
            of_an_environment);
        execute format('create policy every_environment on %I to ${worker} using (true) with check (true)', of_an_environment);
    end loop;
end
$$;

grant select, insert, update on environment, api_key, connection to ${app};
grant select on connection_usage, public_keyset to ${app};
grant select, insert, update, delete on idempotency to ${app};
grant select, insert, update on environment, api_key, connection, connection_usage, keyset, signing_key, public_keyset to ${worker};
grant select, insert, update, delete on idempotency to ${worker};
