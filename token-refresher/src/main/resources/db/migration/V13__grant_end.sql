-- SPDX-License-Identifier: Apache-2.0
-- When a grant ends however often it is renewed, where the provider's file knows such a day; set with a grant's next token where it was given before this column was there.
alter table "grant" add column ends_at timestamptz;
