//! Decides what cannot be said in a `cfg` in one place. (And cargo wants a build script beside `links`, which is what
//! keeps a second pluginkit out.)

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");

    // Timers and a pool of threads: the feature asks for them, and WebAssembly has neither.
    println!("cargo::rustc-check-cfg=cfg(background_runtime)");
    // The routes of plugins are served by threads and sockets.
    println!("cargo::rustc-check-cfg=cfg(web)");
    // Where there is no clock to ask, nothing takes any time.
    println!("cargo::rustc-check-cfg=cfg(no_clock)");
    // `scripts/model.sh`: locks and flags that a model checker sees.
    println!("cargo::rustc-check-cfg=cfg(pluginkit_model)");
    println!("cargo::rustc-check-cfg=cfg(rust_analyzer)");
    let wanted = env::var_os("CARGO_FEATURE_TOKIO").is_some();
    let families = env::var("CARGO_CFG_TARGET_FAMILY").unwrap_or_default();
    let wasm = families.split(',').any(|family| family == "wasm");
    if wasm && env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os != "wasi") {
        println!("cargo::rustc-cfg=no_clock");
    }
    if wanted && !wasm {
        println!("cargo::rustc-cfg=background_runtime");
    }
    if env::var_os("CARGO_FEATURE_AXUM").is_some() && !wasm {
        println!("cargo::rustc-cfg=web");
    }
}
