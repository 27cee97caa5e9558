//! The struct that hooks are called through.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use syn::ext::IdentExt;

use super::{allowed, docs, hook_type};
use crate::point::model::{Argument, Hook, Mode, Passing, Point, Strategy};

pub(super) fn declaration(point: &Point) -> TokenStream {
    let Point { kit, visibility, ident, .. } = point;
    let (caller, engine) = (point.caller(), point.engine());
    let default = default(point);
    let (doc, deprecated) = (docs::caller(point), deprecated(point.deprecated.as_ref()));
    let allowed: Vec<_> = allowed(&point.attributes).collect();
    let (chosen, running) = (parameter(point, "F"), parameter(point, "E"));
    let engine_doc = docs::engine(point);
    let runs = point.hooks.iter().map(|hook| {
        let engine = if hook.is_async() { quote!(AsyncEngine) } else { quote!(SyncEngine) };
        let index = hook.index;
        quote!(#kit::__private::#engine<#kit::__private::HookOf<dyn #ident, #index>>)
    });
    let runs: Vec<_> = runs.collect();
    quote! {
        #doc
        #(#allowed)*
        #deprecated
        #visibility struct #caller<#chosen = #default, #running = #kit::__private::Managed<dyn #ident>> {
            engine: #running,
            strategy: ::core::marker::PhantomData<#chosen>,
        }
        #engine_doc
        #(#allowed)*
        #visibility trait #engine:
            ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync #(+ #runs)*
        {
        }
        #[automatically_derived]
        impl<#running> #engine for #running where
            #running: ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync #(+ #runs)*
        {
        }
    }
}

