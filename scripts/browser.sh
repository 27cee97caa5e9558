#!/usr/bin/env bash
# The page of examples/service in a headless Chromium, which is installed where there is none and that is possible.
set -euo pipefail
cd "$(dirname "$0")/.."

installed() {
    command -v chromium || command -v chromium-browser
}

if ! installed >/dev/null && ! scripts/debian.sh chromium; then
    echo 'skipped: there is no Chromium, and it cannot be installed (that takes apt-get, root and a network)'
    exit 0
fi

# With this variable, the tests do not pass over a browser that is not there.
CHROMIUM="$(installed)" cargo test --quiet -p service --test browser
