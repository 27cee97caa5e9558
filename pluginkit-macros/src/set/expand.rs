//! What a set becomes: the struct, its entries as types, what is checked of them, and one call of each point's macro.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Meta, Path, Token};

use super::life;
use super::model::{Entry, Set};
use super::place::Place;
use crate::types;

pub(super) fn expand(set: &Set) -> TokenStream {
    let (item, entries, facts, checks) = (item(set), entries(set), facts(set), checks(set));
    let (default, methods, life, points) = (default(set), methods(set), life::life(set), points(set));
    let cfgs = set.cfgs();
    quote! {
        #item
        #(#cfgs)*
        #[allow(clippy::too_many_lines, clippy::items_after_statements)]
        const _: () = {
            #entries
            #facts
            #checks
            #default
            #methods
            #life
            #(#points)*
        };
    }
}

/// A set with mistakes. It has all that a set has, so that whoever uses it does not hear of that.
pub(super) fn stand_in(set: &Set) -> TokenStream {
    let Set { kit, ident, visibility, points, .. } = set;
    let (item, start) = (item(set), life::start(set));
    let default = (!set.attributes.iter().any(derives_default)).then(|| {
        quote! {
            impl ::core::default::Default for #ident {
                fn default() -> Self {
                    ::core::unreachable!()
                }
            }
        }
    });
    let cfgs = set.cfgs();
    quote! {
        #item
        #(#cfgs)*
        const _: () = {
            // What is imported for a mistaken set is not imported in vain.
            #(#[allow(unused_imports)] use #points as _;)*
            #default
            impl #kit::PluginSet for #ident {
                const PLUGINS: &'static [#kit::PluginEntry] = &[];
                const POINTS: &'static [::core::option::Option<fn() -> ::core::any::TypeId>] = &[];
                fn hand_over<__R: #kit::__private::set::Recipient>(self, to: __R) -> __R {
                    to
                }
            }
            impl<'__s, __H: #kit::__private::SyncHook> #kit::__private::SyncEngine<__H> for &'__s #ident {
                fn call<__F: #kit::__private::Policy<#kit::__private::ValueOf<__H>>>(
                    &self,
                    _: #kit::__private::ValueOf<__H>,
                    _: __H::Args<'_>,
                ) -> __F::Return<#kit::__private::OutcomeOf<__H>> {
                    ::core::unreachable!()
                }
                fn gather<__F: #kit::__private::Policy<#kit::__private::ValueOf<__H>>>(
                    &self,
                    _: &mut #kit::__private::OutcomeOf<__H>,
                    _: #kit::__private::ValueOf<__H>,
                    _: __H::Args<'_>,
                ) -> __F::Return<()>
                where
                    __H::Mode: #kit::__private::Gather,
                {
                    ::core::unreachable!()
                }
            }
            impl<'__s, __H: #kit::__private::AsyncHook> #kit::__private::AsyncEngine<__H> for &'__s #ident {
                fn call_async<__F: #kit::__private::AsyncPolicy<#kit::__private::ValueOf<__H>>>(
                    &self,
                    _: #kit::__private::ValueOf<__H>,
                    _: #kit::__private::Arguments<'_, __H>,
                ) -> impl ::core::future::Future<Output = __F::Return<#kit::__private::OutcomeOf<__H>>> + ::core::marker::Send {
                    ::core::future::pending()
                }
                fn gather_async<__F: #kit::__private::AsyncPolicy<#kit::__private::ValueOf<__H>>>(
                    &self,
                    _: &mut #kit::__private::OutcomeOf<__H>,
                    _: #kit::__private::ValueOf<__H>,
                    _: #kit::__private::Arguments<'_, __H>,
                ) -> impl ::core::future::Future<Output = __F::Return<()>> + ::core::marker::Send
                where
                    __H::Mode: #kit::__private::Gather<Item: ::core::marker::Send>,
                {
                    ::core::future::pending()
                }
            }
            impl #ident {
                #visibility fn caller<__P: #kit::ExtensionPoint + ?::core::marker::Sized>(&self) -> __P::CallerOf<&Self> {
                    __P::caller_of(self)
                }
            }
            #kit::__private::managed! {
                impl #kit::__private::set::Life for #ident {
                    fn order() -> impl ::core::iter::Iterator<Item = ::core::primitive::usize> {
                        ::core::iter::empty()
                    }
                    fn member(
                        _: ::core::primitive::usize,
                    ) -> ::core::option::Option<&'static dyn #kit::__private::set::Living<Self>> {
                        ::core::option::Option::None
                    }
                    fn wrapper(
                        _: ::core::primitive::usize,
                        _: ::core::primitive::usize,
                    ) -> ::core::option::Option<&'static dyn #kit::__private::set::LivingWrapper<Self>> {
                        ::core::option::Option::None
                    }
                }
                #start
            }
        };
    }
}

