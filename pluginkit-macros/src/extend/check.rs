//! The rules that depend on the hooks of the point.

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{FnArg, ReturnType, Signature, Type};

use super::model::{Extension, Implemented};
use super::parse::Handed;
use super::wildcard::{self, Spread};
use crate::errors::Errors;
use crate::extension::{Arguments, Impl};
use crate::facts::{Facts, Role};
use crate::members::{Function, Member};
use crate::{suggest, types};

/// What has no mistake, even where something else has.
pub(super) fn check(handed: Handed, errors: &Errors) -> Extension {
    let Handed { facts, kit, arguments, is_right, mut item } = handed;
    if is_right {
        role(&facts, &arguments, &item, errors);
    }
    let Spread { members, matched, unplaced } =
        wildcard::spread(&facts, std::mem::take(&mut item.members.list), errors);
    // What an unplaced method is for, is not known: it may be all that is missing.
    if facts.role == Role::Implementation && arguments.wrapper.is_none() && unplaced.is_empty() {
        required(&facts, &item, &members, errors);
    }
    let mut hooks: Vec<Implemented> =
        members.into_iter().filter_map(|member| self::member(&facts, member, errors)).collect();
    for fact in hooks.iter_mut().map(|hook| &mut hook.fact) {
        // Nobody wrote the name at which this would be said.
        if matched.contains(&fact.plain_name()) {
            fact.deprecated = None;
        }
    }
    if is_right && errors.is_empty() {
        timeout(&facts, &arguments, &hooks, errors);
        blocking(&arguments, &hooks, errors);
        barrier(&arguments, &hooks, errors);
    }
    let extension = Extension { kit, facts, arguments, item, hooks, unplaced, is_right };
    ownable(&extension, errors);
    Extension { is_right: is_right && errors.is_empty(), ..extension }
}

fn role(facts: &Facts, given: &Arguments, item: &Impl, errors: &Errors) {
    let name = &facts.name;
    match (facts.role, &given.wrapper) {
        (Role::Wrapper, None) => errors.at(
            item.path(),
            format!(
                "`{name}` is for wrappers, which surround the call: add `wrapper`, as in \
                 `#[extension(wrapper)]`"
            ),
        ),
        (Role::Implementation, Some(flag)) => errors.at(
            flag,
            format!(
                "`{name}` is the extension point itself; a wrapper implements `{name}Wrapper`, which stands \
                 beside it"
            ),
        ),
        _ => {}
    }
}

/// Hooks that no extension may leave out. One under a `#[cfg]` is there: what it depends on, only the compiler knows.
fn required(facts: &Facts, item: &Impl, members: &[Member], errors: &Errors) {
    if members.iter().any(|member| matches!(member, Member::Other(other) if other.is_macro())) {
        return;
    }
    let functions = members.iter().filter_map(Member::function);
    let written: Vec<String> =
        functions.map(|function| function.signature.ident.unraw().to_string()).collect();
    let names = facts.hook_names();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    // Whoever misspells a hook hears of that alone.
    let is_there = |name: &str| {
        written.iter().any(|one| {
            one == name || !known.contains(&one.as_str()) && suggest::nearest(one, &known) == Some(name)
        })
    };
    let missing = facts.hooks.iter().zip(&known).filter(|(_, name)| !is_there(name));
    let (names, heads): (Vec<&str>, Vec<&str>) =
        missing.filter_map(|(fact, name)| Some((*name, fact.required.as_deref()?))).unzip();
    if !names.is_empty() {
        let bodies: Vec<String> = heads.iter().map(|head| format!("{head} {{ .. }}")).collect();
        let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
        errors.at(
            item.path(),
            format!(
                "this extension of `{}` lacks {}, which {} required: add {}",
                facts.name,
                suggest::listed(&names),
                if names.len() == 1 { "is" } else { "are" },
                suggest::listed(&bodies)
            ),
        );
    }
}

fn member(facts: &Facts, member: Member, errors: &Errors) -> Option<Implemented> {
    let function = match member {
        Member::Function(function) => function,
        Member::Other(other) => {
            let message = if other.is_macro() {
                "the hooks of an extension are written out, because the attribute cannot see what a macro \
                 makes: write them here, or let a `macro_rules` make the whole `impl`"
                    .to_owned()
            } else {
                let what = other.what;
                format!(
                    "an extension has hooks only, and {what} is none: put it into an `impl` of the plugin's own"
                )
            };
            errors.at(&other.tokens, message);
            return None;
        }
    };
    let ident = &function.signature.ident;
    if facts.broken.contains(ident) {
        return None;
    }
    let Some((index, fact)) = facts.hook(ident) else {
        let names = facts.hook_names();
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        let hint = suggest::hint(&ident.unraw().to_string(), &known, "its hooks are");
        errors.at(ident, format!("`{}` has no hook `{ident}`{hint}", facts.name));
        return None;
    };
    let before = errors.count();
    if facts.role == Role::Wrapper && fact.is_historic {
        errors.at(
            ident,
            format!(
                "`{}::{ident}` is historic, so plugins that come later hear of its calls when nothing of the call is left to \
                 surround: it has no wrappers. Remove this, or remove `historic` from the hook",
                facts.point()
            ),
        );
        return None;
    }
    hook(facts, fact.is_async, &function, errors);
    let is_lifted = fact.is_async && is_sync(&function.signature);
    (errors.count() == before).then(|| Implemented {
        index,
        fact: fact.clone(),
        is_lifted,
        function: *function,
    })
}

