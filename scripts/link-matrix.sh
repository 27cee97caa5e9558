#!/usr/bin/env bash
# Proves that what is linked is found: the plugins and extensions of a host, counted under every way of building it.
#
#   scripts/link-matrix.sh            everything
#   scripts/link-matrix.sh --short    what CI runs
#   scripts/link-matrix.sh --list     the configurations, without building anything
#
# It builds the workspace in scripts/link-matrix into CARGO_TARGET_DIR, or into target/link-matrix.
#
# The fixture: three plugin crates that are linked in three ways (`plugins![..]`, `use .. as _;`, `depends_on(path)`), and
# one, `forgotten`, that is in Cargo.toml only. Each has four plugins and three extensions, in modules that nothing
# refers to. Found must be exactly those of the three, and the host must be told of the fourth.
#
# shellcheck disable=SC2016  # the backquotes are those of messages
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
fixture=$root/scripts/link-matrix
# rust-toolchain.toml is looked up from here.
cd "$root"

# Each row says how it is built. What the environment says on top of that would make it another row.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS CARGO_BUILD_TARGET CARGO_INCREMENTAL
for variable in $(compgen -e); do
    case $variable in CARGO_PROFILE_*) unset "$variable" ;; esac
done
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target/link-matrix}
export CARGO_TERM_COLOR=never

wasm=wasm32-unknown-unknown
skipped=77

# --- What must be found ---------------------------------------------------------------------------------------------

everything='plugins: anonymous-deep anonymous-inner anonymous-root anonymous-silent'
everything+=' dependency-deep dependency-inner dependency-root dependency-silent'
everything+=' linked-deep linked-inner linked-root linked-silent; extensions: 9'
nothing='plugins: ; extensions: 0'

expectation() { # all or none
    case $1 in
        all) echo "$everything" ;;
        none) echo "$nothing" ;;
    esac
}

# --- The matrix -----------------------------------------------------------------------------------------------------

# configuration | short or full | what must be found | how it is built and run
#
# `codegen-units = 16` is built incrementally: otherwise rustc merges units as small as these into one, and proves nothing.
matrix() {
    cat <<'END'
dev                                        | short | all     | binary dev
dev, codegen-units = 1                     | full  | all     | binary dev codegen-units=1
release                                    | short | all     | binary release
release, codegen-units = 1                 | full  | all     | binary release codegen-units=1
release, codegen-units = 16                | full  | all     | binary release codegen-units=16 incremental=true
release, lto = "thin"                      | full  | all     | binary release lto=thin
release, lto = "fat"                       | full  | all     | binary release lto=fat
release, lto = "fat", codegen-units = 1    | short | all     | binary release lto=fat codegen-units=1
release, strip = true                      | full  | all     | binary release strip=true
release, panic = "abort"                   | full  | all     | binary release panic=abort
release, as small as it gets               | full  | all     | binary release lto=fat codegen-units=1 strip=true panic=abort opt-level=z
dev, GNU ld                                | full  | all     | linker bfd dev
release, GNU ld                            | full  | all     | linker bfd release
release, lto = "fat", GNU ld               | full  | all     | linker bfd release lto=fat
release, rustc's own lld                   | full  | all     | linker rust-lld release
dev, lld                                   | full  | all     | linker lld dev
release, lld                               | full  | all     | linker lld release
release, mold                              | full  | all     | linker mold release
unit tests                                 | short | all     | test_binary --lib
integration test that names the host       | short | all     | test_binary --test uses_the_host
integration test that names no crate       | short | none    | test_binary --test names_nobody
integration test, release                  | full  | all     | test_binary --test uses_the_host --release
staticlib in C, dev                        | full  | all     | static_library dev
staticlib in C, release                    | full  | all     | static_library release
staticlib in C, release, lto = "fat"       | full  | all     | static_library release lto=fat
cdylib by dlopen, dev                      | full  | all     | dynamic_library dev
cdylib by dlopen, release                  | full  | all     | dynamic_library release
cdylib by dlopen, release, lto = "fat"     | full  | all     | dynamic_library release lto=fat
wasm, dev                                  | full  | all     | web_assembly dev
wasm, release                              | short | all     | web_assembly release
wasm, release, codegen-units = 1           | full  | all     | web_assembly release codegen-units=1
wasm, release, lto = "thin"                | full  | all     | web_assembly release lto=thin
wasm, release, lto = "fat"                 | full  | all     | web_assembly release lto=fat
wasm, release, the host runs constructors  | full  | all     | web_assembly_reactor release
END
}

