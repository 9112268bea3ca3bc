-- SPDX-License-Identifier: Apache-2.0
-- The record of what happened: append-only. The data is the JSON that is published, text for text.
create table event (
    id             uuid        not null primary key,
    environment_id uuid        not null,
    topic          text        not null,
    key            text        not null,
    sequence       bigint      not null,
    type           text        not null,
    causation_id   uuid,
    occurred_at    timestamptz not null,
    data           text        not null,
    unique (key, sequence)
);

-- The last sequence of each key. Its row lock makes the writers of one key take turns, so that a higher position in the queue is a later commit.
create table event_sequence (
    key  text   not null primary key,
    last bigint not null
) with (fillfactor = 70);

-- What is still to be published: a queue of ids, emptied after the broker's acknowledgement.
create table outbox (
    position bigint   generated always as identity primary key,
    shard    smallint not null,
    event_id uuid     not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Who relays which shard, and until when by this database's clock.
create table relay_shard (
    shard smallint    not null primary key,
    owner uuid,
    until timestamptz not null
) with (fillfactor = 50);
insert into relay_shard (shard, until) select shard, '-infinity' from generate_series(0, 15) as shard;

-- What a consumer has handled, so that an event that is published twice is applied once.
create table inbox (
    consumer    text        not null,
    event_id    uuid        not null,
    received_at timestamptz not null default now(),
    primary key (consumer, event_id)
);
create index inbox_received_at on inbox using brin (received_at);

-- Records that are no event by the contract. Only where they lie and why: what they hold may be anything.
create table quarantine (
    consumer       text        not null,
    topic          text        not null,
    partition      integer     not null,
    record_offset  bigint      not null,
    reason         text        not null,
    quarantined_at timestamptz not null default now(),
    primary key (consumer, topic, partition, record_offset)
);

grant select, insert on event to ${app}, ${worker};
grant select, insert, update on event_sequence to ${app}, ${worker};
grant insert on outbox to ${app};
grant select, insert, delete on outbox to ${worker};
grant select, update on relay_shard to ${worker};
grant select, insert, delete on inbox to ${worker};
grant select, insert on quarantine to ${worker};
