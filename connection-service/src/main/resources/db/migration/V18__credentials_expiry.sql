-- SPDX-License-Identifier: Apache-2.0
-- When a connection's client secret, or its certificate, ends at the provider, and when that was told; once.
alter table connection add column credentials_expire_at timestamptz;
alter table connection add column credentials_expiry_told_at timestamptz;
create index connection_credentials_end on connection (credentials_expire_at)
    where credentials_expiry_told_at is null and deleted_at is null and credentials_expire_at is not null;
-- The same of the operator's apps.
alter table managed_app add column credentials_expire_at timestamptz;

-- Whether a key signs for its server, or only a certificate of it is shown there.
alter table signing_key_use add column signs boolean not null default true;
