-- SPDX-License-Identifier: Apache-2.0
-- What a request that names a key began with, where its work goes on after the commit: a repetition goes on from there.
alter table idempotency add column beginning text;
