#!/usr/bin/env bash
# Installs packages of Debian's, quietly, where that can be done: it takes apt-get, root, and a network that answers in time.
set -euo pipefail

command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || exit 1
export DEBIAN_FRONTEND=noninteractive
{
    timeout 60 apt-get update -o Acquire::Retries=0 &&
        timeout 300 apt-get install --yes --no-install-recommends -o Acquire::Retries=1 "$@"
} >/dev/null 2>&1
