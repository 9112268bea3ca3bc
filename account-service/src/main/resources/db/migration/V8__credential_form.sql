-- SPDX-License-Identifier: Apache-2.0
-- The form in which a person enters what a provider wants. Its state is made of form_nonce and of a key that is not here; each try takes it and
-- leaves another. The cookie of the browser that clicked is here by its hash.
alter table authorization_attempt
    add column form_nonce  text,
    add column form_cookie bytea,
    add column form_tries  integer not null default 0,
    add column entered     bytea; -- sealed, while the application has not said who entered it
