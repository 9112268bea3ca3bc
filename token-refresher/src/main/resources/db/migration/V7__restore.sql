-- SPDX-License-Identifier: Apache-2.0
-- One row for each time that a database was restored from a backup (rule R20). Until it is finished nobody presents a token.
create table restore (
    word        text        not null primary key, -- the operator's, or this service's own
    epoch       bigint,                           -- that it began
    begun_at    timestamptz not null default now(),
    finished_at timestamptz
);

-- The installation's epoch in which its token was stored: of two tokens with the same version the later epoch's is the newer.
alter table "grant" add column epoch bigint not null default 1;

grant select on restore to ${app};
grant select, insert, update on restore to ${worker};
