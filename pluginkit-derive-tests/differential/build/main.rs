//! Makes up worlds of plugins, as many as `PLUGINKIT_WORLDS` says, by the seed that `PLUGINKIT_SEED` is.

mod random;
mod source;
#[allow(dead_code, reason = "what is only written out here is read in the test")]
#[path = "../tests/differential/told.rs"]
mod told;
mod worlds;

use std::{env, fs, path::Path};

use told::World;

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=tests/differential/told.rs");
    let seed = number("PLUGINKIT_SEED", 1);
    let count = number("PLUGINKIT_WORLDS", 5);
    let crowd = (number("PLUGINKIT_CROWDS", 0) > 0).then(|| worlds::crowd(seed, count));
    let worlds: Vec<World> = (0..count).map(|number| worlds::world(seed, number)).chain(crowd).collect();
    let lives: Vec<World> = (0..2 * count).map(|number| worlds::lives(seed, number)).collect();
    let mut sources: Vec<String> = worlds.iter().map(source::called).collect();
    sources.extend(lives.iter().map(source::living));
    sources.push(list("ALL", "world", &worlds));
    sources.push(list("LIVES", "lives", &lives));
    let directory = env::var_os("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&directory).join("worlds.rs"), sources.concat()).expect("there is room for it");
    println!("cargo::rustc-env=PLUGINKIT_WORLDS={count}");
}

/// All of them as a constant, for who wants to know what is in them.
fn list(constant: &str, name: &str, worlds: &[World]) -> String {
    let all: Vec<String> = worlds.iter().map(|world| format!("&{name}_{}::WORLD", world.number)).collect();
    format!("pub(super) const {constant}: &[&generated::World] = &[{}];\n", all.join(", "))
}

fn number(variable: &str, default: u64) -> u64 {
    println!("cargo::rerun-if-env-changed={variable}");
    env::var(variable).map_or(default, |value| {
        value.parse().unwrap_or_else(|_| panic!("`{variable}` is a number, and not `{value}`"))
    })
}
