-- SPDX-License-Identifier: Apache-2.0
-- Keys are exchanged while everything runs: the next keyset of a purpose is announced, is used from a time on, and then replaces the current one.
-- seals is how many a keyset may have made; what is reserved and not used is counted too.
alter table keyset
    add column next_of     text unique, -- the purpose, while it is the next one
    add column use_from    timestamptz not null default now(),
    add column seals       bigint      not null default 0,
    add column replaced_at timestamptz;
grant delete on keyset to ${worker};

-- How far what older keysets sealed is sealed anew: which column, up to which row, and what the current pass over all has found so far.
create table reseal (
    purpose     text        not null primary key,
    keyset_id   uuid        not null,
    part        integer     not null default 0,
    cursor      uuid        not null default '00000000-0000-0000-0000-000000000000',
    found       bigint      not null default 0,
    resealed    bigint      not null default 0,
    unreadable  bigint      not null default 0,
    started_at  timestamptz not null default now(),
    finished_at timestamptz
);
grant select, insert, update on reseal to ${worker};
