#!/usr/bin/env bash
# Measures what it costs to get many plugins going, here and with three Python frameworks, and prints the tables of
# benches/README.md.
#
#   benches/peers/startup.sh           everything; several minutes, because the others take long over 10,000 plugins
#   benches/peers/startup.sh 1000      the others with up to 1,000 plugins
#   benches/peers/startup.sh 0         without the others
#
# The packages are installed into a directory that is gone afterwards. Needs Python 3.11 or later with pip, and valgrind
# for the instructions.
set -euo pipefail

largest=${1:-10000}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# rust-toolchain.toml is looked up from here.
cd "$here"

if ((largest > 0)); then
    packages=$(mktemp -d)
    trap 'rm -rf "$packages"' EXIT
    python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location --root-user-action ignore \
        --target "$packages" --requirement requirements.txt
    export PYTHONPATH=$packages
fi
cargo run --quiet --release -p pluginkit-benches --bin startup_table -- "$largest"
