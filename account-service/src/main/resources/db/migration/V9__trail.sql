-- SPDX-License-Identifier: Apache-2.0
-- The chain of the trail: closed stretches of an environment's events and reads, hashed, signed, each behind the one before it. A block holds what
-- lies behind the ends of its predecessor and up to its own. Nobody but the owner changes or deletes one.
create table trail_block (
    environment_id uuid        not null,
    number         bigint      not null check (number > 0),
    closed_at      timestamptz not null,
    events_to      bigint      not null, -- a position of event_log
    reads_to_xid   xid8        not null, -- a place in the order of access_record
    reads_to_id    uuid        not null,
    events         integer     not null,
    events_hash    bytea       not null,
    reads          integer     not null,
    reads_hash     bytea       not null,
    previous       bytea       not null,
    hash           bytea       not null,
    public_key     bytea       not null,
    signature      bytea       not null,
    primary key (environment_id, number)
);
alter table trail_block enable row level security;
create policy one_environment on trail_block to ${app} using (environment_id = current_environment());
create policy every_environment on trail_block to ${worker} using (true) with check (true);
grant select on trail_block to ${app};
grant select, insert on trail_block to ${worker};

-- How far the trail was chained, and which replica chains it until when. One row.
create table trail_tail (
    one         boolean     not null primary key default true check (one),
    events_to   bigint      not null default 0,
    reads_xid   xid8        not null default '0',
    reads_id    uuid        not null default '00000000-0000-0000-0000-000000000000',
    owner       uuid,
    until       timestamptz not null default '-infinity'
) with (fillfactor = 50);
insert into trail_tail default values;
grant select, update on trail_tail to ${worker};

-- Events that name an account of another environment than they say: set aside, for somebody to look at, and in no log and no trail.
create table event_refused (
    event_id       uuid        not null primary key,
    environment_id uuid        not null,
    account_id     uuid        not null,
    source         text        not null,
    type           text        not null,
    refused_at     timestamptz not null default now()
);
grant select, insert on event_refused to ${worker};
