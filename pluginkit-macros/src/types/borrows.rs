//! The lifetimes of a type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{
    BoundLifetimes, Expr, GenericParam, Lifetime, ParenthesizedGenericArguments, TraitBound, Type, TypeFnPtr,
    TypeImplTrait, TypeReference,
};

/// What a type borrows.
///
/// `Fn(&str) -> &str` borrows nothing: those are lifetimes of its own.
#[derive(Default)]
pub(crate) struct Borrows {
    /// The type, with `'__a` for every lifetime except `'static`.
    pub(crate) named: Option<Type>,
    /// The first lifetime, or reference without one.
    pub(crate) first: Option<TokenStream>,
    /// The first `&mut`.
    pub(crate) mutable: Option<TokenStream>,
    /// The first `impl Trait`.
    pub(crate) anonymous: Option<TokenStream>,
    own: Vec<Ident>,
    in_signature: bool,
}

impl Borrows {
    pub(crate) fn of(ty: &Type) -> Self {
        let (mut borrows, mut named) = (Self::default(), ty.clone());
        borrows.visit_type_mut(&mut named);
        Self { named: Some(named), ..borrows }
    }

    fn with_own(&mut self, lifetimes: Option<&BoundLifetimes>, visit: impl FnOnce(&mut Self)) {
        let outside = self.own.len();
        self.own.extend(lifetimes.iter().flat_map(|bound| &bound.lifetimes).filter_map(|parameter| {
            match parameter {
                GenericParam::Lifetime(lifetime) => Some(lifetime.lifetime.ident.clone()),
                _ => None,
            }
        }));
        visit(self);
        self.own.truncate(outside);
    }

    fn inside_a_signature(&mut self, visit: impl FnOnce(&mut Self)) {
        let outside = std::mem::replace(&mut self.in_signature, true);
        visit(self);
        self.in_signature = outside;
    }

    /// Neither `'static`, nor one that the type brings along.
    fn is_borrowed(&self, lifetime: &Lifetime) -> bool {
        let elided = lifetime.ident == "_";
        let foreign = lifetime.ident == "static" || self.own.contains(&lifetime.ident);
        !(foreign || elided && self.in_signature)
    }

    fn one(span: Span) -> Lifetime {
        Lifetime::new("'__a", span)
    }
}

impl VisitMut for Borrows {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if self.is_borrowed(lifetime) {
            self.first.get_or_insert_with(|| lifetime.to_token_stream());
            *lifetime = Self::one(lifetime.span());
        }
    }

    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        if !self.in_signature {
            if reference.mutability.is_some() {
                self.mutable.get_or_insert_with(|| reference.to_token_stream());
            }
            if reference.lifetime.as_ref().is_none_or(|lifetime| self.is_borrowed(lifetime)) {
                self.first.get_or_insert_with(|| reference.to_token_stream());
            }
            if reference.lifetime.is_none() {
                reference.lifetime = Some(Self::one(reference.and_token.spans[0]));
            }
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_type_fn_ptr_mut(&mut self, pointer: &mut TypeFnPtr) {
        let bound = pointer.lifetimes.take();
        self.with_own(bound.as_ref(), |this| {
            this.inside_a_signature(|this| visit_mut::visit_type_fn_ptr_mut(this, pointer));
        });
        pointer.lifetimes = bound;
    }

    fn visit_trait_bound_mut(&mut self, bound: &mut TraitBound) {
        let lifetimes = bound.lifetimes.take();
        self.with_own(lifetimes.as_ref(), |this| {
            visit_mut::visit_trait_bound_mut(this, bound);
        });
        bound.lifetimes = lifetimes;
    }

    fn visit_parenthesized_generic_arguments_mut(&mut self, sugar: &mut ParenthesizedGenericArguments) {
        self.inside_a_signature(|this| {
            visit_mut::visit_parenthesized_generic_arguments_mut(this, sugar);
        });
    }

    fn visit_type_impl_trait_mut(&mut self, anonymous: &mut TypeImplTrait) {
        self.anonymous.get_or_insert_with(|| anonymous.to_token_stream());
        visit_mut::visit_type_impl_trait_mut(self, anonymous);
    }

    fn visit_expr_mut(&mut self, _: &mut Expr) {}
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::parse_quote;

    use super::Borrows;
    use crate::types::written;
    use syn::Type;

    fn named(ty: &Type) -> String {
        written(&Borrows::of(ty).named)
    }

    #[test]
    fn every_lifetime_gets_one_name() {
        assert_eq!(named(&parse_quote!(&str)), written(&quote!(&'__a str)));
        assert_eq!(
            named(&parse_quote!(&'x Map<'_, &'static str>)),
            written(&quote!(&'__a Map<'__a, &'static str>))
        );
        assert_eq!(named(&parse_quote!(&[&dyn Style])), written(&quote!(&'__a [&'__a dyn Style])));
    }

    #[test]
    fn a_function_keeps_its_own_lifetimes() {
        assert_eq!(named(&parse_quote!(&dyn Fn(&str) -> &str)), written(&quote!(&'__a dyn Fn(&str) -> &str)));
        assert_eq!(
            named(&parse_quote!(for<'b> fn(&'b str, &'x str, Ctx<'_>))),
            written(&quote!(for<'b> fn(&'b str, &'__a str, Ctx<'_>)))
        );
        assert_eq!(
            named(&parse_quote!(Box<dyn for<'b> Fn(&'b str) -> &'b u8>)),
            written(&quote!(Box<dyn for<'b> Fn(&'b str) -> &'b u8>))
        );
    }

    #[test]
    fn borrowing_is_seen() {
        assert!(Borrows::of(&parse_quote!(Option<&str>)).first.is_some());
        assert!(Borrows::of(&parse_quote!(Cow<'_, str>)).first.is_some());
        assert!(Borrows::of(&parse_quote!(&'static str)).first.is_none());
        assert!(Borrows::of(&parse_quote!(Box<dyn Fn(&str) -> &str>)).first.is_none());
        assert!(Borrows::of(&parse_quote!(Option<&mut u8>)).mutable.is_some());
        assert!(Borrows::of(&parse_quote!(&dyn Fn(&mut u8))).mutable.is_none());
    }
}
