#!/usr/bin/env bash
# Sets, managers and a model of both, held to each other by plugins that chance makes up, one of the sets large. Each seed
# makes up others, and has them compiled, which takes minutes: CI tries one seed, with small sets only.
#
#   scripts/differential.sh [seeds] [first]     10 of them, from 2 on, where it is not said
set -euo pipefail
cd "$(dirname "$0")/.."

export PLUGINKIT_WORLDS="${PLUGINKIT_WORLDS:-8}" PLUGINKIT_CROWDS="${PLUGINKIT_CROWDS:-1}"
first="${2:-2}"
for ((seed = first; seed < first + ${1:-10}; seed++)); do
    printf 'seed %s: ' "$seed"
    if ! output=$(PLUGINKIT_SEED="$seed" cargo test --quiet -p differential 2>&1); then
        printf 'differs\n%s\n' "$output"
        exit 1
    fi
    grep -o '[0-9]* passed' <<<"$output"
done
