-- SPDX-License-Identifier: Apache-2.0
-- Each time that the installation was sealed or unsealed; the last row is how it is. Nobody changes a row or takes one away.
create table seal (
    number         bigint      generated always as identity primary key,
    sealed         boolean     not null,
    at             timestamptz not null default now(),
    reason         text        not null,
    key_id         uuid,
    request_id     text,
    client_address text
);
grant select, insert on seal to ${worker};
