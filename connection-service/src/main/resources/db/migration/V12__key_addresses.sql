-- SPDX-License-Identifier: Apache-2.0
-- Where an API key may be used from: address ranges in CIDR form; none is anywhere.
alter table api_key add column allowed_addresses text[] not null default '{}';