# --- How each row is built and run: every function prints what the host finds ------------------------------------------

cargo_in() { # subcommand, arguments..
    local subcommand=$1
    shift
    cargo "$subcommand" --manifest-path "$fixture/Cargo.toml" "$@" >&2
}

# Profile settings go through the environment, so that all rows share the build of the procedural macros.
configure() { # profile, key=value..
    local profile=$1 setting name
    shift
    for setting in "$@"; do
        name=${setting%%=*}
        name=CARGO_PROFILE_${profile}_${name//-/_}
        export "$(tr '[:lower:]' '[:upper:]' <<<"$name")=${setting#*=}"
    done
}

directory() { # profile
    if [[ $1 == dev ]]; then echo debug; else echo "$1"; fi
}

skip() { # reason..
    echo "$*"
    exit "$skipped"
}

only_linux() {
    [[ $(uname -s) == Linux ]] || skip "written for Linux"
}

binary() { # profile, key=value..
    configure "$@"
    cargo_in rustc --profile "$1" --package host --bin host
    "$target_dir/$(directory "$1")/host"
}

linker() { # linker, profile, key=value..
    local linker=$1 profile=$2 flags=() host wrote
    shift
    only_linux
    configure "$@"
    case $linker in
        # What rustc does by itself on this target. On others it takes the system's linker, and there is nothing to see.
        rust-lld) [[ $(rustc --version --verbose) == *'host: x86_64-unknown-linux-gnu'* ]] || skip "not the default on this target" ;;
        *)
            command -v "ld.$linker" >/dev/null || skip "there is no ld.$linker"
            flags=(-C "link-arg=-fuse-ld=$linker")
            ;;
    esac
    # Only the last step changes, so the flags go to it alone.
    cargo_in rustc --profile "$profile" --package host --bin host -- ${flags[@]+"${flags[@]}"}
    host=$target_dir/$(directory "$profile")/host
    # A row that was linked by another linker than it says proves nothing. GNU ld is the one that leaves no mark.
    if command -v readelf >/dev/null; then
        wrote=$(readelf -p .comment "$host" | grep -oE 'LLD|mold' | head -n 1 || true)
        case $linker:$wrote in
            bfd: | lld:LLD | rust-lld:LLD | mold:mold) ;;
            *) echo "asked for $linker, linked by ${wrote:-something else}" >&2 && return 1 ;;
        esac
    fi
    "$host"
}

test_binary() { # cargo's arguments..
    cargo_in test --package host "$@" --no-run
    # libtest may print the name of the test in front of its first line.
    cargo test --quiet --manifest-path "$fixture/Cargo.toml" --package host "$@" -- --nocapture | grep -oE '(plugins|forgotten): .*'
}

# What rustc asks whoever links a Rust static library to add, on Linux with glibc.
system_libraries=(-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc)

# The archive must be linked as a whole. A C linker takes from an archive the objects that somebody calls into, and nobody
# calls into a plugin: it would leave most of them behind, silently. (When rustc links, it asks for them itself.)
static_library() { # profile, key=value..
    link_static_library whole "$@"
}

link_static_library() { # whole or called, profile, key=value..
    local how=$1 profile=$2
    shift
    only_linux
    command -v gcc >/dev/null || skip "there is no gcc"
    configure "$@"
    cargo_in rustc --profile "$profile" --package embedded --crate-type staticlib
    local archive program=$target_dir/linked-$how
    archive=$target_dir/$(directory "$profile")/libembedded.a
    case $how in
        whole) set -- -Wl,--whole-archive "$archive" -Wl,--no-whole-archive ;;
        called) set -- "$archive" ;;
    esac
    # Sections that nobody refers to are dropped here too, as release builds of C programs do.
    gcc "$fixture/embedded/linked.c" -o "$program" -Wl,--gc-sections "$@" "${system_libraries[@]}"
    "$program"
}

