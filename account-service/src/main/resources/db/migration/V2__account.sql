-- SPDX-License-Identifier: Apache-2.0
-- Two roles: ${app} serves callers and sees one environment, named first in each of its transactions; ${worker} relays, sweeps and consumes.
create function current_environment() returns uuid
    language sql stable
    return nullif(current_setting('agent_auth.environment', true), '')::uuid;

-- The link between one identifier and its account at a provider. Its generations are handed out in order; one of them, at most, is in use.
create table account (
    id                uuid        not null primary key,
    environment_id    uuid        not null,
    connection_id     uuid        not null,
    provider          text        not null,
    identifier_type   text        not null check (identifier_type in ('user_id', 'org_id')),
    identifier        text        not null collate "C",
    alias             text        not null collate "C" default '',
    default_slot      text        not null default 'main',
    status            text        not null check (status in ('pending_auth', 'pending_verification', 'active', 'expired', 'revoked', 'disconnected', 'paused')),
    status_reason     text,
    health            text        not null default 'healthy' check (health in ('healthy', 'refresh_due', 'degraded', 'exhausted')),
    metadata          jsonb       not null default '{}',
    generation        bigint      not null default 0, -- in use; 0: none yet
    generation_last   bigint      not null default 0, -- the highest that was handed out
    generation_ended  bigint      not null default 0, -- this one and all below have ended: nothing of them is adopted
    generation_reauth bigint,                         -- the one whose link is shown as reauth_url
    granted_scopes    text[]      not null default '{}',
    missing_scopes    text[]      not null default '{}',
    provider_subject  text,
    provider_email    text,
    provider_name     text,
    provider_issuer   text,
    version           bigint      not null default 1,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    last_refreshed_at timestamptz,
    last_used_at      timestamptz,
    deleted_at        timestamptz
) with (fillfactor = 85);
create unique index account_identity on account (environment_id, connection_id, identifier_type, identifier, alias) where deleted_at is null;
create index account_listed on account (environment_id, id) where deleted_at is null;
create index account_identifier on account (environment_id, identifier) where deleted_at is null;
create index account_of_connection on account (connection_id) where deleted_at is null;

-- One attempt of a person to connect an account, from link to outcome. (AUTHORIZATION is a word of SQL.)
create table authorization_attempt (
    id              uuid        not null primary key,
    environment_id  uuid        not null,
    account_id      uuid        not null references account (id),
    connection_id   uuid        not null,
    generation      bigint      not null,
    status          text        not null default 'waiting' check (status in ('waiting', 'succeeded', 'denied', 'expired', 'failed')),
    reason          text,
    handle_hash     bytea       not null unique,
    redirect_url    text,
    user_verify_url text,
    state           text,
    login_hint      text,
    scopes          text[]      not null default '{}',
    link_expires_at timestamptz not null, -- infinity for the link of an account that waits for a person
    claim           uuid,                 -- who is beginning the flow, and until when nobody else may
    claimed_until   timestamptz,
    used_at         timestamptz,
    flow_expires_at timestamptz,
    created_at      timestamptz not null default now(),
    ended_at        timestamptz,
    unique (account_id, generation)
);
create index authorization_waiting on authorization_attempt (coalesce(flow_expires_at, link_expires_at)) where status = 'waiting';

-- The current access token of a slot. Sealed in its place: environment, account, slot, generation and version.
create table access_token (
    account_id     uuid        not null references account (id),
    slot           text        not null,
    environment_id uuid        not null,
    epoch          bigint      not null,
    generation     bigint      not null,
    version        bigint      not null,
    sealed         bytea       not null,
    token_type     text        not null,
    scopes         text[]      not null default '{}',
    received_at    timestamptz not null,
    expires_at     timestamptz,
    due_at         timestamptz,
    announced_at   timestamptz,
    primary key (account_id, slot)
) with (fillfactor = 70);
create index access_token_due on access_token (due_at) where announced_at is null and due_at is not null;

-- Who read which token, for whom and from where; committed before the token leaves.
create table access_record (
    id             uuid        not null primary key,
    environment_id uuid        not null,
    account_id     uuid        not null,
    slot           text        not null,
    key_id         uuid        not null,
    acting_user    text,
    reason         text,
    request_id     text,
    client_address text,
    generation     bigint      not null,
    version        bigint      not null,
    read_at        timestamptz not null default now()
);
create index access_record_read_at on access_record using brin (read_at);

-- What the other services published, in the order of arrival: what GET /v1/events reads.
create table event_log (
    position       bigint      generated always as identity primary key,
    event_id       uuid        not null unique,
    environment_id uuid        not null,
    account_id     uuid,
    source         text        not null,
    topic          text        not null,
    subject        text        not null,
    sequence       bigint      not null,
    causation_id   uuid,
    occurred_at    timestamptz not null,
    type           text        not null,
    data           text        not null
);
create index event_log_environment on event_log (environment_id, position);
create index event_log_account on event_log (account_id, position) where account_id is not null;

-- The audit trail: each change of state and each token read once, chained by hash. The head of a chain is locked while it grows.
create table audit_chain (
    chain  smallint not null primary key,
    number bigint   not null,
    hash   bytea    not null
);
create table audit (
    chain          smallint    not null,
    number         bigint      not null,
    entry_id       uuid        not null unique,
    environment_id uuid        not null,
    account_id     uuid,
    kind           text        not null check (kind in ('event', 'access')),
    type           text        not null,
    source         text        not null,
    occurred_at    timestamptz not null,
    recorded_at    timestamptz not null default now(),
    data           text        not null,
    hash           bytea       not null,
    primary key (chain, number)
);
create index audit_environment on audit (environment_id, occurred_at, entry_id);
create index audit_account on audit (account_id, occurred_at) where account_id is not null;

