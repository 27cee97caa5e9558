//! What is linked into this binary: plugins and extensions, gathered by the linker.
//!
//! Link order means nothing: whoever reads these lists puts them in an order of its own.

#[cfg_attr(any(target_family = "wasm", miri), path = "registry/by_inventory.rs")]
#[cfg_attr(not(any(target_family = "wasm", miri)), path = "registry/by_linkme.rs")]
pub mod linked;
