#!/bin/sh
# Run by the postgres image when it makes its data, as the superuser: makes the role that the program uses, which owns its database and
# may do nothing else, and the one that it becomes to read a single restaurant's rows. The superuser's password goes, so that it cannot sign in over the network any more.
set -eu

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
	--set role="$DB_USER" --set password="$DB_PASSWORD" --set database="$DB_NAME" <<'SQL'
CREATE ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE ROLE tabletap_tenant NOLOGIN;
GRANT tabletap_tenant TO :"role";
CREATE DATABASE :"database" OWNER :"role";
ALTER ROLE CURRENT_USER PASSWORD NULL;
SQL
