#!/usr/bin/env bash
# Random plugins, called in random ways through a manager and by a naive model of it, many more of them than in CI. Long, so not
# in CI.
#
#   scripts/reference.sh [cases]     1000000 of them where it is not said
set -euo pipefail
cd "$(dirname "$0")/.."

PLUGINKIT_CASES="${1:-1000000}" cargo test --release -p pluginkit --test reference -- --nocapture
