#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Run once by the image, on an empty volume: three databases, each with an owner, an app and a worker. Tables are the services' own to make.
set -euo pipefail
for database in connection account refresher; do
  # Three lines: the passwords of owner, app and worker; of letters, digits, - and _ only.
  { read -r owner; read -r app; read -r worker; } < "/run/secrets/postgresql-$database"
  psql -v ON_ERROR_STOP=1 --quiet --username postgres <<SQL
    create role ${database}_owner login password '$owner';
    create role ${database}_app login password '$app';
    create role ${database}_worker login password '$worker';
    create database $database owner ${database}_owner;
    revoke all on database $database from public;
    grant connect on database $database to ${database}_app, ${database}_worker;
    \connect $database
    alter schema public owner to ${database}_owner;
    revoke all on schema public from public;
    grant usage on schema public to ${database}_app, ${database}_worker;
SQL
done
