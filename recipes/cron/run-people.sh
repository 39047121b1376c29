#!/bin/sh
# run-people.sh ENVIRONMENT_FILE RUN_FILE
#
# One run for cron: quiet when it is well, the reasons on standard output when it is not (cron mails
# what a job prints), everything in the log. The exit code is that of user-sync.
set -u
umask 077
here=$(dirname "$(readlink -f "$0")")

# cron's PATH is /usr/bin:/bin; node is often elsewhere.
PATH=${NODE_BIN:-/usr/local/bin}:$PATH
set -a
. "$1"
set +a
log=$USER_SYNC_DATA/people.log

# Another run that still goes on is no failure: this one is left out. flock gives the lock back
# whatever becomes of the process, so a kill leaves nothing to clean up.
exec 9>"$USER_SYNC_DATA/people.lock"
if ! flock -n 9; then
  echo "$(date -u +%FT%TZ) left out, the run before goes on" >>"$log"
  exit 0
fi

report=$("$here/../../bin/user-sync" run "$2" 2>&1 9>&-)
code=$?
printf '%s ended with %s\n%s\n' "$(date -u +%FT%TZ)" "$code" "$report" >>"$log"
if [ "$code" -ne 0 ]; then
  echo "user-sync run $2 ended with $code; the whole report is in $log."
  # Failures without the tables.
  printf '%s\n' "$report" | grep -vE '^[┌├└│]'
fi
exit "$code"