pub(super) fn methods(point: &Point) -> TokenStream {
    let common = common(point);
    let (caller, engine, kit) = (point.caller(), point.engine(), &point.kit);
    let running = parameter(point, "E");
    let chosen = Strategy::ALL.map(|strategy| {
        let path = path(point, strategy);
        let hooks = point.hooks.iter().map(|hook| method(point, hook, strategy));
        quote!(impl<#running: #engine> #caller<#path, #running> { #(#hooks)* })
    });
    let declared = point.declared().map(|declared| {
        let hooks = point.hooks.iter().map(|hook| method(point, hook, declared(hook)));
        quote!(impl<#running: #engine> #caller<#kit::AsDeclared, #running> { #(#hooks)* })
    });
    let (gathering, histories) = (gatherings(point), histories(point));
    quote!(#common #(#chosen)* #declared #gathering #histories)
}

/// One for all strategies, unless it differs from hook to hook: then the compiler must be told that none is two.
fn gatherings(point: &Point) -> TokenStream {
    let (kit, caller, engine) = (&point.kit, point.caller(), point.engine());
    let (chosen, running) = (parameter(point, "F"), parameter(point, "E"));
    let block =
        |bounded: Option<TokenStream>, chosen: TokenStream, strategy: &dyn Fn(&Hook) -> TokenStream| {
            let generic = bounded.is_some().then(|| parameter(point, "F"));
            let gathering = |hook: &Hook| match hook.history {
                Some(_) => remembering(point, hook, &strategy(hook), generic.as_ref()),
                None => gathering(point, hook, &strategy(hook), generic.as_ref()),
            };
            let methods: Vec<_> = point.hooks.iter().filter_map(gathering).collect();
            (!methods.is_empty())
                .then(|| quote!(impl<#bounded #running: #engine> #caller<#chosen, #running> { #(#methods)* }))
        };
    let Some(declared) = point.declared() else {
        let bounded = quote!(#chosen: #kit::__private::AsyncPolicy<()>,);
        let all = block(Some(bounded), quote!(#chosen), &|_| quote!(#chosen));
        return quote!(#all);
    };
    let each = Strategy::ALL.map(|strategy| {
        let path = path(point, strategy);
        block(None, path.clone(), &|_| path.clone())
    });
    let declared = block(None, quote!(#kit::AsDeclared), &|hook| path(point, declared(hook)));
    quote!(#(#each)* #declared)
}

/// What does not depend on the strategy.
fn common(point: &Point) -> TokenStream {
    let Point { kit, visibility, ident, .. } = point;
    let (chosen, running) = (parameter(point, "F"), parameter(point, "E"));
    let (id, extra) = (parameter(point, "I"), parameter(point, "X"));
    let (caller, name) = (point.caller(), point.caller().to_string());
    quote! {
        #[automatically_derived]
        impl<#chosen, #running: ::core::clone::Clone> ::core::clone::Clone for #caller<#chosen, #running> {
            #[inline]
            fn clone(&self) -> Self {
                Self::__of(::core::clone::Clone::clone(&self.engine))
            }
        }
        #[automatically_derived]
        impl<#chosen, #running> ::core::fmt::Debug for #caller<#chosen, #running> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#name).finish_non_exhaustive()
            }
        }
        impl<#chosen, #running> #caller<#chosen, #running> {
            #[inline]
            fn __of(engine: #running) -> Self {
                #caller { engine, strategy: ::core::marker::PhantomData }
            }
        }
        impl<#chosen, #running: ::core::clone::Clone> #caller<#chosen, #running> {
            /// Calls hooks so that the first failure ends the call and is its error.
            #[must_use]
            #[inline]
            #visibility fn fail_fast(&self) -> #caller<#kit::FailFast, #running> {
                #caller::__of(::core::clone::Clone::clone(&self.engine))
            }
            /// Calls hooks so that failures are reported (to `tracing`) and skipped.
            #[must_use]
            #[inline]
            #visibility fn isolated(&self) -> #caller<#kit::Isolated, #running> {
                #caller::__of(::core::clone::Clone::clone(&self.engine))
            }
            /// Calls hooks so that failures are skipped, and returned along with the outcome.
            #[must_use]
            #[inline]
            #visibility fn reported(&self) -> #caller<#kit::Reported, #running> {
                #caller::__of(::core::clone::Clone::clone(&self.engine))
            }
        }
        #kit::__private::managed! {
            impl<#chosen> #caller<#chosen> {
                /// A caller of these plugins' implementations only. Wrappers stay.
                #[must_use]
                #visibility fn only<#id: ::core::convert::AsRef<str>>(
                    &self,
                    plugins: impl ::core::iter::IntoIterator<Item = #id>,
                ) -> Self {
                    Self::__of(self.engine.only(plugins))
                }
                /// A caller of nothing that belongs to these plugins, neither implementations nor wrappers.
                #[must_use]
                #visibility fn without<#id: ::core::convert::AsRef<str>>(
                    &self,
                    plugins: impl ::core::iter::IntoIterator<Item = #id>,
                ) -> Self {
                    Self::__of(self.engine.without(plugins))
                }
                /// A caller that calls one more implementation: an instance, or an `Arc` of one, which must be able to outlive
                /// the call. If the manager has a plugin of this id, this one takes its place.
                ///
                /// It stands where its priority, constraints and dependencies put it. Where its constraints contradict those of
                /// the others, all of them are left out for this caller, and `tracing` is told.
                #[must_use]
                #visibility fn with<#extra>(&self, extra: #extra) -> Self
                where
                    #extra: #kit::IntoInstance,
                    #extra::Plugin: #kit::__private::Extends<dyn #ident>,
                    dyn #ident: #kit::__private::Attach<#extra::Plugin, Point = dyn #ident>,
                {
                    Self::__of(self.engine.with::<dyn #ident, #extra>(extra))
                }
                /// One caller for each plugin that implements a hook, in call order.
                #[must_use]
                #visibility fn each(&self) -> #kit::__private::Vec<(#kit::PluginId, Self)> {
                    let each = ::core::iter::IntoIterator::into_iter(self.engine.each());
                    let each = ::core::iter::Iterator::map(each, |(id, engine)| (id, Self::__of(engine)));
                    ::core::iter::Iterator::collect(each)
                }
                /// The first of those, which has the highest priority.
                #[must_use]
                #visibility fn best(&self) -> ::core::option::Option<Self> {
                    self.engine.best().map(Self::__of)
                }
                /// The call order of every hook, with the reason of each place.
                #[must_use]
                #visibility fn explain(&self) -> #kit::Explanation {
                    self.engine.explain()
                }
            }
        }
    }
}

