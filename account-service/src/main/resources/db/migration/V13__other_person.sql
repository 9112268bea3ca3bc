-- SPDX-License-Identifier: Apache-2.0
-- Whether the application confirmed, when it made the link, that the account may become another person's at the provider.
alter table authorization_attempt add column allow_other_person boolean not null default false;
