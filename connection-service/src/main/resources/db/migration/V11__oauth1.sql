-- SPDX-License-Identifier: Apache-2.0
-- Connections whose people consent by OAuth 1.0a.
alter table connection drop constraint connection_auth_type_check;
alter table connection add constraint connection_auth_type_check
    check (auth_type in ('oauth2', 'oauth1', 'oauth2_client_credentials', 'jwt_bearer', 'api_key', 'basic', 'bearer', 'custom', 'none'));