-- What is known here of environments and connections, whose owner is connection-service.
create table environment_copy (
    environment_id uuid        not null primary key,
    name           text        not null,
    logo_url       text,
    kind           text        not null,
    return_urls    text[]      not null,
    verify_urls    text[]      not null,
    verification   text        not null,
    deleted        boolean     not null default false,
    fetched_at     timestamptz not null default now()
);
create table connection_copy (
    connection_id    uuid        not null primary key,
    environment_id   uuid        not null,
    version          bigint      not null,
    provider         text        not null,
    provider_name    text        not null,
    auth_type        text        not null,
    scopes           text[]      not null,
    scope_words      jsonb       not null, -- [{name, description}] of the provider's file
    slots            text[]      not null,
    authorize_origin text        not null,
    deleted          boolean     not null default false,
    fetched_at       timestamptz not null default now()
);
-- A row while the provider refuses the connection: its accounts read as status error.
create table connection_suspension (
    connection_id  uuid        not null primary key,
    environment_id uuid        not null,
    reason         text        not null,
    suspended_at   timestamptz not null default now()
);

create table keyset (
    id         uuid        not null primary key,
    purpose    text        not null,
    kind       text        not null,
    wrapped    bytea       not null,
    is_current boolean     not null,
    created_at timestamptz not null default now()
);
create unique index keyset_current on keyset (purpose) where is_current;

-- "End every generation up to this one": written with the change, deleted when token-refresher has noted it.
create table pending_end (
    account_id       uuid        not null primary key,
    environment_id   uuid        not null,
    connection_id    uuid        not null,
    up_to_generation bigint      not null,
    tries            integer     not null default 0,
    next_try_at      timestamptz not null default now(),
    created_at       timestamptz not null default now()
);
create index pending_end_due on pending_end (next_try_at);

-- The answer to a POST that named a key: given again for a day. subject: whom it is about, so that erasing finds it.
create table idempotency (
    environment_id uuid        not null,
    key            text        not null collate "C",
    request_hash   bytea       not null,
    subject        uuid,
    answer         text,
    created_at     timestamptz not null default now(),
    primary key (environment_id, key)
);
create index idempotency_created_at on idempotency (created_at);

-- The one way to a token: environment and account together, one row or none. ${app} cannot select from the table.
create function token_of(environment uuid, account uuid, wanted_slot text)
    returns table (
        status text, status_reason text, health text, connection_id uuid, provider text, account_generation bigint, generation_reauth bigint,
        suspended_reason text, slot text, epoch bigint, generation bigint, version bigint, sealed bytea, token_type text, scopes text[],
        received_at timestamptz, expires_at timestamptz, due_at timestamptz, read_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
    select a.status, a.status_reason, a.health, a.connection_id, a.provider, a.generation, a.generation_reauth,
           s.reason, coalesce(t.slot, wanted_slot, a.default_slot), t.epoch, t.generation, t.version, t.sealed, t.token_type, t.scopes,
           t.received_at, t.expires_at, t.due_at, now()
      from account a
      left join connection_suspension s on s.connection_id = a.connection_id
      left join access_token t on t.account_id = a.id and t.slot = coalesce(wanted_slot, a.default_slot) and t.generation = a.generation
     where a.id = account and a.environment_id = environment and a.deleted_at is null;
end;

-- When the tokens of accounts end, without the tokens.
create function token_lives_of(environment uuid, accounts uuid[])
    returns table (account_id uuid, slot text, generation bigint, version bigint, received_at timestamptz, expires_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
    select t.account_id, t.slot, t.generation, t.version, t.received_at, t.expires_at
      from access_token t
      join account a on a.id = t.account_id and a.generation = t.generation
     where a.id = any (accounts) and a.environment_id = environment and a.deleted_at is null;
end;
revoke all on function token_of(uuid, uuid, text), token_lives_of(uuid, uuid[]) from public;
grant execute on function token_of(uuid, uuid, text), token_lives_of(uuid, uuid[]) to ${app}, ${worker};
grant execute on function current_environment() to ${app}, ${worker};

-- Row-level security: without an environment ${app} sees nothing. The owner migrates; ${worker} works across environments.
do $$
declare
    of_an_environment text;
begin
    foreach of_an_environment in array array [
        'event', 'account', 'authorization_attempt', 'access_token', 'access_record', 'event_log', 'audit', 'environment_copy',
        'connection_copy', 'connection_suspension', 'pending_end', 'idempotency']
    loop
        execute format('alter table %I enable row level security', of_an_environment);
        execute format(
            'create policy one_environment on %I to ${app} using (environment_id = current_environment()) with check (environment_id = current_environment())',
            of_an_environment);
        execute format('create policy every_environment on %I to ${worker} using (true) with check (true)', of_an_environment);
    end loop;
end
$$;

grant select, insert, update on account, authorization_attempt, environment_copy, connection_copy, pending_end to ${app}, ${worker};
grant select on connection_suspension, event_log, audit to ${app};
grant select, insert on access_record to ${app};
grant delete on access_token, pending_end to ${app};
grant select (account_id, environment_id) on access_token to ${app};
grant select, insert, update, delete on idempotency to ${app};
grant select, delete on idempotency to ${worker};
grant select, insert, update, delete on access_token, connection_suspension to ${worker};
grant delete on account, authorization_attempt, environment_copy, connection_copy, pending_end to ${worker};
grant select, insert, delete on access_record, event_log to ${worker};
grant select, insert on audit to ${worker};
grant select, insert, update on audit_chain, keyset to ${worker};