fn item(set: &Set) -> TokenStream {
    let Set { attributes, visibility, keyword, ident, braces, entries, .. } = set;
    let fields = entries.iter().map(
        |Entry { attributes, visibility, ident, plugin }| quote!(#(#attributes)* #visibility #ident: #plugin),
    );
    let mut item = quote!(#(#attributes)* #visibility #keyword #ident);
    braces.surround(&mut item, |inside| inside.extend(quote!(#(#fields,)*)));
    item
}

/// Each entry, and whoever sits behind the last one.
fn entries(set: &Set) -> TokenStream {
    let Set { kit, ident, entries, .. } = set;
    let count = entries.len();
    let each = entries.iter().enumerate().map(|(at, entry)| {
        let Entry { ident: field, plugin, .. } = entry;
        let here = Place::of(plugin);
        let (cfgs, without) = (entry.cfgs(), without(entry));
        let present = {
            let kit = types::respanned(kit, here.before);
            let holds =
                here.put(quote_spanned!(here.before=> impl #kit::__private::set::Holds<#at> for __Slots));
            let get = here.put(quote_spanned! {here.before=>
                #[inline(always)]
                fn get(set: &#ident) -> &<Self as #kit::__private::set::Holds<#at>>::Plugin
            });
            quote! {
                #holds {
                    type Plugin = #plugin;
                    #get {
                        &set.#field
                    }
                }
            }
        };
        let cfgs: Vec<_> = cfgs.collect();
        let absent = without.map(|without| {
            quote! {
                #without
                impl #kit::__private::set::At<#at> for __Slots {
                    type Seat = #kit::__private::set::Nobody;
                }
            }
        });
        quote! {
            #(#cfgs)*
            #[automatically_derived]
            #present
            #(#cfgs)*
            #[automatically_derived]
            impl #kit::__private::set::At<#at> for __Slots {
                type Seat = #kit::__private::set::Entry<__Slots, #at>;
            }
            #absent
        }
    });
    quote! {
        struct __Slots;
        #[automatically_derived]
        impl #kit::__private::set::Slots for __Slots {
            type Set = #ident;
        }
        #(#each)*
        #[automatically_derived]
        impl #kit::__private::set::At<#count> for __Slots {
            type Seat = #kit::__private::set::Nobody;
        }
    }
}

/// `#[cfg(not(all(..)))]`, for an entry that is not always there.
fn without(entry: &Entry) -> Option<TokenStream> {
    let conditions: Vec<TokenStream> = entry
        .cfgs()
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) => Some(list.tokens.clone()),
            _ => None,
        })
        .collect();
    (!conditions.is_empty()).then(|| quote!(#[cfg(not(all(#(#conditions),*)))]))
}

/// Who the members are and who depends on whom.
fn facts(set: &Set) -> TokenStream {
    let Set { kit, ident, entries, .. } = set;
    let count = entries.len();
    let members: Vec<Ident> = (0..count).map(|at| format_ident!("__MEMBER_{at}")).collect();
    let each = entries.iter().zip(&members).map(|(entry, member)| {
        let (cfgs, without, plugin) = (entry.cfgs(), without(entry), &entry.plugin);
        let absent = without.map(|without| {
            quote!(#without const #member: ::core::option::Option<#kit::__private::set::Member> = ::core::option::Option::None;)
        });
        quote! {
            #(#cfgs)*
            const #member: ::core::option::Option<#kit::__private::set::Member> = {
                #[allow(unused_imports)]
                use #kit::__private::set::NoPlugin as _;
                #kit::__private::set::Known::<#plugin>::MEMBER
            };
            #absent
        }
    });
    let name = ident.unraw().to_string();
    let names = entries.iter().map(|entry| entry.ident.unraw().to_string());
    quote! {
        #(#each)*
        const __DIRECTORY: #kit::__private::set::Directory<#count> =
            #kit::__private::set::Directory::of([#(#members),*]);
        const __DEPENDENCIES: [#kit::__private::set::Pair; __DIRECTORY.count_dependencies()] = __DIRECTORY.dependencies();
        const __RANKS: [::core::primitive::usize; #count] = #kit::__private::set::ranks(&__DEPENDENCIES);
        const __CHECKED: #kit::__private::set::Checked<#count> = #kit::__private::set::Checked {
            set: #name,
            entries: [#(#names),*],
            directory: __DIRECTORY,
            dependencies: &__DEPENDENCIES,
        };
    }
}

/// Each of its own, so that every mistake is reported, where it is.
fn checks(set: &Set) -> TokenStream {
    let each = set.entries.iter().enumerate().map(|(at, entry)| {
        let here = Place::of(&entry.plugin);
        here.put(quote_spanned! {here.before=>
            const _: () = __CHECKED.entry(#at);
            const _: () = __CHECKED.depends_on_itself(#at);
        })
    });
    quote!(#(#each)*)
}

/// All plugins by their defaults, for who asks for it. The types may not be there, or have none: that is checked then.
fn default(set: &Set) -> Option<TokenStream> {
    let Set { ident, entries, .. } = set;
    if set.attributes.iter().any(derives_default) {
        return None;
    }
    let (names, types): (Vec<Ident>, Vec<TokenStream>) = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let name = format_ident!("__Plugin{at}", span = Span::call_site());
            let (cfgs, without, plugin) = (entry.cfgs(), without(entry), &entry.plugin);
            let absent = without.map(|without| quote!(#without type #name = ();));
            (name.clone(), quote!(#(#cfgs)* type #name = #plugin; #absent))
        })
        .unzip();
    let bounds = entries.iter().zip(&names).map(|(entry, name)| {
        let (here, name) =
            (Place::of(&entry.plugin), Ident::new(&name.to_string(), Place::of(&entry.plugin).before));
        here.put(quote_spanned!(here.before=> for<'__a> #name: ::core::default::Default))
    });
    let fields = entries.iter().map(|entry| {
        let (cfgs, field) = (entry.cfgs(), &entry.ident);
        quote!(#(#cfgs)* #field: ::core::default::Default::default())
    });
    Some(quote! {
        #(#types)*
        #[automatically_derived]
        impl ::core::default::Default for #ident
        where
            #(#bounds,)*
        {
            fn default() -> Self {
                #ident { #(#fields,)* }
            }
        }
    })
}

fn derives_default(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("derive")
        && attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).is_ok_and(|derived| {
            derived.iter().any(|path| path.segments.last().is_some_and(|last| last.ident == "Default"))
        })
}

/// What is called on a set, and what a manager asks it for.
fn methods(set: &Set) -> TokenStream {
    let Set { kit, ident, visibility, entries, points, .. } = set;
    let places = 0..points.len();
    // What a message shows of the set is its name, and not the whole macro.
    let here = Place::at(ident.span());
    let (near, caller) = (types::respanned(kit, here.before), Ident::new("caller", here.before));
    let lists = here.put(quote_spanned!(here.before=> #near::__private::set::Lists<__P>));
    let implemented = here.put(quote_spanned!(here.before=> impl #near::PluginSet for));
    let listed = entries.iter().enumerate().map(|(at, entry)| {
        let cfgs = entry.cfgs();
        quote!(#(#cfgs)* #kit::__private::set::listed::<__Slots, #at>())
    });
    let handed = entries.iter().enumerate().map(|(at, entry)| {
        let (cfgs, field) = (entry.cfgs(), &entry.ident);
        quote!(#(#cfgs)* let to = #kit::__private::set::handed::<__Slots, #at, __R>(to, self.#field);)
    });
    quote! {
        #[automatically_derived]
        #implemented #ident {
            const PLUGINS: &'static [#kit::PluginEntry] = &[#(#listed),*];
            const POINTS: &'static [::core::option::Option<fn() -> ::core::any::TypeId>] = {
                #[allow(unused_imports)]
                use #kit::__private::set::NoPoint as _;
                &[#(#kit::__private::set::PointAt::<__Slots, #places>::TYPE),*]
            };
            fn hand_over<__R: #kit::__private::set::Recipient>(self, to: __R) -> __R {
                #(#handed)*
                to
            }
        }
        #[automatically_derived]
        impl<'__s, __H: #kit::__private::SyncHook> #kit::__private::SyncEngine<__H> for &'__s #ident
        where
            __Slots: #kit::__private::set::SyncCalls<__H>,
        {
            #[inline(always)]
            fn call<__F: #kit::__private::Policy<#kit::__private::ValueOf<__H>>>(
                &self,
                value: #kit::__private::ValueOf<__H>,
                args: __H::Args<'_>,
            ) -> __F::Return<#kit::__private::OutcomeOf<__H>> {
                #kit::__private::set::call::<__Slots, __H, __F>(self, value, &args)
            }
            #[inline(always)]
            fn gather<__F: #kit::__private::Policy<#kit::__private::ValueOf<__H>>>(
                &self,
                into: &mut #kit::__private::OutcomeOf<__H>,
                value: #kit::__private::ValueOf<__H>,
                args: __H::Args<'_>,
            ) -> __F::Return<()>
            where
                __H::Mode: #kit::__private::Gather,
            {
                #kit::__private::set::gather::<__Slots, __H, __F>(self, into, value, &args)
            }
        }
        #[automatically_derived]
        impl<'__s, __H: #kit::__private::AsyncHook> #kit::__private::AsyncEngine<__H> for &'__s #ident
        where
            __Slots: #kit::__private::set::AsyncCalls<__H>,
        {
            #[inline(always)]
            fn call_async<__F: #kit::__private::AsyncPolicy<#kit::__private::ValueOf<__H>>>(
                &self,
                value: #kit::__private::ValueOf<__H>,
                args: #kit::__private::Arguments<'_, __H>,
            ) -> impl ::core::future::Future<Output = __F::Return<#kit::__private::OutcomeOf<__H>>> + ::core::marker::Send {
                #kit::__private::set::call_async::<__Slots, __H, __F>(self, value, args)
            }
            #[inline(always)]
            fn gather_async<__F: #kit::__private::AsyncPolicy<#kit::__private::ValueOf<__H>>>(
                &self,
                into: &mut #kit::__private::OutcomeOf<__H>,
                value: #kit::__private::ValueOf<__H>,
                args: #kit::__private::Arguments<'_, __H>,
            ) -> impl ::core::future::Future<Output = __F::Return<()>> + ::core::marker::Send
            where
                __H::Mode: #kit::__private::Gather<Item: ::core::marker::Send>,
            {
                #kit::__private::set::gather_async::<__Slots, __H, __F>(self, into, value, args)
            }
        }
        #[allow(dead_code)]
        impl #ident {
            /// A caller of the extension point: as a manager's, but everything behind it is known to the compiler.
            #[must_use]
            #[inline]
            #visibility fn #caller<__P>(&self) -> __P::CallerOf<&Self>
            where
                __P: #kit::ExtensionPoint + ?::core::marker::Sized,
                Self: #lists,
            {
                __P::caller_of(self)
            }
        }
    }
}

/// A call of each point's macro, which knows the hooks.
fn points(set: &Set) -> impl Iterator<Item = TokenStream> {
    let Set { kit, ident, entries, .. } = set;
    // Nothing but a place for each.
    let entries: Vec<TokenStream> =
        entries.iter().map(|entry| Place::of(&entry.plugin).put(quote!(()))).collect();
    set.points.iter().enumerate().map(move |(listed, point)| {
        let here = Place::of(point);
        let renamed = quote_spanned!(here.on=> as __Point);
        let called = quote_spanned!(here.before=> __Point! { set { #kit } { #ident } { #(#entries)* } { #listed } { #point } });
        // Where there is no macro of the trait's name, the one further out is found, and says so. (The call has a block of its
        // own: beside the `use`, it could be what makes the macro that the `use` is looking for.)
        quote! {
            const _: () = {
                #[allow(unused_imports)]
                use #kit::__private::__not_a_point as __Point;
                const _: () = {
                    #[allow(unused_imports)]
                    use #point #renamed;
                    const _: () = {
                        #called
                    };
                };
            };
        }
    })
}
