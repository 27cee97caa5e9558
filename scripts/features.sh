#!/usr/bin/env bash
# The combinations of features and targets that must build, and what must hold in them.
set -euo pipefail
cd "$(dirname "$0")/.."

# Its own directory: other features of the same crates would otherwise be rebuilt in turn with the main build.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}/features"

echo 'without tokio: the sync half and unbounded async'
cargo test --quiet --manifest-path scripts/features/without-tokio/Cargo.toml

cargo test --quiet -p pluginkit --no-default-features --features std

# What the examples ask for (axum, config, i18n, migrations) is tested with the workspace.
echo 'with what no other crate asks for: files that are watched, what is measured, spans'
cargo test --quiet -p pluginkit --features config-watch,metrics,spans \
    --test config_watch --test observers --test metrics --test spans

echo 'each feature alone: no lint, and on any executor where it does not bring tokio'
cargo clippy --quiet -p pluginkit -- -D warnings
for feature in axum config config-watch i18n metrics migrations migrations-postgres,migrations-sqlite spans testing; do
    cargo clippy --quiet -p pluginkit --no-default-features --features "$feature" -- -D warnings
done

echo 'without tokio or config: asking for a timeout, a pool or a configuration is an error that names the feature'
refused() {
    local features="$1" text="$2" output
    if output="$(cargo check --quiet --manifest-path scripts/features/refused/Cargo.toml --features "$features" 2>&1)"; then
        echo "error: \`$features\` compiles without tokio" >&2
        return 1
    fi
    # One mistake, one error.
    [ "$(grep -c '^error' <<<"$output")" = 2 ] && grep -qF "$text" <<<"$output" || {
        printf 'error: `%s` says something else:\n%s\n' "$features" "$output" >&2
        return 1
    }
}
for std in '' ,std; do
    refused "timeout$std" '`timeout` needs a timer: enable the feature `tokio` of `pluginkit`'
    refused "blocking$std" '`blocking` needs a pool of threads: enable the feature `tokio` of `pluginkit`'
    refused "config$std" '`config` needs what reads configurations: enable the feature `config` of `pluginkit`'
done

installed() {
    rustup target list --installed 2>/dev/null | grep -qx "$1"
}

echo 'without std: no lint, and nothing that only a manager would need'
cargo clippy --quiet -p pluginkit --no-default-features -- -D warnings

echo 'without std: a set is called'
cargo test --quiet --manifest-path scripts/features/no-std/Cargo.toml

echo 'without std: points, plugins, extensions and sets, where there is no operating system'
for target in wasm32-unknown-unknown thumbv7em-none-eabi; do
    installed "$target" || rustup target add "$target" >/dev/null 2>&1 || true
    if installed "$target"; then
        cargo build --quiet --manifest-path scripts/features/no-std/Cargo.toml --target "$target"
    else
        echo "without std: skipped for $target, which is not installed and cannot be had"
    fi
done

if installed wasm32-unknown-unknown; then
    echo 'WebAssembly: with and without tokio, and for tests'
    wasm=wasm32-unknown-unknown
    cargo check --quiet -p pluginkit --target "$wasm"
    cargo check --quiet -p pluginkit --target "$wasm" --no-default-features --features std
    cargo check --quiet -p pluginkit --target "$wasm" --features testing
    cargo check --quiet -p pluginkit --target "$wasm" --features config-watch

    if command -v node >/dev/null; then
        echo 'WebAssembly: the life of plugins, without threads and without a clock'
        cargo build --quiet --manifest-path scripts/features/wasm/Cargo.toml --target "$wasm"
        node scripts/features/wasm/run.mjs "$CARGO_TARGET_DIR/$wasm/debug/wasm.wasm" |
            diff scripts/features/wasm/story.txt - >&2 || {
            echo 'error: on WebAssembly, something else happens (`<` is what should)' >&2
            exit 1
        }
    else
        echo 'WebAssembly: not run, there is no node'
    fi
else
    echo 'WebAssembly: skipped, the target wasm32-unknown-unknown is not installed'
fi
