//! The host as a library, for programs that are not written in Rust.

use std::ffi::{CString, c_char};

/// What is there, as a C string that lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn found() -> *const c_char {
    let found = host::found().unwrap_or_else(|error| error.to_string());
    CString::new(found).unwrap_or_default().into_raw()
}
