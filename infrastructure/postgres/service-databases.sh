#!/usr/bin/env bash
# A database for each service and a role of the same name that owns it: run once, by the postgres image when its data directory is empty.
# No role may connect to another's database, and none is a superuser: "no service reads another's tables" is a fact of the server.
# Passwords: USER_SERVICE_PASSWORD, ORDER_SERVICE_PASSWORD, …
# The image sources this file where it is not executable, so it changes no options of the shell.

for service in user order inventory payment shipping notification; do
  name="${service}_service"
  password="${name^^}_PASSWORD"
  psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres --no-psqlrc --quiet \
    --set name="$name" --set password="${!password:?is not set}" <<'SQL' || exit 1
CREATE ROLE :"name" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
  echo "database and role $name are there"
done

psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres --no-psqlrc --quiet \
  --command 'REVOKE ALL ON DATABASE postgres FROM PUBLIC' || exit 1
