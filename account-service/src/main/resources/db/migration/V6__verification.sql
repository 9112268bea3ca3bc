-- SPDX-License-Identifier: Apache-2.0
-- The person at the end is the person at the start: what the application is asked, and what it answered. The token that it is asked by is made
-- of verify_nonce and of a key that is not here.
alter table authorization_attempt
    add column verification   boolean not null default false, -- decided by the click
    add column verify_nonce   text,
    add column verify_hash    bytea unique,
    add column verify_until   timestamptz,
    add column verdict        text check (verdict in ('confirmed', 'refused')),
    add column verdict_at     timestamptz,
    add column verdict_due_at timestamptz; -- while token-refresher has not heard it
create index authorization_verdict_due on authorization_attempt (verdict_due_at) where verdict_due_at is not null;
-- Of these no token is taken, whoever brings it.
create index authorization_unconfirmed on authorization_attempt (account_id) where verification and verdict is distinct from 'confirmed';
