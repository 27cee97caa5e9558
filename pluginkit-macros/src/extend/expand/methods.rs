//! The methods of the `impl`: the user's, with what their signatures leave out.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{FnArg, PathArguments, ReturnType, Type, parse_quote, parse_quote_spanned};

use super::role;
use crate::extend::model::{Extension, Implemented};
use crate::facts::Role;
use crate::members::{Body, Function};
use crate::types;

pub(super) fn method(extension: &Extension, hook: &Implemented) -> TokenStream {
    let mut function = hook.function.clone();
    if !function.attributes.iter().any(|attribute| attribute.path().is_ident("inline")) {
        function.attributes.push(parse_quote!(#[inline]));
    }
    if extension.warns(hook) {
        warn(extension, &mut function);
    }
    if hook.is_lifted {
        lift(&mut function);
    }
    if extension.facts.role == Role::Wrapper {
        fill_next(extension, hook, &mut function);
    }
    function.into_token_stream()
}

/// Has the compiler say that the hook is deprecated, at its name. What says so stands in the body: there, it is allowed by what
/// allows it for the method, the `impl` or all around. An editor, which would take it for what the name means, does not see it.
fn warn(extension: &Extension, function: &mut Function) {
    let Body::Braces(body) = &mut function.body else { return };
    let (plugin, role, name) = (&extension.item.plugin, role(extension), &function.signature.ident);
    let (kit, at_name) = (&extension.kit, types::respanned(&extension.kit, name.span()));
    let named = quote_spanned! {name.span()=>
        <<#plugin as #at_name::__private::Deprecated<#role>>::Hooks>::#name
    };
    let warning = quote!(#kit::__private::compiled! { const _: () = { let _ = #named; }; });
    let (attributes, rest) = inner_attributes(body.stream());
    let mut warned = Group::new(body.delimiter(), quote!(#attributes #warning #rest));
    warned.set_span(body.span());
    *body = warned;
}

/// `#![..]` at the beginning of a body, where they have to stay, and the rest of it.
fn inner_attributes(body: TokenStream) -> (TokenStream, TokenStream) {
    let is_sign = |token: Option<&TokenTree>, sign| matches!(token, Some(TokenTree::Punct(one)) if one.as_char() == sign);
    let mut rest: Vec<TokenTree> = body.into_iter().collect();
    let mut end = 0;
    while is_sign(rest.get(end), '#') && is_sign(rest.get(end + 1), '!') {
        end = (end + 3).min(rest.len());
    }
    let after = rest.split_off(end);
    (rest.into_iter().collect(), after.into_iter().collect())
}

/// Adds `async`. The body becomes that of a closure, in which there is no waiting.
fn lift(function: &mut Function) {
    let here = types::at(function.signature.fn_token.span);
    function.signature.asyncness = Some(syn::Token![async](here));
    let returned = match &function.signature.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(quote!(-> #ty)),
    };
    if let Body::Braces(body) = &mut function.body {
        let unit = returned.is_none().then(|| quote!(-> ()));
        // An `.await` in it is shown together with these two: they stand for `fn`.
        let closure = quote_spanned!(here=> move ||);
        let call = quote!((#closure #returned #unit #body)());
        let mut outer = Group::new(body.delimiter(), call);
        outer.set_span(body.span());
        *body = outer;
    }
    function.attributes.push(parse_quote!(#[allow(
        clippy::redundant_closure_call, clippy::semicolon_if_nothing_returned, clippy::unused_async,
        reason = "the body of a `fn` is put into an `async fn` as it is"
    )]));
}

/// Says what kind of call `next` is the rest of, unless the user did.
fn fill_next(extension: &Extension, hook: &Implemented, function: &mut Function) {
    let (kit, role, index) = (&extension.kit, role(extension), hook.index);
    let signature = &mut function.signature;
    let Some(FnArg::Typed(last)) = signature.inputs.last_mut() else { return };
    let Some(next) = unfilled(&mut last.ty) else { return };
    if !signature.generics.params.is_empty() {
        return;
    }
    let here = types::at(next.ident.span());
    let kind = quote!(#kit::__private::KindOf<#role, #index>);
    let lifetime = match &next.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.first().map(ToTokens::to_token_stream),
        _ => None,
    };
    let lifetime = lifetime.unwrap_or_else(|| quote_spanned!(here=> '_));
    next.arguments = PathArguments::AngleBracketed(parse_quote_spanned!(here=> <#lifetime, #kind, __N>));
    let proceed = if hook.fact.is_async { quote!(ProceedAsync) } else { quote!(Proceed) };
    signature.generics = parse_quote!(<__N: #kit::__private::#proceed<#kind>>);
}

/// `Next` and `Next<'_>`
fn unfilled(ty: &mut Type) -> Option<&mut syn::PathSegment> {
    let path = match ty {
        Type::Group(group) => return unfilled(&mut group.elem),
        Type::Paren(paren) => return unfilled(&mut paren.elem),
        Type::Path(path) => path,
        _ => return None,
    };
    let last = path.path.segments.last_mut()?;
    let unfilled = match &last.arguments {
        PathArguments::None => true,
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().all(|argument| matches!(argument, syn::GenericArgument::Lifetime(_)))
        }
        PathArguments::Parenthesized(_) => false,
    };
    unfilled.then_some(last)
}
