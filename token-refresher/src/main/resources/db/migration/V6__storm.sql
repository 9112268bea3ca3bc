-- SPDX-License-Identifier: Apache-2.0
-- A wave of refusals at one connection (rule R16): while it is open, nobody of the connection is condemned.
create table storm (
    connection_id  uuid        not null primary key,
    environment_id uuid        not null,
    began_at       timestamptz not null,
    refused_at     timestamptz not null, -- the last refusal
    ended_at       timestamptz
);

-- When it was refused for good; and whether it is presented once more after a storm, so that the next refusal is believed.
alter table "grant" add column condemned_at timestamptz, add column reprobed boolean not null default false;
create index grant_condemned on "grant" (connection_id, condemned_at) where status = 'dead';

grant select, insert, update on storm to ${worker};
