-- SPDX-License-Identifier: Apache-2.0
-- The columns of libs/requests: what an answer is about, and what work that goes on after its commit began with.
alter table idempotency add column subject uuid, add column beginning text;
