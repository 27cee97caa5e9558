//! A plugin that was checked.

use proc_macro2::{Ident, TokenStream};
use syn::{LitStr, Path, Type};

use crate::target::Target;

pub(super) struct Plugin {
    pub(super) kit: Path,
    pub(super) ident: Ident,
    pub(super) id: LitStr,
    pub(super) version: Version,
    pub(super) dependencies: Vec<Dependency>,
    /// What `Metadata` is told, each as its method and its value.
    pub(super) metadata: Vec<(&'static str, LitStr)>,
    /// The type of its configuration.
    pub(super) config: Option<Type>,
    /// Found by `discover()`, or only when it is listed.
    pub(super) linked: bool,
}

/// A version that was checked here, or that the compiler checks.
pub(super) enum Version {
    Literal(LitStr),
    Constant(TokenStream),
}

/// `geo::Geo = "^1.2"`, inside `optional(..)` or not.
#[derive(Clone)]
pub(super) struct Dependency {
    pub(super) target: Target,
    /// Any version, if there is none.
    pub(super) requirement: Option<LitStr>,
    pub(super) optional: bool,
}
