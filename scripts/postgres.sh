#!/usr/bin/env bash
# Runs a command beside a PostgreSQL of its own, which PLUGINKIT_TEST_POSTGRES points at; without one, the tests that need it.
# The server lives in a temporary folder, listens to nothing but a socket there, and is gone when the command has ended.
# Where PostgreSQL is missing and this may install Debian's, it does; where it cannot be had, nothing is run, and that is said.
set -euo pipefail
cd "$(dirname "$0")/.."

programs() {
    local directory
    for directory in "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin; do
        [ -x "$directory/initdb" ] && echo "$directory" && return
    done
    return 1
}

programs >/dev/null || scripts/debian.sh postgresql || true
if ! bin="$(programs)"; then
    echo 'PostgreSQL: skipped, it is not installed and cannot be had'
    exit 0
fi

# The server does not run as root; and whom it runs as may have no way into this folder.
as_user() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u nobody -- "$@"); else "$@"; fi
}

# Short, because the path of a socket has to be.
folder="$(mktemp -d /tmp/pluginkit.XXXXXX)"
finish() {
    as_user "$bin/pg_ctl" stop --silent --mode=immediate --pgdata="$folder/data" >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap finish EXIT
[ "$(id -u)" != 0 ] || chown nobody "$folder"

as_user "$bin/initdb" --username=pluginkit --auth=trust --encoding=UTF8 --locale=C --no-sync "$folder/data" >/dev/null
# What is thrown away need not outlive a crash.
as_user "$bin/pg_ctl" start --silent --wait --pgdata="$folder/data" --log="$folder/log" \
    --options="-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off" >/dev/null || {
    cat "$folder/log" >&2
    exit 1
}

export PLUGINKIT_TEST_POSTGRES="postgres://pluginkit@localhost/postgres?host=$folder"
if [ $# = 0 ]; then
    set -- cargo test --quiet -p pluginkit --features migrations-sqlite,migrations-postgres --test migrations
fi
"$@"
