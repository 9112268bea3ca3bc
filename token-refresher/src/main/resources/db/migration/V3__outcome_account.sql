-- SPDX-License-Identifier: Apache-2.0
-- Whose outcome it is: who asks for a token of a dead grant is answered when account-service knows.
alter table outcome_push add column account_id uuid;
