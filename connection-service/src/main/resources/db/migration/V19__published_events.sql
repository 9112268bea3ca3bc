-- SPDX-License-Identifier: Apache-2.0
-- Events are forgotten a while after they are published; what is listed and audited is the log of account-service.
grant delete on event to ${worker};
create index inbox_received on inbox (received_at);

-- The oldest are found from the beginning of an index, which is quick as long as what was deleted there is cleared away soon.
alter table event set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000);
alter table inbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000);
