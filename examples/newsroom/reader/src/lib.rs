//! Turns feed documents into headlines.
//!
//! RSS, Atom and JSON Feed are all read by `feed-rs`; what remains is to say *where* a document is broken, and to
//! keep of each entry what a front page needs.

mod convert;
mod open;
mod parse;
mod position;

pub use open::{read, read_now};
pub use parse::parse;
