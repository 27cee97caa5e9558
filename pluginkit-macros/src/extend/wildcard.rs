//! `#[on("before_*")]`: one method that is written, and several that are meant.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, LitStr, Meta, Result};

use crate::errors::Errors;
use crate::facts::{Fact, Facts};
use crate::members::{Function, Member};
use crate::pattern::{Pattern, is_on, may_be_on};
use crate::{pattern, suggest};

/// The members of an extension, each of which is one hook at most.
pub(super) struct Spread {
    pub(super) members: Vec<Member>,
    /// The names of the hooks that nobody wrote.
    pub(super) matched: Vec<String>,
    /// Methods of patterns that stand for no hook, because of a mistake that was reported.
    pub(super) unplaced: Vec<Function>,
}

/// Puts a copy of the method, under the hook's name, where a pattern stands for a hook.
pub(super) fn spread(facts: &Facts, members: Vec<Member>, errors: &Errors) -> Spread {
    let functions = members.iter().filter_map(Member::function);
    let by_name: Vec<String> = functions.filter(|function| on(function).next().is_none()).map(name).collect();
    let mut spread = Spread { members: Vec::new(), matched: Vec::new(), unplaced: Vec::new() };
    without_condition(&members, errors);
    for member in members {
        match member {
            Member::Function(function) if on(&function).next().is_some() => {
                let hooks = written(&function, errors)
                    .map(|(literal, pattern)| {
                        hooks(facts, &by_name, &spread.matched, &literal, &pattern, errors)
                    })
                    .unwrap_or_default();
                let written = without_pattern(&function);
                if hooks.is_empty() {
                    spread.unplaced.push(written.clone());
                }
                for hook in hooks {
                    let mut copy = written.clone();
                    copy.signature.ident = hook.name.clone();
                    copy.signature.ident.set_span(function.signature.ident.span());
                    spread.matched.push(name(&copy));
                    spread.members.push(Member::Function(Box::new(copy)));
                }
            }
            Member::Function(mut function) => {
                pattern::strip(&mut function.attributes);
                spread.members.push(Member::Function(function));
            }
            other @ Member::Other(_) => spread.members.push(other),
        }
    }
    spread
}

fn without_condition(members: &[Member], errors: &Errors) {
    for attribute in members.iter().filter_map(Member::function).flat_map(|function| &function.attributes) {
        if may_be_on(attribute) {
            errors.at(
                attribute,
                "whether a method stands for other hooks cannot depend on `cfg`: write `#[on(..)]`, and `#[cfg(..)]` beside it \
                 for a method that is not always there",
            );
        }
    }
}

/// The hooks that a method stands for.
fn hooks<'f>(
    facts: &'f Facts,
    by_name: &[String],
    matched: &[String],
    literal: &LitStr,
    pattern: &Pattern,
    errors: &Errors,
) -> Vec<&'f Fact> {
    let point = &facts.name;
    let all: Vec<&Fact> = facts.hooks.iter().filter(|fact| pattern.matches(&fact.plain_name())).collect();
    let left: Vec<&Fact> = all.iter().copied().filter(|fact| !by_name.contains(&fact.plain_name())).collect();
    // What is wrong with a hook was reported where it is declared.
    let broken = facts.broken.iter().any(|name| pattern.matches(&name.unraw().to_string()));
    if all.is_empty() && !broken {
        let names: Vec<String> = facts.hook_names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let hint = suggest::hint(&pattern.letters(), &names, "its hooks are");
        errors.at(literal, format!("`{point}` has no hook that matches \"{}\"{hint}", literal.value()));
    } else if left.is_empty() && !broken {
        errors.at(
            literal,
            format!(
                "every hook of `{point}` that matches \"{}\" is implemented by its name here: remove this method",
                literal.value()
            ),
        );
    }
    let (twice, own): (Vec<&Fact>, Vec<&Fact>) =
        left.into_iter().partition(|fact| matched.contains(&fact.plain_name()));
    if !twice.is_empty() {
        let names: Vec<String> = twice.into_iter().map(Fact::plain_name).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (verb, it) = if names.len() == 1 { ("is", "it") } else { ("are", "each") };
        errors.at(
            literal,
            format!(
                "{} {verb} matched by a pattern above as well: implement {it} by its name, or change one of the \
                 patterns",
                suggest::listed(&names)
            ),
        );
    }
    own
}

/// What the one `#[on]` of a method says.
fn written(function: &Function, errors: &Errors) -> Option<(LitStr, Pattern)> {
    let mut attributes = on(function);
    let literal = errors.keep(text(attributes.next()?));
    for second in attributes {
        errors.at(second, "`#[on]` is given twice: write one pattern, and a method for each other one");
    }
    let literal = literal?;
    let pattern = errors.keep(Pattern::read(&literal))?;
    Some((literal, pattern))
}

fn text(attribute: &Attribute) -> Result<LitStr> {
    let wrong = |tokens: &dyn ToTokens| {
        let message = "`#[on]` takes one pattern of the names of hooks: `#[on(\"before_*\")]`";
        syn::Error::new_spanned(tokens.to_token_stream(), message)
    };
    match &attribute.meta {
        Meta::List(list) => syn::parse2(list.tokens.clone())
            .map_err(|_| if list.tokens.is_empty() { wrong(attribute) } else { wrong(&list.tokens) }),
        other => Err(wrong(other)),
    }
}

fn without_pattern(function: &Function) -> Function {
    let mut function = function.clone();
    pattern::strip(&mut function.attributes);
    function
}

fn on(function: &Function) -> impl Iterator<Item = &Attribute> {
    function.attributes.iter().filter(|attribute| is_on(attribute))
}

fn name(function: &Function) -> String {
    function.signature.ident.unraw().to_string()
}
