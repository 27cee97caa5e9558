//! An extension, as far as it is known without its point.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Generics, LitStr, Path, PathArguments, Token, Type, parse_quote};

use crate::members::{Member, Members};
use crate::policy::Policy;
use crate::target::Target;
use crate::{pattern, types};

/// The keys of the attribute.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) wrapper: Option<Ident>,
    pub(crate) priority: Option<i32>,
    pub(crate) policy: Policy,
    pub(crate) before: Option<Vec<Target>>,
    pub(crate) after: Option<Vec<Target>>,
    pub(crate) barrier: Option<Ident>,
    pub(crate) blocking: Option<Ident>,
    pub(crate) when: Option<When>,
    /// Which hooks an observer sees.
    pub(crate) on: Option<LitStr>,
    /// `arguments`: an observer sees those of the calls, too.
    pub(crate) shown: Option<Ident>,
    /// A range of the point's versions.
    pub(crate) requires: Option<LitStr>,
    pub(crate) kit: Option<Path>,
}

/// `when = path`
pub(crate) struct When {
    pub(crate) key: Ident,
    pub(crate) path: Path,
}

/// `impl Feed for Weather { .. }`
#[derive(Clone)]
pub(crate) struct Impl {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) unsafety: Option<Token![unsafe]>,
    pub(crate) keyword: Token![impl],
    /// With the `where` clause.
    pub(crate) generics: Generics,
    pub(crate) negative: Option<Token![!]>,
    /// The trait, unless this is `impl Weather { .. }`.
    pub(crate) point: Option<(Type, Token![for])>,
    pub(crate) plugin: Type,
    pub(crate) members: Members,
}

/// What the first stage found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// No mistake.
    Right,
    /// Mistakes, in spite of which the second stage can make an `impl` of it.
    Wrong,
    /// Nothing that any point's macro could go on with.
    Hopeless,
}

impl Impl {
    /// The path of the trait, if it has the form of one.
    pub(crate) fn path(&self) -> Option<&Path> {
        match types::peel(&self.point.as_ref()?.0) {
            Type::Path(path) if path.qself.is_none() => Some(&path.path),
            _ => None,
        }
    }

    /// Without what was reported, and would be reported again by the compiler.
    pub(super) fn plain(&self) -> Self {
        let path = self.path().map(without_arguments);
        let point = self
            .point
            .clone()
            .map(|(ty, for_token)| (path.map_or(ty, |path| parse_quote!(#path)), for_token));
        Self { unsafety: None, point, ..self.clone() }
    }

    /// Without `#[on(..)]`, which nobody else knows.
    pub(super) fn without_patterns(&self) -> Self {
        let mut item = self.clone();
        for member in &mut item.members.list {
            if let Member::Function(function) = member {
                pattern::strip(&mut function.attributes);
            }
        }
        item
    }

    /// All but the braces and what is in them.
    pub(crate) fn head(&self) -> TokenStream {
        let Self { attributes, unsafety, keyword, generics, negative, point, plugin, .. } = self;
        let point = point.as_ref().map(|(point, for_token)| quote!(#negative #point #for_token));
        let clause = &generics.where_clause;
        quote!(#(#attributes)* #unsafety #keyword #generics #point #plugin #clause)
    }
}

/// The path alone.
pub(super) fn without_arguments(path: &Path) -> Path {
    let mut path = path.clone();
    for segment in &mut path.segments {
        segment.arguments = PathArguments::None;
    }
    path
}

impl ToTokens for Impl {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.head());
        self.members.to_tokens(tokens);
    }
}
