-- SPDX-License-Identifier: Apache-2.0
-- Two roles: ${app} serves callers, which are our own services and name the environment in each call; ${worker} relays, sweeps, consumes and
-- renews. All times are this database's: leases, deadlines and schedules are compared with its clock alone.

-- Made on the first start, and wrapped by keys that are not here. One current keyset a purpose: so replicas agree.
create table keyset (
    id         uuid        not null primary key,
    purpose    text        not null,
    kind       text        not null,
    wrapped    bytea       not null,
    is_current boolean     not null,
    created_at timestamptz not null default now()
);
create unique index keyset_current on keyset (purpose) where is_current;

-- What is known here of connections, whose owner is connection-service. The secret is sealed anew for this service alone.
create table connection_copy (
    connection_id       uuid        not null primary key,
    environment_id      uuid        not null,
    version             bigint      not null,
    view                text        not null, -- the owner's answer, without the secret
    client_secret       bytea,
    credentials_version bigint      not null,
    suspended_at        timestamptz,
    suspended_reason    text,
    fetched_at          timestamptz not null default now(),
    deleted             boolean     not null default false
);

-- How long a provider asked us to stay away, by connection and endpoint.
create table endpoint_limit (
    connection_id uuid        not null,
    endpoint      text        not null,
    limited_until timestamptz not null,
    primary key (connection_id, endpoint)
);

-- A person on the way to a provider and back. Consumed once; the outcome is kept for those who ask again.
create table flow (
    authorization_id uuid        not null primary key,
    environment_id   uuid        not null,
    account_id       uuid        not null,
    connection_id    uuid        not null,
    generation       bigint      not null,
    context          text        not null,
    state_hash       bytea       not null unique,
    cookie_name      text        not null,
    cookie_hash      bytea       not null,
    verifier         bytea,
    nonce            bytea,
    expected_issuer  text,
    scopes           text[]      not null,
    created_at       timestamptz not null default now(),
    expires_at       timestamptz not null,
    consumed_at      timestamptz,
    outcome          text check (outcome in ('succeeded', 'denied', 'expired', 'failed')),
    reason           text
);
create index flow_waiting on flow (expires_at) where outcome is null;
create index flow_created_at on flow (created_at);

-- What a provider gave for one slot of an account. Its refresh token, the hash that names it, and the access token belong to one version.
create table "grant" (
    id             uuid        not null primary key,
    environment_id uuid        not null,
    account_id     uuid        not null,
    connection_id  uuid        not null,
    provider       text        not null,
    slot           text        not null,
    generation     bigint      not null,
    version        bigint      not null default 1,
    status         text        not null default 'live' check (status in ('live', 'ended', 'dead')),
    client_id      text        not null,
    issuer         text,
    subject        text,
    email          text,
    name           text,
    scopes         text[]      not null default '{}',
    token_type     text        not null,
    refresh_token  bytea,
    token_hash     bytea,
    access_token   bytea       not null,
    received_at    timestamptz not null,
    expires_at     timestamptz,
    life_seconds   bigint,
    due_at         timestamptz,
    next_try_at    timestamptz,
    failures       integer     not null default 0,
    health         text        not null default 'healthy' check (health in ('healthy', 'refresh_due', 'degraded', 'exhausted')),
    reason         text,
    lease_owner    uuid,
    lease_fence    bigint      not null default 0,
    lease_until    timestamptz,
    pushed_version bigint      not null default 0,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (account_id, slot, generation)
) with (fillfactor = 70);
create index grant_next_try on "grant" (next_try_at) where status = 'live';
create index grant_due on "grant" (due_at) where status = 'live';
create index grant_unpushed on "grant" (updated_at) where pushed_version < version and status = 'live';
create index grant_of_connection on "grant" (connection_id);
create index grant_of_person on "grant" (client_id, subject) where status = 'live';
create index grant_token_hash on "grant" (token_hash);

-- One presentation of one code or refresh token, written down before it is sent; a second one only where the rotation class allows it.
create table attempt (
    id               uuid        not null primary key,
    kind             text        not null check (kind in ('code', 'refresh')),
    grant_id         uuid references "grant" (id) on delete cascade,
    authorization_id uuid unique,
    environment_id   uuid        not null,
    account_id       uuid        not null,
    slot             text        not null,
    generation       bigint      not null,
    parent_hash      bytea,
    code             bytea,
    presentations    integer     not null default 1 check (presentations between 1 and 2),
    owner            uuid        not null,
    fence            bigint      not null,
    deadline         timestamptz not null,
    hold_until       timestamptz not null,
    created_at       timestamptz not null default now(),
    resolved_at      timestamptz,
    outcome          text,
    reason           text,
    check ((kind = 'code') = (authorization_id is not null)),
    check ((kind = 'refresh') = (grant_id is not null))
) with (fillfactor = 70);
-- "At most one presentation of a grant's token is unanswered" is a constraint, not a habit.
create unique index attempt_unresolved on attempt (grant_id) where resolved_at is null;
create index attempt_overdue on attempt (deadline) where resolved_at is null;
create index attempt_created_at on attempt using brin (created_at);

-- Tokens that came too late for their grant: kept, because one may be the only one that is alive, and revoked.
create table orphan (
    id             uuid        not null primary key,
    grant_id       uuid        not null,
    attempt_id     uuid        not null,
    environment_id uuid        not null,
    account_id     uuid        not null,
    slot           text        not null,
    generation     bigint      not null,
    version        bigint      not null,
    refresh_token  bytea,
    access_token   bytea       not null,
    reason         text        not null,
    created_at     timestamptz not null default now(),
    revoked_at     timestamptz
);
create index orphan_of_grant on orphan (grant_id);
create index orphan_of_attempt on orphan (attempt_id);

-- Everything of an account up to this generation has ended: no code of it is sent, no result of it counts.
create table ended_generation (
    account_id     uuid        not null primary key,
    environment_id uuid        not null,
    up_to          bigint      not null,
    ended_at       timestamptz not null default now()
);

create table revocation (
    id          uuid        not null primary key,
    grant_id    uuid unique references "grant" (id) on delete cascade,
    orphan_id   uuid unique references orphan (id) on delete cascade,
    status      text        not null,
    reason      text,
    tries       integer     not null default 0,
    next_try_at timestamptz,
    finished_at timestamptz,
    created_at  timestamptz not null default now(),
    check ((grant_id is null) <> (orphan_id is null))
);
create index revocation_due on revocation (next_try_at) where finished_at is null;

-- What account-service still has to be told, in the words of POST /internal/outcomes.
create table outcome_push (
    id          uuid        not null primary key,
    payload     text        not null,
    created_at  timestamptz not null default now(),
    tries       integer     not null default 0,
    next_try_at timestamptz not null default now()
);
create index outcome_push_due on outcome_push (next_try_at);

grant select, insert, update on connection_copy, endpoint_limit, flow, "grant", attempt, ended_generation, revocation to ${app};
grant select, insert on orphan, outcome_push to ${app};
grant update, delete on outcome_push to ${app};
grant select on keyset to ${app};
grant select, insert, update, delete
    on connection_copy, endpoint_limit, flow, "grant", attempt, orphan, ended_generation, revocation, outcome_push to ${worker};
grant select, insert, update on keyset to ${worker};
