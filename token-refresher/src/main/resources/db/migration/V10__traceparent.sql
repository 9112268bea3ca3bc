-- SPDX-License-Identifier: Apache-2.0
-- The trace that an event was recorded in, as its record on Kafka carries it; gone with its place in the queue.
alter table outbox add column traceparent text;

-- The trace of the click, which the callback continues.
alter table flow add column traceparent text;
