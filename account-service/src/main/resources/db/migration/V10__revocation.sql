-- SPDX-License-Identifier: Apache-2.0
-- Orders to revoke many accounts at once. Done account by account behind cursor, some in a transaction, so that a crash loses no place.
create table revocation (
    id             uuid        not null primary key,
    environment_id uuid        not null,
    connection_id  uuid,        -- null: of any
    read_by        uuid,        -- only whose tokens this key has read
    read_from      timestamptz, -- only whose tokens were read since then
    read_to        timestamptz, -- and before then
    key_id         uuid,        -- who ordered it
    requested_at   timestamptz not null default now(),
    cursor         uuid        not null default '00000000-0000-0000-0000-000000000000',
    revoked        bigint      not null default 0,
    finished_at    timestamptz
);
create index revocation_open on revocation (requested_at) where finished_at is null;
alter table revocation enable row level security;
create policy one_environment on revocation to ${app}
    using (environment_id = current_environment()) with check (environment_id = current_environment());
create policy every_environment on revocation to ${worker} using (true) with check (true);
grant select, insert on revocation to ${app};
grant select, update on revocation to ${worker};

-- Which account was revoked by which order: what is left of it in pending_end is still to be told.
create table revoked_account (
    revocation_id  uuid        not null references revocation (id),
    account_id     uuid        not null,
    environment_id uuid        not null,
    primary key (revocation_id, account_id)
);
alter table revoked_account enable row level security;
create policy one_environment on revoked_account to ${app} using (environment_id = current_environment());
create policy every_environment on revoked_account to ${worker} using (true) with check (true);
grant select on revoked_account to ${app};
grant select, insert on revoked_account to ${worker};