/// A hook, as a caller with this strategy has it.
fn method(point: &Point, hook: &Hook, strategy: Strategy) -> TokenStream {
    let Point { kit, visibility, .. } = point;
    let (path, ident) = (path(point, strategy), hook.ident());
    let call = Call::of(hook);
    let (doc, deprecated) = (docs::method(hook, strategy), deprecated(hook.deprecated.as_ref()));
    let (outcome, allowed) = (hook.outcome(&point.kit), allowed(&hook.attributes));
    let returned = match strategy {
        Strategy::FailFast => quote!(#kit::HookResult<#outcome>),
        Strategy::Isolate => outcome,
        Strategy::Report => quote!(#kit::Report<#outcome>),
    };
    let running = parameter(point, "E");
    let returned = call.returned(&returned, &quote!(#running));
    // Whoever goes on past a failure needs the value from before it. The lifetime puts the check off to the
    // call.
    let spare = hook.value().filter(|_| strategy != Strategy::FailFast);
    let clause = spare.map(|value| quote!(where for<'__spare> #value: #kit::__private::Spare));
    let value = hook.arguments.first().filter(|_| hook.value().is_some()).map(|first| &first.ident);
    let value = value.map_or_else(|| quote!(()), |value| quote!(#value));
    let body = match hook.history {
        Some(_) => call.body(point, "tell", &path, &quote!()),
        None => call.body(point, "call", &path, &quote!(#value,)),
    };
    let Call { lifetimes, this, inputs, .. } = call;
    quote! {
        #doc
        #(#allowed)*
        #deprecated
        #[inline]
        #visibility fn #ident #lifetimes(#this, #(#inputs),*) -> #returned #clause { #body }
    }
}

/// A hook that collects, into a vector of the caller's.
fn gathering(
    point: &Point,
    hook: &Hook,
    chosen: &TokenStream,
    generic: Option<&Ident>,
) -> Option<TokenStream> {
    let Point { kit, visibility, .. } = point;
    let (Mode::Collect(item) | Mode::CollectSome(item)) = &hook.mode else { return None };
    let ident = beside(point, hook, "into")?;
    let taken = hook.arguments.iter().any(|argument| argument.ident == "into");
    let into = Ident::new(if taken { "vector" } else { "into" }, Span::call_site());
    let call = Call::of(hook);
    let (doc, deprecated) = (docs::gathering(hook), deprecated(hook.deprecated.as_ref()));
    let allowed = allowed(&hook.attributes);
    let (running, strategy) = (parameter(point, "E"), generic.map(|generic| quote!(#generic,)));
    let returned =
        call.returned(&quote!(<#chosen as #kit::Strategy>::Return<()>), &quote!(#strategy #running));
    let body = call.body(point, "gather", chosen, &quote!(#into, (),));
    // That it can be sent is said once, of the hook. The lifetime puts the check off to the call.
    let clause = hook.is_async().then(|| quote!(where for<'__sent> #item: ::core::marker::Send));
    let Call { lifetimes, this, inputs, lifetime, .. } = call;
    Some(quote! {
        #doc
        #(#allowed)*
        #deprecated
        #[inline]
        #visibility fn #ident #lifetimes(
            #this,
            #into: &#lifetime mut #kit::__private::Vec<#item>,
            #(#inputs),*
        ) -> #returned #clause { #body }
    })
}

/// A historic hook that collects: each answer is handed on, now and later.
fn remembering(
    point: &Point,
    hook: &Hook,
    chosen: &TokenStream,
    generic: Option<&Ident>,
) -> Option<TokenStream> {
    let Point { kit, visibility, .. } = point;
    let (Mode::Collect(item) | Mode::CollectSome(item)) = &hook.mode else { return None };
    let ident = beside(point, hook, "remembered")?;
    let taken = hook.arguments.iter().any(|argument| argument.ident == "each");
    let each = Ident::new(if taken { "callback" } else { "each" }, Span::call_site());
    let handed = parameter(point, "R");
    let call = Call::of(hook);
    let (doc, deprecated) = (docs::remembering(hook), deprecated(hook.deprecated.as_ref()));
    let allowed = allowed(&hook.attributes);
    let (running, strategy) = (parameter(point, "E"), generic.map(|generic| quote!(#generic,)));
    let returned =
        call.returned(&quote!(<#chosen as #kit::Strategy>::Return<()>), &quote!(#strategy #running, #handed));
    let body = call.body(point, "tell_each", chosen, &quote!(#each,));
    let sent = hook.is_async().then(|| quote!(for<'__sent> #item: ::core::marker::Send,));
    let Call { lifetimes, this, inputs, .. } = call;
    let generics = one_more(lifetimes, &handed);
    Some(quote! {
        #doc
        #(#allowed)*
        #deprecated
        #visibility fn #ident #generics(#this, #(#inputs,)* #each: #handed) -> #returned
        where
            #handed: ::core::ops::Fn(#item) + ::core::marker::Send + ::core::marker::Sync + 'static,
            #sent
        { #body }
    })
}

/// What is remembered of each historic hook.
fn histories(point: &Point) -> TokenStream {
    let Point { kit, visibility, .. } = point;
    let (chosen, caller) = (parameter(point, "F"), point.caller());
    let methods = point.hooks.iter().filter(|hook| hook.history.is_some()).filter_map(|hook| {
        let (ident, ty, doc) = (beside(point, hook, "history")?, hook_type(hook), docs::history(hook));
        Some(quote! {
            #doc
            #visibility fn #ident(&self) -> #kit::History {
                self.engine.history::<#ty>()
            }
        })
    });
    let methods: Vec<_> = methods.collect();
    if methods.is_empty() {
        return quote!();
    }
    quote!(#kit::__private::managed! { impl<#chosen> #caller<#chosen> { #(#methods)* } })
}

/// `fetch_into`, unless a hook is called that.
fn beside(point: &Point, hook: &Hook, what: &str) -> Option<Ident> {
    let ident = format_ident!("{}_{what}", hook.ident().unraw(), span = hook.ident().span());
    point.hooks.iter().all(|other| other.ident().unraw() != ident).then_some(ident)
}

/// Generics with one parameter more.
fn one_more(generics: TokenStream, parameter: &Ident) -> TokenStream {
    let mut tokens: Vec<_> = generics.into_iter().collect();
    if tokens.pop().is_none() {
        return quote!(<#parameter>);
    }
    quote!(#(#tokens)*, #parameter>)
}

/// A method that calls a hook.
///
/// An asynchronous one returns the future of whoever runs it: an `async fn` would be one more around that, which costs
/// something each time it is polled. So it has to name the lifetimes that the future holds; the arguments share one on
/// their way.
struct Call<'h> {
    hook: &'h Hook,
    lifetimes: TokenStream,
    /// `&self`
    this: TokenStream,
    /// After that.
    inputs: Vec<TokenStream>,
    /// Of `&self`, where it is named.
    lifetime: Option<TokenStream>,
    /// Whatever the future holds beside the type parameters.
    held: TokenStream,
}

impl<'h> Call<'h> {
    fn of(hook: &'h Hook) -> Self {
        let signature = &hook.signature;
        let nested = hook.copied().iter().any(Argument::is_nested);
        let borrows = hook.copied().iter().any(|argument| argument.passing != Passing::Owned);
        let named = || {
            let inputs = hook.arguments.iter().map(|Argument { ident, named, .. }| quote!(#ident: #named));
            inputs.collect()
        };
        let written = || signature.inputs.iter().skip(1).map(ToTokens::to_token_stream).collect();
        let (lifetimes, lifetime, inputs, held) = match (nested, hook.is_async()) {
            // A type such as `&Cell<&str>` takes no other lifetime than its own.
            (true, false) => (quote!(<'__a>), None, named(), quote!()),
            (true, true) => (quote!(<'__s, '__a>), Some(quote!('__s)), named(), quote!('__s, '__a,)),
            (false, true) if borrows => (quote!(<'__a>), Some(quote!('__a)), named(), quote!('__a,)),
            (false, true) => (quote!(<'__s>), Some(quote!('__s)), written(), quote!('__s,)),
            (false, false) => (signature.generics.to_token_stream(), None, written(), quote!()),
        };
        let this = quote!(&#lifetime self);
        Call { hook, lifetimes, this, inputs, lifetime, held }
    }

    /// `parameters` are the type parameters around it.
    fn returned(&self, outcome: &TokenStream, parameters: &TokenStream) -> TokenStream {
        if !self.hook.is_async() {
            return outcome.clone();
        }
        let held = &self.held;
        quote_spanned! {self.hook.place()=>
            impl ::core::future::Future<Output = #outcome> + ::core::marker::Send + use<#held #parameters>
        }
    }

    /// Has the engine do it. `first` are its arguments before the hook's, each with a comma.
    fn body(&self, point: &Point, verb: &str, strategy: &TokenStream, first: &TokenStream) -> TokenStream {
        let (kit, ty, here) = (&point.kit, hook_type(self.hook), self.hook.place());
        let copied = self.hook.copied().iter().map(|argument| &argument.ident);
        let arguments = quote_spanned!(here=> (#(#copied,)*));
        if self.hook.is_async() {
            let verb = format_ident!("{verb}_async", span = here);
            return quote_spanned! {here=>
                #kit::__private::AsyncEngine::<#ty>::#verb::<#strategy>(
                    &self.engine, #first #kit::__private::Arguments(#arguments),
                )
            };
        }
        let verb = Ident::new(verb, here);
        quote_spanned! {here=>
            #kit::__private::SyncEngine::<#ty>::#verb::<#strategy>(&self.engine, #first #arguments)
        }
    }
}

/// The strategy of callers whose user does not choose.
pub(super) fn default(point: &Point) -> TokenStream {
    let kit = &point.kit;
    match point.declared() {
        Some(_) => quote!(#kit::AsDeclared),
        None => path(point, point.on_error),
    }
}

/// The name of a type parameter, unless the point has it.
pub(super) fn parameter(point: &Point, name: &str) -> Ident {
    let taken = point.ident == name;
    format_ident!("{name}{}", if taken { "0" } else { "" }, span = Span::call_site())
}

fn path(point: &Point, strategy: Strategy) -> TokenStream {
    let kit = &point.kit;
    match strategy {
        Strategy::FailFast => quote!(#kit::FailFast),
        Strategy::Isolate => quote!(#kit::Isolated),
        Strategy::Report => quote!(#kit::Reported),
    }
}

fn deprecated(note: Option<&syn::LitStr>) -> Option<TokenStream> {
    note.map(|note| quote!(#[deprecated(note = #note)]))
}
