-- SPDX-License-Identifier: Apache-2.0
-- The secret before the one in client_secret: what requests are made with until the new one has proved itself, or until previous_until. Told: that the
-- provider refuses the new one.
alter table connection_copy
    add column previous_secret              bytea,
    add column previous_credentials_version bigint not null default 0,
    add column previous_until               timestamptz,
    add column refused_told                 boolean not null default false;
create index connection_copy_overlaps on connection_copy (connection_id) where previous_secret is not null;
