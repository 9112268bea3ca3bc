-- SPDX-License-Identifier: Apache-2.0
-- Connections where nobody consents: their tokens are asked for with what the client itself proves.
alter table connection drop constraint connection_auth_type_check;
alter table connection add constraint connection_auth_type_check
    check (auth_type in ('oauth2', 'oauth2_client_credentials', 'jwt_bearer', 'api_key', 'basic', 'bearer', 'custom', 'none'));
