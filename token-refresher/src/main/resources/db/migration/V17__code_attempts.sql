-- SPDX-License-Identifier: Apache-2.0
-- Whose code an attempt showed is asked with each first token that is pushed or pulled.
create index attempt_code on attempt (account_id) where kind = 'code';
