-- SPDX-License-Identifier: Apache-2.0
-- When the environment's key was made, and when it was destroyed. The key itself is in no database: what was made and is not there was lost.
alter table environment add column key_made_at timestamptz;
alter table environment add column shredded_at timestamptz;
