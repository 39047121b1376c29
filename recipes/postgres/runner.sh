#!/bin/sh
# Exports the table, whole or not at all, and runs the runner over it.
set -eu
umask 077
here=$(dirname "$(readlink -f "$0")")
psql -Xq -v ON_ERROR_STOP=1 -c "\copy (SELECT visitor_id, plan, role, seats FROM crm_people) TO '$USER_SYNC_DATA/crm_people.csv.new' WITH (FORMAT csv, HEADER)"
mv "$USER_SYNC_DATA/crm_people.csv.new" "$USER_SYNC_DATA/crm_people.csv"
exec "$here/../../bin/user-sync" run "$here/runner.yaml" "$@"
