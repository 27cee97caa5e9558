//! Descriptors in, a plan or errors out. Pure: it does no I/O and calls no plugin.

mod arrange;
mod dependencies;
mod explain;
mod order;

pub(crate) use arrange::{Arrangement, Attachment, Extension, arrange, contradictions};
pub(crate) use dependencies::{Candidate, Resolution, resolve};
pub use explain::{Explanation, HookOrder, Position, Reason};
