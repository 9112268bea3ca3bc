-- SPDX-License-Identifier: Apache-2.0
-- Which members of an organisation may use its account, and who may manage it: {"use": [...], "manage": [...]}; '*' is every member who is named.
-- Without a policy nobody is asked.
alter table account add column policy jsonb;

-- What was wanted, and why the policy refused it: such a record is in the trail, and is no read.
alter table access_record
    add column action  text not null default 'read',
    add column refused text;

-- The one judge: null where it is allowed.
create function refused_by(policy jsonb, purpose text, acting_user text) returns text
    language sql immutable
    return case when policy is null then null
                when acting_user is null then 'acting_user_required'
                when coalesce(policy -> purpose, '[]'::jsonb) ?| array[acting_user, '*'] then null
                else 'not_allowed_by_policy' end;

-- As read_told_tokens; the account's policy is judged in the row that is read anyway. Whoever is refused is handed nothing, and is on record.
create function read_allowed_tokens(
    environments uuid[], accounts uuid[], slots text[], min_lives bigint[], keys uuid[], acting_users text[], reasons text[],
    request_ids text[], client_addresses text[])
    returns table (
        n bigint, status text, status_reason text, generation_reauth bigint, suspended boolean, token_slot text,
        token_generation bigint, token_version bigint, token_type text, scopes text[], received_at timestamptz, expires_at timestamptz,
        read_at timestamptz, alive boolean, sealed bytea, auth_type text, connection_id uuid, facts text, refused text)
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
        select asked.*, a.connection_id, a.auth_type, a.facts::text as facts, a.provider, a.status, a.status_reason, a.generation_reauth, s.connection_id is not null as suspended,
               coalesce(asked.slot, a.default_slot) as token_slot, t.generation, t.version, t.token_type, t.scopes, t.received_at, t.expires_at,
               t.sealed, coalesce(t.expires_at > now(), t.account_id is not null) as alive,
               refused_by(a.policy, 'use', asked.acting_user) as refused,
               refused_by(a.policy, 'use', asked.acting_user) is null and a.status = 'active' and t.account_id is not null
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
                                   request_id, client_address, refused)
        select environment, account, connection_id, provider, token_slot, coalesce(generation, 0), coalesce(version, 0), key, acting_user, reason,
               request_id, client_address, refused
          from found where handed_out or refused is not null
    )
    select n, status, status_reason, generation_reauth, suspended, token_slot, generation, version, token_type, scopes, received_at,
           expires_at, now(), alive, case when handed_out then sealed end, auth_type, connection_id, facts, refused
      from found;
end
$$;

-- What the release before calls obeys, too: it knows no refusal, so to whom the policy refuses an account there is none.
create or replace function read_told_tokens(
    environments uuid[], accounts uuid[], slots text[], min_lives bigint[], keys uuid[], acting_users text[], reasons text[],
    request_ids text[], client_addresses text[])
    returns table (
        n bigint, status text, status_reason text, generation_reauth bigint, suspended boolean, token_slot text,
        token_generation bigint, token_version bigint, token_type text, scopes text[], received_at timestamptz, expires_at timestamptz,
        read_at timestamptz, alive boolean, sealed bytea, auth_type text, connection_id uuid, facts text)
    language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
    select t.n, t.status, t.status_reason, t.generation_reauth, t.suspended, t.token_slot, t.token_generation, t.token_version, t.token_type,
           t.scopes, t.received_at, t.expires_at, t.read_at, t.alive, t.sealed, t.auth_type, t.connection_id, t.facts
      from read_allowed_tokens($1, $2, $3, $4, $5, $6, $7, $8, $9) t
     where t.refused is null
$$;
create or replace function read_tokens(
    environments uuid[], accounts uuid[], slots text[], min_lives bigint[], keys uuid[], acting_users text[], reasons text[],
    request_ids text[], client_addresses text[])
    returns table (
        n bigint, status text, status_reason text, generation_reauth bigint, suspended boolean, token_slot text,
        token_generation bigint, token_version bigint, token_type text, scopes text[], received_at timestamptz, expires_at timestamptz,
        read_at timestamptz, alive boolean, sealed bytea, auth_type text, connection_id uuid)
    language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
    select t.n, t.status, t.status_reason, t.generation_reauth, t.suspended, t.token_slot, t.token_generation, t.token_version, t.token_type,
           t.scopes, t.received_at, t.expires_at, t.read_at, t.alive, t.sealed, t.auth_type, t.connection_id
      from read_allowed_tokens($1, $2, $3, $4, $5, $6, $7, $8, $9) t
     where t.refused is null
$$;

-- Whether somebody may do something else with an account, by the same judge: null where it is allowed, or where there is no such account.
create function judge_member(
    environment uuid, account uuid, purpose text, action text, acting_user text, key uuid, request_id text, client_address text)
    returns text
    language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
    with judged as (
        select a.environment_id, a.id, a.connection_id, a.provider, a.default_slot, a.generation, refused_by(a.policy, $3, $5) as refused
          from account a
         where a.id = $2 and a.environment_id = $1 and a.deleted_at is null
    ), recorded as (
        insert into access_record (environment_id, account_id, connection_id, provider, slot, generation, version, key_id, acting_user,
                                   request_id, client_address, action, refused)
        select j.environment_id, j.id, j.connection_id, j.provider, j.default_slot, j.generation, 0, $6, $5, $7, $8, $4, j.refused
          from judged j where j.refused is not null
    )
    select j.refused from judged j
$$;
revoke all on function refused_by(jsonb, text, text) from public;
revoke all on function read_allowed_tokens(uuid[], uuid[], text[], bigint[], uuid[], text[], text[], text[], text[]) from public;
revoke all on function judge_member(uuid, uuid, text, text, text, uuid, text, text) from public;
grant execute on function read_allowed_tokens(uuid[], uuid[], text[], bigint[], uuid[], text[], text[], text[], text[]) to ${app};
grant execute on function judge_member(uuid, uuid, text, text, text, uuid, text, text) to ${app};
