-- SPDX-License-Identifier: Apache-2.0
-- When it was told that a key ends soon; once.
alter table api_key add column expiry_told_at timestamptz;
create index api_key_ends on api_key (expires_at) where expiry_told_at is null and revoked_at is null and expires_at is not null;
