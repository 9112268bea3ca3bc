-- SPDX-License-Identifier: Apache-2.0
-- Providers of an environment's own. A name that a connection ever had is never given to another one: grants of that connection may still be ended.
create table custom_provider (
    id             uuid        not null primary key,
    environment_id uuid        not null references environment (environment_id),
    name           text        not null collate "C", -- as connections name it
    version        bigint      not null default 1,
    definition     text        not null, -- JSON, as in a file of the catalogue
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    deleted_at     timestamptz,
    unique (environment_id, name)
);

-- How it was before, for whoever asks later what was sent where.
create table custom_provider_version (
    provider_id    uuid        not null references custom_provider (id) on delete cascade,
    environment_id uuid        not null,
    version        bigint      not null,
    definition     text        not null,
    created_at     timestamptz not null default now(),
    primary key (provider_id, version)
);
create index connection_of_provider on connection (environment_id, provider);

do $$
declare
    of_an_environment text;
begin
    foreach of_an_environment in array array['custom_provider', 'custom_provider_version']
    loop
        execute format('alter table %I enable row level security', of_an_environment);
        execute format('alter table %I force row level security', of_an_environment);
        execute format(
            'create policy one_environment on %I to ${app} using (environment_id = current_environment()) with check (environment_id = current_environment())',
            of_an_environment);
        execute format('create policy every_environment on %I to ${worker} using (true) with check (true)', of_an_environment);
    end loop;
end
$$;

grant select, insert, update, delete on custom_provider to ${app};
grant select, insert, delete on custom_provider_version to ${app};
grant select on custom_provider, custom_provider_version to ${worker};
