-- A token that was obtained elsewhere is known by its keyed hash in parent_hash of the attempt that presented it: nobody presents it again while the account has what came of it.
create index attempt_brought on attempt (account_id) where kind = 'code' and parent_hash is not null;
