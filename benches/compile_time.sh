#!/usr/bin/env bash
# What a set costs the compiler: seconds of processor time for the crate that declares it, 10, 50 and 200 plugins with 5 hooks
# each, beside the same plugins called by hand. Everything else is built before. Prints the table of README.md.
#
#   benches/compile_time.sh [plugins..]
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export CARGO_TARGET_DIR="$work/target" CARGO_INCREMENTAL=0

mkdir -p "$work/src"
cp "$here/Cargo.lock" "$work/"
cat >"$work/Cargo.toml" <<TOML
[package]
name = "measured"
version = "0.0.0"
edition = "2024"

[features]
set = []

[dependencies]
pluginkit = { path = "$here/pluginkit" }

[workspace]
TOML

generate() {
    python3 - "$1" <<'PYTHON'
import sys
count = int(sys.argv[1])
print("""use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use pluginkit::prelude::*;

#[extension_point]
pub trait Feed {
    fn told(&self, n: u64);
    fn all(&self, n: u64) -> u64;
    #[hook(pipeline)]
    fn stage(&self, value: u64, n: u64) -> u64;
    async fn awaited(&self, n: u64) -> u64;
    #[hook(pipeline)]
    async fn awaited_stage(&self, value: u64, n: u64) -> u64;
}
""")
for i in range(count):
    print(f"""#[plugin(id = "p{i}", version = "1.0.0", listed)]
#[derive(Default)]
pub struct P{i}(u64);
#[extension(priority = {i % 7})]
impl Feed for P{i} {{
    fn told(&self, n: u64) {{ black_box(self.0 ^ n); }}
    fn all(&self, n: u64) -> u64 {{ self.0.wrapping_add(n) ^ {i} }}
    fn stage(&self, value: u64, n: u64) -> u64 {{ value.wrapping_mul(3) ^ self.0 ^ n }}
    async fn awaited(&self, n: u64) -> u64 {{ self.0.wrapping_add(n) ^ {i} }}
    async fn awaited_stage(&self, value: u64, n: u64) -> u64 {{ value.wrapping_mul(3) ^ self.0 ^ n }}
}}""")
fields = ", ".join(f"p{i}: P{i}" for i in range(count))
order = sorted(range(count), key=lambda i: (-(i % 7), f"p{i}"))
print(f"""
#[cfg(feature = "set")]
mod calls {{
    use super::*;
    plugin_set! {{ #[derive(Default)] pub struct Plugins {{ {fields} }} points: [Feed]; }}
    pub async fn all(set: &Plugins, n: u64) -> u64 {{
        let feed = set.caller::<dyn Feed>();
        feed.told(n).unwrap();
        let sum: u64 = feed.all(n).unwrap().iter().sum();
        let awaited: u64 = feed.awaited(n).await.unwrap().iter().sum();
        sum ^ awaited ^ feed.stage(n, 1).unwrap() ^ feed.awaited_stage(n, 1).await.unwrap()
    }}
}}

#[cfg(not(feature = "set"))]
mod calls {{
    use super::*;
    #[derive(Default)]
    pub struct Plugins {{ {fields} }}
    pub async fn all(set: &Plugins, n: u64) -> u64 {{
        {"".join(f"set.p{i}.told(n); " for i in order)}
        let mut all = Vec::with_capacity({count});
        {"".join(f"all.push(set.p{i}.all(n)); " for i in order)}
        let sum: u64 = all.iter().sum();
        let awaited: u64 = awaited(set, n).await.iter().sum();
        sum ^ awaited ^ stage(set, n) ^ awaited_stage(set, n).await
    }}
    fn stage(set: &Plugins, n: u64) -> u64 {{
        let value = n;
        {"".join(f"let value = set.p{i}.stage(value, 1); " for i in order)}
        value
    }}
    async fn awaited(set: &Plugins, n: u64) -> Vec<u64> {{
        let mut all = Vec::with_capacity({count});
        {"".join(f"all.push(set.p{i}.awaited(n).await); " for i in order)}
        all
    }}
    async fn awaited_stage(set: &Plugins, n: u64) -> u64 {{
        let value = n;
        {"".join(f"let value = set.p{i}.awaited_stage(value, 1).await; " for i in order)}
        value
    }}
}}

fn main() {{
    let set = calls::Plugins::default();
    let Poll::Ready(sum) = pin!(calls::all(&set, black_box(7))).poll(&mut Context::from_waker(Waker::noop())) else {{ return }};
    println!("{{sum}}");
}}""")
PYTHON
}

# Processor seconds of the last crate, the best of three.
seconds() {
    local best='' spent
    for _ in 1 2 3; do
        touch "$work/src/main.rs"
        spent="$({ TIMEFORMAT='%U %S'; time cargo build --quiet --manifest-path "$work/Cargo.toml" "$@" >/dev/null 2>"$work/log" || cat "$work/log" >&2; } 2>&1 | awk '{ print $1 + $2 }')"
        best="$(printf '%s\n%s\n' "$best" "$spent" | grep . | sort -g | head -n 1)"
    done
    echo "$best"
}

echo '| plugins | dev: by hand | dev: set | release: by hand | release: set | bytes for each plugin: by hand | set |'
echo '|--:|--:|--:|--:|--:|--:|--:|'
generate 1 >"$work/src/main.rs"
for profile in '' --release; do
    cargo build --quiet --manifest-path "$work/Cargo.toml" $profile --features set
done
base_hand='' base_set=''
size() {
    strip -o "$work/stripped" "$work/target/release/measured"
    stat -c %s "$work/stripped"
}
cargo build --quiet --manifest-path "$work/Cargo.toml" --release && base_hand="$(size)"
cargo build --quiet --manifest-path "$work/Cargo.toml" --release --features set && base_set="$(size)"
for plugins in "${@:-10 50 200}"; do
    for count in $plugins; do
        generate "$count" >"$work/src/main.rs"
        dev_hand="$(seconds)"
        dev_set="$(seconds --features set)"
        release_hand="$(seconds --release)"
        hand="$((($(size) - base_hand) / (count - 1)))"
        release_set="$(seconds --release --features set)"
        set="$((($(size) - base_set) / (count - 1)))"
        echo "| $count | $dev_hand | $dev_set | $release_hand | $release_set | $hand | $set |"
    done
done
