//! An extension of which all is known.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{FnArg, Path, Type};

use crate::extension::{Arguments, Impl};
use crate::facts::{Fact, Facts, Role};
use crate::members::Function;
use crate::types;

/// An extension without mistakes, or what is left of one.
pub(super) struct Extension {
    pub(super) kit: Path,
    pub(super) facts: Facts,
    pub(super) arguments: Arguments,
    /// Without its members.
    pub(super) item: Impl,
    /// Its members.
    pub(super) hooks: Vec<Implemented>,
    /// Methods with mistakes, for which there is no hook: an editor goes on with them.
    pub(super) unplaced: Vec<Function>,
    /// It had no mistakes: nothing is registered otherwise.
    pub(super) is_right: bool,
}

impl Extension {
    /// Is whoever wrote this told that the hook is deprecated? A wrapper surrounds those who are; and where there are mistakes,
    /// they come first.
    pub(super) fn warns(&self, hook: &Implemented) -> bool {
        self.is_right && self.facts.role == Role::Implementation && hook.fact.deprecated.is_some()
    }

    /// Does this run on the blocking pool? Synchronous code cannot be stopped, so a timeout leaves it
    /// behind there.
    pub(super) fn offloads(&self, hook: &Implemented) -> bool {
        let given = &self.arguments;
        let timed = given.policy.timeout.is_some() && hook.is_sync();
        let blocking = given.blocking.is_some() && hook.is_lifted;
        self.facts.role == Role::Implementation && (timed || blocking)
    }
}

/// A hook that the extension provides.
pub(super) struct Implemented {
    pub(super) index: usize,
    pub(super) fact: Fact,
    pub(super) function: Function,
    /// A synchronous function for an async hook.
    pub(super) is_lifted: bool,
}

impl Implemented {
    /// Does a plain function run when this is called?
    pub(super) fn is_sync(&self) -> bool {
        self.is_lifted || !self.fact.is_async
    }

    /// Where the user wrote the type of an argument.
    pub(super) fn argument(&self, position: usize) -> TokenStream {
        self.argument_type(position)
            .map_or_else(|| self.function.signature.ident.to_token_stream(), ToTokens::to_token_stream)
    }

    /// The same, behind the `&`.
    pub(super) fn behind_reference(&self, position: usize) -> TokenStream {
        match self.argument_type(position).map(types::peel) {
            Some(Type::Reference(reference)) => reference.elem.to_token_stream(),
            _ => self.argument(position),
        }
    }

    fn argument_type(&self, position: usize) -> Option<&Type> {
        let before = 1 + usize::from(self.fact.is_pipeline);
        match self.function.signature.inputs.iter().nth(before + position) {
            Some(FnArg::Typed(argument)) => Some(&argument.ty),
            _ => None,
        }
    }
}
