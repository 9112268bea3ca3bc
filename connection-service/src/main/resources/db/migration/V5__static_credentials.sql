-- SPDX-License-Identifier: Apache-2.0
-- Connections whose people enter a key or a password instead of consenting: they have no client, so client_id is empty.
alter table connection drop constraint connection_auth_type_check;
alter table connection add constraint connection_auth_type_check
    check (auth_type in ('oauth2', 'api_key', 'basic', 'bearer', 'custom', 'none'));
