#!/usr/bin/env bash
# Random plugins that need each other in random ways, in managers and in sets, many more of them than in CI. Long, so not in
# CI.
#
#   scripts/properties.sh [cases]     100000 of them where it is not said
set -euo pipefail
cd "$(dirname "$0")/.."

export PLUGINKIT_CASES="${1:-100000}"
cargo test --release -p pluginkit --test graph_properties
cargo test --release -p pluginkit --lib set::tests
