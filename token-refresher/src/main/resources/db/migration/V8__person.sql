-- SPDX-License-Identifier: Apache-2.0
-- Whose account it is at the provider is known by the grants that were in use. One that was rejected, or came too late, tells nothing of it.
alter table "grant" add column took_effect boolean not null default true;
update "grant" set took_effect = false where reason in ('rejected', 'ended_before_exchange');

-- Whether the application confirmed, when it made the link, that somebody else may come back.
alter table flow add column other_person_allowed boolean not null default false;
