-- SPDX-License-Identifier: Apache-2.0
-- The operator's own registrations at providers, which connections of every environment may use. Of no environment: ${app} is shown nothing
-- by which the provider would take it for the application.
create table managed_app (
    id                  uuid        not null primary key,
    provider            text        not null, -- of the catalogue
    client_id           text        not null,
    client_secret       bytea,                -- sealed to token-refresher, in this row's place
    credentials_version bigint      not null default 1,
    redirect_context    text        not null unique,
    scopes              text[]      not null default '{}',
    placeholders        text        not null default '{}', -- JSON
    version             bigint      not null default 1,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    deleted_at          timestamptz
);
create unique index managed_app_of_provider on managed_app (provider) where deleted_at is null;

alter table connection add column managed_app_id uuid references managed_app (id);
alter table connection drop constraint connection_mode_check;
alter table connection add constraint connection_mode_check
    check ((mode = 'own' and managed_app_id is null) or (mode = 'managed' and managed_app_id is not null));
create index connection_managed on connection (managed_app_id) where managed_app_id is not null;

grant select (id, provider, redirect_context, scopes, placeholders, deleted_at) on managed_app to ${app};
grant select, insert, update on managed_app to ${worker};
