-- SPDX-License-Identifier: Apache-2.0
-- What a provider told of an account beside its tokens, and where its API is, by name: never a secret.
alter table account
    add column facts jsonb not null default '{}',
    -- What the consent is good for, where the provider lists that: [{id, name, url}].
    add column sites jsonb not null default '[]';

-- As read_tokens, which the release before calls; what is told goes out with each token.
create function read_told_tokens(
    environments uuid[], accounts uuid[], slots text[], min_lives bigint[], keys uuid[], acting_users text[], reasons text[],
    request_ids text[], client_addresses text[])
    returns table (
        n bigint, status text, status_reason text, generation_reauth bigint, suspended boolean, token_slot text,
        token_generation bigint, token_version bigint, token_type text, scopes text[], received_at timestamptz, expires_at timestamptz,
        read_at timestamptz, alive boolean, sealed bytea, auth_type text, connection_id uuid, facts text)
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
           expires_at, now(), alive, case when handed_out then sealed end, auth_type, connection_id, facts
      from found;
end
$$;
revoke all on function read_told_tokens(uuid[], uuid[], text[], bigint[], uuid[], text[], text[], text[], text[]) from public;
grant execute on function read_told_tokens(uuid[], uuid[], text[], bigint[], uuid[], text[], text[], text[], text[]) to ${app};
