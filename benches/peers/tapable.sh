#!/usr/bin/env bash
# What a hook call costs in tapable's best case: one hook, called over and over, so that V8 inlines what tapable generates.
# Beside it, in the same run, the same number of plugins in a set, a manager and a vector of trait objects. Nanoseconds a call;
# the ratios are what can be compared between machines. Needs Node and its package manager, and says so where there is none.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v node >/dev/null && command -v npm >/dev/null || { echo 'skipped: Node is not installed'; exit 0; }
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm install --silent --no-fund --no-audit tapable@2 >/dev/null 2>&1) || { echo 'skipped: tapable cannot be had'; exit 0; }
cargo build --quiet --release -p pluginkit-benches --bin set_path

cat >"$work/hooks.js" <<'JS'
const { SyncHook, SyncBailHook, SyncWaterfallHook, AsyncSeriesHook } = require("tapable");
const plugins = Number(process.argv[2]);
const calls = 2e6;
let seen = 0;
const best = (run) => {
    let best = Infinity;
    for (let round = 0; round < 7; round++) {
        const before = process.hrtime.bigint();
        run();
        best = Math.min(best, Number(process.hrtime.bigint() - before) / calls);
    }
    return best.toFixed(1);
};
const notify = new SyncHook(["n"]), first = new SyncBailHook(["n"]), pipeline = new SyncWaterfallHook(["value", "n"]);
for (let i = 0; i < plugins; i++) {
    notify.tap(`p${i}`, (n) => { seen += n ^ i; });
    first.tap(`p${i}`, (n) => (n === i ? i : undefined));
    pipeline.tap(`p${i}`, (value, n) => (value + n + i) | 0);
}
console.log("notify", best(() => { for (let i = 0; i < calls; i++) notify.call(i); }));
console.log("first", best(() => { for (let i = 0; i < calls; i++) seen += first.call(plugins - 1); }));
console.log("pipeline", best(() => { for (let i = 0; i < calls; i++) seen += pipeline.call(i & 7, i); }));
if (seen === 0.5) console.log(seen);
JS

nanoseconds() {
    # set_path <side> <case> <plugins> <calls>
    local calls=3000000 best='' spent
    for _ in 1 2 3 4 5; do
        spent="$({ TIMEFORMAT=%U; time ./target/release/set_path "$1" "$2" "$3" "$calls"; } 2>&1)"
        best="$(printf '%s\n%s\n' "$best" "$spent" | grep . | sort -g | head -n 1)"
    done
    awk -v seconds="$best" -v calls="$calls" 'BEGIN { printf "%.1f", seconds * 1e9 / calls }'
}

echo '| case | plugins | tapable ns | by hand ns | set ns | manager ns | boxed ns | tapable / set |'
echo '|---|--:|--:|--:|--:|--:|--:|--:|'
for plugins in 3 10 50; do
    node "$work/hooks.js" "$plugins" | while read -r case tapable; do
        hand="$(nanoseconds hand "$case" "$plugins")"
        set="$(nanoseconds set "$case" "$plugins")"
        manager="$(nanoseconds manager "$case" "$plugins")"
        boxed="$(nanoseconds boxed "$case" "$plugins")"
        awk -v c="$case" -v p="$plugins" -v t="$tapable" -v h="$hand" -v s="$set" -v m="$manager" -v b="$boxed" \
            'BEGIN { printf "| %s | %s | %s | %s | %s | %s | %s | %.1f |\n", c, p, t, h, s, m, b, t / s }'
    done
done