dynamic_library() { # profile, key=value..
    local profile=$1 program=$target_dir/loads
    only_linux
    command -v gcc >/dev/null || skip "there is no gcc"
    configure "$@"
    cargo_in rustc --profile "$profile" --package embedded --crate-type cdylib
    gcc "$fixture/embedded/loads.c" -o "$program" -ldl
    "$program" "$target_dir/$(directory "$profile")/libembedded.so"
}

need_web_assembly() {
    command -v node >/dev/null || skip "there is no node"
    [[ -d $(rustc --print target-libdir --target "$wasm") ]] && return
    command -v rustup >/dev/null || skip "the target $wasm is not installed, and there is no rustup"
    rustup target add "$wasm" >&2
}

run_web_assembly() { # profile, arguments of rustc..
    local profile=$1
    shift
    cargo_in rustc --profile "$profile" --package embedded --crate-type cdylib --target "$wasm" -- "$@"
    # What a host of WebAssembly has to do is told there.
    node "$fixture/embedded/run.mjs" "$target_dir/$wasm/$(directory "$profile")/embedded.wasm"
}

web_assembly() { # profile, key=value..
    need_web_assembly
    configure "$@"
    run_web_assembly "$1"
}

# With `__wasm_call_ctors` exported, wasm-ld no longer calls it: constructors run when the host says so, and only once.
web_assembly_reactor() { # profile, key=value..
    need_web_assembly
    configure "$@"
    run_web_assembly "$1" -C link-arg=--export=__wasm_call_ctors
}

# --- Checks that are not counts: every function prints what it saw, and fails when that is not what it should be ---------

# name | short or full | check
checks() {
    cat <<'END'
two plugins with one id are an error that says where both are       | short | two_plugins_with_one_id
two pluginkits in one program are refused by cargo                  | short | two_kits
a staticlib linked without --whole-archive is reported by `expect`  | full  | part_of_an_archive
END
}

must_say() { # text, words..
    local text=$1 words
    shift
    printf '%s\n' "$text"
    for words in "$@"; do
        [[ $text == *"$words"* ]] || {
            echo "it does not say: $words" >&2
            return 1
        }
    done
}

two_plugins_with_one_id() {
    local said
    cargo_in build --package twins
    said=$("$target_dir/debug/twins")
    must_say "$said" 'plugin id `linked-inner` is used twice' linked/src/inner.rs twins/src/main.rs
}

# The second one is the first one's manifest with another version, and nothing in it: cargo refuses before it compiles.
two_kits() {
    local two said
    two=$(mktemp -d)
    # shellcheck disable=SC2064  # now, while the variable is there
    trap "rm -rf '$two'" EXIT
    mkdir -p "$two/newer/src" "$two/host/src"
    {
        # Its [package], where `version.workspace = true` and the like have nothing to refer to.
        awk '/^\[/ { inside = $0 == "[package]" } inside && !/\.workspace *=|^readme/' "$root/pluginkit/Cargo.toml"
        printf 'version = "0.2.0"\nedition = "2024"\n[workspace]\n'
    } >"$two/newer/Cargo.toml"
    # cargo wants a build script beside `links`.
    echo 'fn main() {}' >"$two/newer/build.rs"
    touch "$two/newer/src/lib.rs" "$two/host/src/lib.rs"
    cat >"$two/host/Cargo.toml" <<END
[package]
name = "host"
edition = "2024"

[dependencies]
pluginkit = { path = "$root/pluginkit" }
newer = { package = "pluginkit", path = "$two/newer" }

[workspace]
END
    cp "$root/Cargo.lock" "$two/host/"
    if said=$(cargo metadata --format-version 1 --manifest-path "$two/host/Cargo.toml" 2>&1 >/dev/null); then
        echo "cargo takes both" >&2
        return 1
    fi
    must_say "$said" 'Only one package in the dependency graph may specify the same links value' 'links to `pluginkit`'
}

# Nobody calls into `anonymous`, so it is the one that is always left behind.
part_of_an_archive() {
    local said
    said=$(link_static_library called release)
    must_say "$said" '`anonymous` is expected, but not linked into this binary'
}

# --- Running --------------------------------------------------------------------------------------------------------

