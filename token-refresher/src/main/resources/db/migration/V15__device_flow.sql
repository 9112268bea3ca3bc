-- SPDX-License-Identifier: Apache-2.0
-- A flow that goes on in a browser of the person's own has no callback: its device code is kept here, sealed, and the token endpoint is asked with it until
-- the person has decided. All five are gone when the flow has ended. presented_at is written before each question and gone with its answer.
alter table flow
    add column device_code   bytea,
    add column device_for    text, -- the token endpoint that the connection had when it began
    add column poll_millis   bigint,
    add column next_poll_at  timestamptz,
    add column presented_at  timestamptz;
create index flow_polled on flow (next_poll_at) where next_poll_at is not null;
create index flow_of_device on flow (account_id) where device_code is not null;
