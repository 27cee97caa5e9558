//! Makes up worlds of plugins, as many as `PLUGINKIT_WORLDS` says, by the seed that `PLUGINKIT_SEED` is.

mod random;
mod source;
#[allow(dead_code, reason = "what is only written out here is read in the test")]
#[path = "../tests/differential/told.rs"]
mod told;
mod worlds;

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=tests/differential/told.rs");
    let seed = number("PLUGINKIT_SEED", 1);
    let count = number("PLUGINKIT_WORLDS", 5);
    let worlds: String =
        (0..count).map(|number| source::source(&worlds::world(seed, number as usize))).collect();
    let all: String = (0..count).map(|number| format!("&world_{number}::WORLD, ")).collect();
    let source = format!("{worlds}\npub(super) const ALL: &[&generated::World] = &[{all}];\n");
    let directory = env::var_os("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&directory).join("worlds.rs"), source).expect("there is room for it");
}

fn number(variable: &str, default: u64) -> u64 {
    println!("cargo::rerun-if-env-changed={variable}");
    env::var(variable).map_or(default, |value| {
        value.parse().unwrap_or_else(|_| panic!("`{variable}` is a number, and not `{value}`"))
    })
}
