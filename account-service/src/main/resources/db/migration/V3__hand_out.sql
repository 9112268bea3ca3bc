-- SPDX-License-Identifier: Apache-2.0
-- Who read which token, for whom and from where. xid is what a tail of it goes by: ids are drawn before the commit, so an order of ids would skip
-- what commits late; below the oldest running transaction nothing can still appear.
drop table access_record;
create table access_record (
    xid            xid8        not null default pg_current_xact_id(),
    id             uuid        not null default uuidv7(),
    environment_id uuid        not null,
    account_id     uuid        not null,
    connection_id  uuid        not null,
    provider       text        not null,
    slot           text        not null,
    generation     bigint      not null,
    version        bigint      not null,
    key_id         uuid        not null,
    acting_user    text,
    reason         text,
    request_id     text,
    client_address text,
    read_at        timestamptz not null default now()
);
create unique index access_record_tail on access_record (xid, id);
create index access_record_environment on access_record (environment_id, read_at, id);
create index access_record_account on access_record (account_id, read_at, id);
alter table access_record enable row level security;
create policy one_environment on access_record to ${app} using (environment_id = current_environment());
create policy every_environment on access_record to ${worker} using (true) with check (true);
grant select on access_record to ${app};
grant select, delete on access_record to ${worker};

-- How far access records were published, and which replica publishes them until when. One row.
create table access_tail (
    one    boolean     not null primary key default true check (one),
    xid    xid8        not null default '0',
    id     uuid        not null default '00000000-0000-0000-0000-000000000000',
    owner  uuid,
    until  timestamptz not null default '-infinity'
) with (fillfactor = 50);
insert into access_tail default values;
grant select, update on access_tail to ${worker};

-- The trail of audit is what was consumed (event_log) and what was read (access_record): each is kept once, where it was first written.
drop table audit;
drop table audit_chain;
alter table event_log add column actor text;
alter table event_log add column key_id uuid;
create index event_log_occurred on event_log (environment_id, occurred_at, event_id);
create index event_log_account_occurred on event_log (account_id, occurred_at, event_id) where account_id is not null;

-- The highest version of a grant that a provider ended. It stands even where the token of that version has not arrived here yet.
create table grant_end (
    account_id uuid   not null references account (id) on delete cascade,
    slot       text   not null,
    generation bigint not null,
    version    bigint not null,
    reason     text   not null,
    primary key (account_id, slot)
);
grant select, insert, update, delete on grant_end to ${worker};

alter table account add column health_at timestamptz;

-- The one way to a token: what the role app reads here is on record when it arrives. A set of readers is one statement and one commit.
-- A token is in the answer only if it is handed out; whether it lives long enough is decided here, by one clock: a minimum is capped at half of
-- its life, and a young token counts as long enough.
drop function token_of(uuid, uuid, text);
create function read_tokens(
    environments uuid[], accounts uuid[], slots text[], min_lives bigint[], keys uuid[], acting_users text[], reasons text[],
    request_ids text[], client_addresses text[])
    returns table (
        n bigint, status text, status_reason text, generation_reauth bigint, suspended boolean, token_slot text,
        token_generation bigint, token_version bigint, token_type text, scopes text[], received_at timestamptz, expires_at timestamptz,
        read_at timestamptz, alive boolean, sealed bytea)
    language plpgsql volatile security definer
    set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
begin
    return query
    with asked as (
        select * from unnest(environments, accounts, slots, min_lives, keys, acting_users, reasons, request_ids, client_addresses)
            with ordinality as t (environment, account, slot, min_life, key, acting_user, reason, request_id, client_address, n)
    ), found as materialized (
        select asked.*, a.connection_id, a.provider, a.status, a.status_reason, a.generation_reauth, s.connection_id is not null as suspended,
               coalesce(asked.slot, a.default_slot) as token_slot, t.generation, t.version, t.token_type, t.scopes, t.received_at, t.expires_at,
               t.sealed, coalesce(t.expires_at > now(), t.account_id is not null) as alive,
               a.status = 'active' and t.account_id is not null
                   and (t.expires_at is null
                        or t.expires_at > now()
                           and (t.expires_at - now() >= least(make_interval(secs => asked.min_life), (t.expires_at - t.received_at) / 2)
                                or now() - t.received_at < least(interval '30 seconds', (t.expires_at - t.received_at) / 4))) as handed_out
          from asked
          join account a on a.id = asked.account and a.environment_id = asked.environment and a.deleted_at is null
          left join access_token t
            on t.account_id = a.id and t.slot = coalesce(asked.slot, a.default_slot) and t.generation = a.generation
          left join connection_suspension s on s.connection_id = a.connection_id
    ), recorded as (
        insert into access_record (environment_id, account_id, connection_id, provider, slot, generation, version, key_id, acting_user, reason,
                                   request_id, client_address)
        select environment, account, connection_id, provider, token_slot, generation, version, key, acting_user, reason, request_id, client_address
          from found where handed_out
    )
    select n, status, status_reason, generation_reauth, suspended, token_slot, generation, version, token_type, scopes, received_at,
           expires_at, now(), alive, case when handed_out then sealed end
      from found;
end
$$;
revoke all on function read_tokens(uuid[], uuid[], text[], bigint[], uuid[], text[], text[], text[], text[]) from public;
grant execute on function read_tokens(uuid[], uuid[], text[], bigint[], uuid[], text[], text[], text[], text[]) to ${app};
