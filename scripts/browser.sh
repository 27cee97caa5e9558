#!/usr/bin/env bash
# The page of examples/service in a headless Chromium, which is installed where there is none and that is possible.
set -euo pipefail
cd "$(dirname "$0")/.."

installed() {
    command -v chromium || command -v chromium-browser
}

# Debian and its like call it `chromium`.
install() {
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium
} >/dev/null 2>&1

if ! installed >/dev/null && ! install; then
    echo 'skipped: there is no Chromium, and it cannot be installed (that takes apt-get and root)'
    exit 0
fi

# With this variable, the tests do not pass over a browser that is not there.
CHROMIUM="$(installed)" cargo test --quiet -p service --test browser
