//! Two desks in one crate: what arrives as markup leaves as plain text, and what arrives shouting leaves calm.

mod case;
mod case_desk;
mod copy_desk;
mod text;

pub use case_desk::CaseDesk;
pub use copy_desk::CopyDesk;
