//! Nothing is built here: cargo wants a build script beside `links`, and `links` is what keeps a second pluginkit out.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
