-- SPDX-License-Identifier: Apache-2.0
-- What a scope, once granted, includes under other names: {"granted": ["included", …]} of the provider's file.
alter table connection_copy add column scope_covers jsonb not null default '{}';
