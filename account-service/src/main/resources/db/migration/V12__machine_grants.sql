-- SPDX-License-Identifier: Apache-2.0
-- Whom an account's tokens are asked for where nobody consents, in the fields of the provider's file; never changed.
alter table account add column parameters jsonb not null default '{}';
