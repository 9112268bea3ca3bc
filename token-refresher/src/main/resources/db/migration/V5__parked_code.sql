-- SPDX-License-Identifier: Apache-2.0
-- Where the application confirms who consented, the code waits here, sealed, and for so long only. Confirmed, it becomes an attempt.
alter table flow
    add column verification boolean not null default false,
    add column parked_code  bytea,
    add column parked_for   text, -- the token endpoint that the connection had at the callback
    add column parked_until timestamptz;
create index flow_parked on flow (parked_until) where parked_until is not null and outcome is null;
