-- SPDX-License-Identifier: Apache-2.0
-- When a grant ends however often it is renewed, when that is to be said, and when it was.
alter table access_token
    add column grant_ends_at timestamptz,
    add column warn_at       timestamptz,
    add column warned_at     timestamptz;

create index access_token_warn on access_token (warn_at) where warned_at is null and warn_at is not null;

-- What token_lives_of tells, and one column more; the release before asks for the other one.
create function token_terms_of(environment uuid, accounts uuid[])
    returns table (account_id uuid, slot text, generation bigint, version bigint, received_at timestamptz, expires_at timestamptz, grant_ends_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
    select t.account_id, t.slot, t.generation, t.version, t.received_at, t.expires_at, t.grant_ends_at
      from access_token t
      join account a on a.id = t.account_id and a.generation = t.generation
     where a.id = any (accounts) and a.environment_id = environment and a.deleted_at is null;
end;
revoke all on function token_terms_of(uuid, uuid[]) from public;
grant execute on function token_terms_of(uuid, uuid[]) to ${app}, ${worker};