fn hook(facts: &Facts, is_async: bool, function: &Function, errors: &Errors) {
    let (point, signature) = (facts.point(), &function.signature);
    let name = &signature.ident;
    if let Some(token) = signature.asyncness.filter(|_| !is_async) {
        errors.at(
            token,
            format!(
                "`{point}::{name}` is a sync hook: its callers do not wait. Remove `async` here, or declare \
                 `async fn {name}` in `{point}`"
            ),
        );
    }
    if facts.role == Role::Wrapper {
        next(signature, errors);
    }
}

/// A wrapper takes the rest of the call, as its last argument.
fn next(signature: &Signature, errors: &Errors) {
    let (name, last) = (&signature.ident, signature.inputs.last());
    if last.is_some_and(is_next) {
        return;
    }
    match (signature.inputs.iter().find(|input| is_next(input)), last) {
        (Some(misplaced), Some(FnArg::Typed(last))) => {
            let last = types::readable(&last.pat);
            errors
                .at(misplaced, format!("`next` is the last argument of a wrapper: move it behind `{last}`"));
        }
        _ => errors.at(
            last.map_or_else(|| name.to_token_stream(), ToTokens::to_token_stream),
            format!(
                "a wrapper takes the rest of the call as its last argument: add `next: Next<'_>` to `{name}`"
            ),
        ),
    }
}

/// Neither `async` nor a future of the user's own making.
fn is_sync(signature: &Signature) -> bool {
    let returns_anonymous =
        matches!(&signature.output, ReturnType::Type(_, ty) if matches!(types::peel(ty), Type::ImplTrait(_)));
    signature.asyncness.is_none() && !returns_anonymous
}

fn is_next(input: &FnArg) -> bool {
    let FnArg::Typed(argument) = input else { return false };
    matches!(types::peel(&argument.ty), Type::Path(path) if types::last(&path.path).is_some_and(|name| name == "Next"))
}

fn timeout(facts: &Facts, given: &Arguments, hooks: &[Implemented], errors: &Errors) {
    let Some(timeout) = &given.policy.timeout else { return };
    let all_sync = !hooks.is_empty() && hooks.iter().all(|hook| !hook.fact.is_async);
    if facts.role == Role::Wrapper && all_sync {
        errors.at(
            &timeout.literal,
            "a timeout ends a wrapper by dropping its future, and the hooks that are wrapped here are all \
             sync: remove it, or put it on the implementation that is slow",
        );
    }
}

fn blocking(given: &Arguments, hooks: &[Implemented], errors: &Errors) {
    let Some(flag) = &given.blocking else { return };
    if !hooks.iter().any(|hook| hook.is_lifted) {
        errors.at(
            flag,
            "`blocking` moves a synchronous implementation of an async hook to the blocking pool, and there \
             is none here: remove it, or write the slow hook as `fn` instead of `async fn`",
        );
    }
}

fn barrier(given: &Arguments, hooks: &[Implemented], errors: &Errors) {
    let Some(flag) = &given.barrier else { return };
    if !hooks.iter().any(|hook| hook.fact.is_concurrent) {
        errors.at(
            flag,
            "a `barrier` runs alone, after all before it, and the hooks here are called one after the other anyway: remove it, \
             or declare the hook with `#[hook(concurrent)]`",
        );
    }
}

fn ownable(extension: &Extension, errors: &Errors) {
    let given = &extension.arguments;
    let asked: Vec<&str> =
        [("timeout", given.policy.timeout.is_some()), ("blocking", given.blocking.is_some())]
            .into_iter()
            .filter_map(|(key, is_given)| is_given.then_some(key))
            .collect();
    for hook in extension.hooks.iter().filter(|hook| extension.offloads(hook)) {
        let held = hook.fact.arguments.iter().enumerate();
        for (position, why) in held.filter_map(|(position, passing)| Some((position, passing.held?))) {
            errors.at(
                hook.argument(position),
                format!(
                    "this argument cannot be owned, because {why}, so the call cannot leave the caller's \
                     thread: make the implementation `async`, or leave {} out",
                    suggest::listed(&asked)
                ),
            );
        }
    }
}
