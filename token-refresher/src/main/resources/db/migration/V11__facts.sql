-- SPDX-License-Identifier: Apache-2.0
-- What a provider tells of an account beside its tokens, by name: never a secret. What the callback tells waits with the code.
alter table "grant"
    add column facts jsonb not null default '{}',
    -- What the consent is good for, where the provider lists that: [{id, name, url}].
    add column sites jsonb not null default '[]';
alter table flow add column facts jsonb not null default '{}';
