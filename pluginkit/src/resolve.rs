//! Descriptors in, a plan or errors out. Pure: it does no I/O and calls no plugin.

mod arrange;
mod dependencies;
mod explain;
mod gates;
mod order;

pub(crate) use arrange::{Arrangement, Attachment, Extension, arrange, contradictions};
#[cfg(test)]
pub(crate) use dependencies::Resolution;
pub(crate) use dependencies::{Candidate, Edge, resolve};
pub use explain::{Explanation, HookOrder, Position, Reason};
pub(crate) use gates::{Host, Refusal, examine};
