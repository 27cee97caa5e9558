#!/usr/bin/env bash
# Runs behaviour tests under Miri, which also shows that registration by constructors works there. Long, so not in CI.
set -euo pipefail
cd "$(dirname "$0")/.."

rustup component add --toolchain nightly miri rust-src
# Files and clocks: the tests print, and a panic asks for the time.
export MIRIFLAGS="${MIRIFLAGS:--Zmiri-disable-isolation}"
# Tests that spin threads against each other take hours when every step is interpreted, and timers wait in real time.
cargo +nightly miri test -p pluginkit --test modes --test order --test selecting --test strategies "$@"

# The life of plugins: who owns what, when it goes, and what is left of a manager. It takes minutes.
cargo +nightly miri test -p pluginkit --test ownership
