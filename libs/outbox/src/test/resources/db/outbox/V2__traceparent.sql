-- SPDX-License-Identifier: Apache-2.0
-- As each service has it in its own migrations. The trace that an event was recorded in, as its record on Kafka carries it; gone with its place in the queue.
alter table outbox add column traceparent text;
