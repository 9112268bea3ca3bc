-- SPDX-License-Identifier: Apache-2.0
-- For which authorization server an environment signs with a key; of the key a keyed hash. It outlives the connection, so that a key is never used for two.
create table signing_key_use (
    environment_id uuid        not null references environment (environment_id),
    key_hash       bytea       not null,
    server         text        not null,
    noted_at       timestamptz not null default now(),
    primary key (environment_id, key_hash)
);
alter table signing_key_use enable row level security;
alter table signing_key_use force row level security;
create policy one_environment on signing_key_use to ${app}
    using (environment_id = current_environment()) with check (environment_id = current_environment());
create policy every_environment on signing_key_use to ${worker} using (true) with check (true);
grant select, insert, update on signing_key_use to ${app};