trim() {
    local text=$1
    text=${text#"${text%%[![:space:]]*}"}
    printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# Runs a function in a shell of its own, where an error ends it and an exported setting stays. (In a condition, bash would
# go on after an error: hence the detour by `status`.)
attempt() {
    set +e
    output=$(set -e && "$@" 2>"$log")
    status=$?
    set -e
}

# One more line for the summary's account of what went wrong.
blame() { # what, text
    failures+=("$1")
    {
        echo "--- $1"
        printf '%s\n' "$2"
        tail -n 25 "$log"
    } >>"$details"
}

counted() { # the line of plugins
    local ids=${1#plugins: }
    wc -w <<<"${ids%;*}" | tr -d ' '
}

# "12", or "8 (not 12)".
cell() { # found, expected
    if [[ $1 == "$2" ]]; then echo "$1"; else echo "${1:-?} (not $2)"; fi
}

print_row() { # a cell each
    printf '%-41s | %-11s | %-11s | %s\n' "$@"
}

run_row() { # configuration, expected line, command..
    local configuration=$1 expected=$2 line report reported=yes
    shift 2
    attempt "$@"
    if ((status == skipped)); then
        skips=$((skips + 1))
        print_row "$configuration" - - "skipped: $output"
        return
    fi
    rows=$((rows + 1))
    line=$(sed -n 1p <<<"$output")
    report=$(sed -n '2,$p' <<<"$output")
    # The report names the crate and the cure, and complains of nothing else.
    [[ $report == 'forgotten: `forgotten` is expected, but not linked into this binary'* &&
        $report == *'`use forgotten as _;`'* &&
        $report == *'plugins![forgotten::'* ]] || reported=no
    if ((status != 0)); then
        print_row "$configuration" '?' '?' 'does not build, or does not run'
    else
        print_row "$configuration" "$(cell "$(counted "$line")" "$(counted "$expected")")" \
            "$(cell "${line##*extensions: }" "${expected##*extensions: }")" "$reported"
    fi
    if ((status != 0)) || [[ $line != "$expected" || $reported != yes ]]; then
        blame "$configuration" "$output"
    fi
}

run_check() { # name, check
    attempt "$2"
    if ((status == skipped)); then
        skips=$((skips + 1))
        printf '%s: skipped: %s\n' "$1" "$output"
        return
    fi
    rows=$((rows + 1))
    if ((status == 0)); then
        printf '%s: yes\n' "$1"
    else
        printf '%s: NO\n' "$1"
        blame "$1" "$output"
    fi
}

wanted() { # short or full
    [[ $mode == full || $1 == short ]]
}

mode=full
case ${1-} in
    '') ;;
    --short) mode=short ;;
    --list)
        echo '(s) is part of --short'
        while IFS='|' read -r name when _; do
            if [[ $(trim "$when") == short ]]; then echo "(s) $(trim "$name")"; else echo "    $(trim "$name")"; fi
        done < <(matrix && checks)
        exit
        ;;
    *)
        sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
        exit 2
        ;;
esac

mkdir -p "$CARGO_TARGET_DIR"
target_dir=$(cd "$CARGO_TARGET_DIR" && pwd)
export CARGO_TARGET_DIR=$target_dir

# The fixture links the versions that the project is tested with.
cp "$root/Cargo.lock" "$fixture/Cargo.lock"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
log=$scratch/log
details=$scratch/details
touch "$log" "$details"
rows=0
skips=0
failures=()

print_row configuration plugins extensions 'forgotten crate reported'
# Standard input stays free for what is run, hence the other descriptor.
while IFS='|' read -r -u 3 configuration when expected command; do
    wanted "$(trim "$when")" || continue
    read -r -a words <<<"$command"
    run_row "$(trim "$configuration")" "$(expectation "$(trim "$expected")")" "${words[@]}"
done 3< <(matrix)

echo
while IFS='|' read -r -u 3 name when check; do
    wanted "$(trim "$when")" || continue
    run_check "$(trim "$name")" "$(trim "$check")"
done 3< <(checks)

echo
if ((${#failures[@]} > 0)); then
    cat "$details"
    echo
    echo "link-matrix: ${#failures[@]} of $rows differ, $skips skipped, ${SECONDS}s"
    exit 1
fi
echo "link-matrix: all $rows as expected, $skips skipped, ${SECONDS}s"
