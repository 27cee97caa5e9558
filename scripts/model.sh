#!/usr/bin/env bash
# The transition table and the table swap under a model checker, which interleaves threads at every lock and flag. Takes
# the number of interleavings of each model: 300 unless told, which takes seconds; the long run is `scripts/model.sh 100000`.
set -euo pipefail
cd "$(dirname "$0")/.."

# Its own directory: everything is compiled with another lock.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}/model"
export RUSTFLAGS="${RUSTFLAGS:-} --cfg pluginkit_model"
export PLUGINKIT_ROUNDS="${1:-300}"
cargo test --quiet -p pluginkit --test model
