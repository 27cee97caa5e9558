//! The rules for extension points.

mod shape;
mod signature;

use syn::{Attribute, FnArg, LitStr, Signature, TypeParamBound};

use super::model::{Argument, Concurrency, Concurrent, Historic, Hook, Memory, Passing, Point, Strategy};
use super::parse::{self, HookArguments, Trait, Written};
use crate::errors::Errors;
use crate::members::{Body, Function, Member};
use crate::policy::Policy;
use crate::{attribute, literal, types};

/// The point with the hooks that have no mistakes; `None` where the trait itself cannot be a point.
pub(super) fn check(written: Written, errors: &Errors) -> Option<Point> {
    let Written { arguments: given, item } = written;
    let plain = plain_trait(&item, errors);
    versions(given.since.as_ref(), given.deprecated.as_ref(), errors);
    let default = || LitStr::new(&types::words(&item.ident.to_string()).join("_"), item.ident.span());
    let id = given.id.unwrap_or_else(default);
    errors.keep(literal::point_id(&id));
    let (mut hooks, mut broken) = (Vec::new(), Vec::new());
    for (position, member) in item.members.list.iter().enumerate() {
        if is_repeated(member, &item.members.list[..position], errors) {
            continue;
        }
        match self::member(member, errors) {
            Some(hook) => hooks.push(Hook { index: hooks.len(), ..hook }),
            None => broken.extend(member.function().cloned()),
        }
    }
    given.policy.check(errors);
    timeout(&given.policy, &hooks, errors);
    if let Some(version) = &given.version {
        self::version(version, &hooks, errors);
    }
    if hooks.is_empty() && errors.is_empty() {
        let name = &item.ident;
        let example = "an extension point needs at least one method, such as `fn ready(&self);`";
        errors.at(name, format!("`{name}` has no hooks: {example}"));
    }
    plain.filter(|()| !hooks.is_empty()).map(|()| Point {
        kit: attribute::kit(given.kit),
        id,
        version: given.version,
        attributes: item.attributes,
        visibility: item.visibility,
        ident: item.ident,
        supertraits: item.supertraits,
        hooks,
        broken,
        on_error: given.on_error.unwrap_or(Strategy::FailFast),
        policy: given.policy,
        since: given.since,
        deprecated: given.deprecated,
    })
}

fn is_repeated(member: &Member, earlier: &[Member], errors: &Errors) -> bool {
    let name = |member: &Member| member.function().map(|function| function.signature.ident.clone());
    let Some(ident) =
        name(member).filter(|ident| earlier.iter().any(|one| name(one).as_ref() == Some(ident)))
    else {
        return false;
    };
    errors.at(&ident, format!("the hook `{ident}` is declared twice: give one of them another name"));
    true
}

fn plain_trait(item: &Trait, errors: &Errors) -> Option<()> {
    let before = errors.count();
    for attribute in item.attributes.iter().filter(|attribute| attribute.path().is_ident("deprecated")) {
        errors.at(
            attribute,
            "write `#[extension_point(deprecated = \"use ..\")]`: whoever names the caller is told then",
        );
    }
    if let Some(token) = &item.unsafety {
        errors.at(
            token,
            "an extension point cannot be an unsafe trait, because callers would have to trust every \
             plugin: remove `unsafe`",
        );
    }
    if let Some(token) = &item.auto {
        errors.at(token, "an extension point cannot be an auto trait, because it has hooks: remove `auto`");
    }
    if !item.generics.params.is_empty() {
        errors.at(
            &item.generics,
            "an extension point is one trait that all its plugins share, so it cannot be generic: name the \
             type, or declare one extension point for each",
        );
    }
    if let Some(clause) = &item.generics.where_clause {
        let name = &item.ident;
        errors.at(
            clause,
            format!(
                "an extension point has no `where` clause: write bounds on `Self` as supertraits, as in \
                 `trait {name}: Send`"
            ),
        );
    }
    for bound in &item.supertraits {
        if let TypeParamBound::Trait(bound) = bound
            && let Some(name) = types::last(&bound.path)
            && ["Sized", "Clone", "Copy", "Default", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"]
                .iter()
                .any(|never| name == never)
        {
            errors.at(
                bound,
                format!(
                    "plugins are called through `dyn {}`, which `{name}` does not allow: remove this \
                     supertrait",
                    item.ident
                ),
            );
        }
    }
    (errors.count() == before).then_some(())
}

fn member(member: &Member, errors: &Errors) -> Option<Hook> {
    match member {
        Member::Function(function) => hook(function, errors),
        Member::Other(other) => {
            let what = other.what;
            let message = if other.is_macro() {
                "the hooks of an extension point are written out, because the attribute cannot see what a macro \
                 makes: write them here, or let a `macro_rules` make the whole trait"
                    .to_owned()
            } else {
                format!(
                    "an extension point has hooks only, and {what} is none: its callers do not know which \
                     plugin they reach. Put it beside the trait, or make it a hook that returns the value"
                )
            };
            errors.at(&other.tokens, message);
            None
        }
    }
}

fn hook(function: &Function, errors: &Errors) -> Option<Hook> {
    let before = errors.count();
    let given = parse::hook(&function.attributes, errors);
    versions(given.since.as_ref(), given.deprecated.as_ref(), errors);
    required(&given, errors);
    attributes(function, errors);
    if let Body::Braces(body) = &function.body {
        errors.at(
            body,
            "a hook has no default body, because a plugin that leaves a hook out is not called for it: \
             write `;`, and put what plugins share into a function of its own",
        );
    }
    let arguments = signature::check(&function.signature, given.pipeline.is_some(), errors);
    let shape = shape::check(&function.signature, &given, errors);
    let concurrency = concurrency(&function.signature, &given, errors);
    let history = history(&function.signature, arguments.as_deref(), &given, errors);
    let (mode, fallible) = shape.filter(|_| errors.count() == before)?;
    Some(Hook {
        index: 0,
        signature: function.signature.clone(),
        attributes: function
            .attributes
            .iter()
            .filter(|attribute| !parse::is_hook(attribute))
            .cloned()
            .collect(),
        arguments: arguments?,
        mode,
        fallible,
        required: given.required.is_some(),
        concurrency,
        history,
        on_error: given.on_error,
        since: given.since,
        deprecated: given.deprecated,
    })
}

fn required(given: &HookArguments, errors: &Errors) {
    if let (Some(flag), Some(_)) = (&given.required, &given.deprecated) {
        errors.at(
            flag,
            "a hook that is deprecated is one to be left out, and `required` forbids that: remove `required`",
        );
    }
}

/// Whether implementations may run at once.
fn concurrency(signature: &Signature, given: &HookArguments, errors: &Errors) -> Option<Concurrency> {
    let name = &signature.ident;
    if let Some(race) = given.race.as_ref().filter(|_| given.first_result.is_none()) {
        errors.at(
            race,
            "a race is won by the first answer, and here every plugin's is wanted: add `first_result`, or remove `race`",
        );
    } else if let Some(race) = given.race.as_ref().filter(|_| given.concurrent.is_none()) {
        errors.at(
            race,
            "nobody races who is called one after the other: add `concurrent`, as in `#[hook(first_result, concurrent, race)]`",
        );
    }
    let Concurrent { flag, limit } = given.concurrent.as_ref()?;
    if given.pipeline.is_some() {
        errors.at(
            flag,
            "in a pipeline every plugin gets the value of the one before, so they cannot run at once: remove `concurrent`",
        );
    } else if signature.asyncness.is_none() {
        errors.at(
            flag,
            format!(
                "what runs at once is awaited, and `{name}` is a sync hook: declare it as `async fn {name}` (its \
                 implementations may still be `fn`), or remove `concurrent`"
            ),
        );
    }
    Some(Concurrency { limit: *limit, race: given.race.is_some() })
}

/// Whether calls are remembered.
fn history(
    signature: &Signature,
    arguments: Option<&[Argument]>,
    given: &HookArguments,
    errors: &Errors,
) -> Option<Memory> {
    let Historic { flag, keep } = given.historic.as_ref()?;
    if given.first_result.is_some() {
        errors.at(
            flag,
            "the first answer ends a call, so whoever comes later could only be too late: remove `historic`, or `first_result`",
        );
    }
    if given.pipeline.is_some() {
        errors.at(
            flag,
            "what comes out of a pipeline has been handed on, and nobody who comes later can change it: remove `historic`, or \
             `pipeline`",
        );
    }
    let written = signature.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_)));
    for (Argument { passing, .. }, written) in arguments.unwrap_or_default().iter().zip(written) {
        let why = match passing {
            Passing::Reference | Passing::Owned => continue,
            Passing::DynReference => "its type is only known as a `dyn`",
            Passing::NestedReference | Passing::NestedOwned => "it borrows in turn",
        };
        errors.at(
            written,
            format!(
                "the calls of a historic hook are remembered, and this argument cannot be kept, because {why}: take an owned \
                 value or an `Arc`, or remove `historic`"
            ),
        );
    }
    Some(Memory { keep: *keep })
}

fn attributes(function: &Function, errors: &Errors) {
    let is = |attribute: &Attribute, name: &str| attribute.path().is_ident(name);
    for attribute in &function.attributes {
        if is(attribute, "cfg") {
            errors.at(
                attribute,
                "a hook cannot depend on `cfg`, because it would be decided anew in every crate that \
                 implements it: put `#[cfg]` on the whole trait, or declare the hook in an extension point \
                 of its own",
            );
        } else if parse::may_be_hook(attribute) {
            errors.at(
                attribute,
                "what a hook is cannot depend on `cfg`: write `#[hook(..)]` without `cfg_attr`",
            );
        } else if is(attribute, "deprecated") {
            errors.at(attribute, "write `#[hook(deprecated = \"use ..\")]`: callers are told then");
        }
    }
}

/// A point knows nothing of the types of its plugins: what is dropped when its time is up is a future.
fn timeout(policy: &Policy, hooks: &[Hook], errors: &Errors) {
    let Some(timeout) = &policy.timeout else { return };
    if !hooks.is_empty() && hooks.iter().all(|hook| !hook.is_async()) {
        errors.at(
            &timeout.literal,
            "a point's timeout ends async implementations, and the hooks here are all sync: remove it, and put it on the \
             extensions that are slow",
        );
    }
}

/// No hook comes later than the point is.
fn version(version: &LitStr, hooks: &[Hook], errors: &Errors) {
    errors.keep(literal::version(version));
    for hook in hooks {
        if let Some(since) = hook.since.as_ref().filter(|since| literal::is_newer(since, version)) {
            errors.at(
                since,
                format!(
                    "the hook `{}` says that it came with {}, and the point is {}: raise the point's `version`, \
                     or lower this",
                    hook.ident(),
                    since.value(),
                    version.value()
                ),
            );
        }
    }
}

fn versions(since: Option<&LitStr>, deprecated: Option<&LitStr>, errors: &Errors) {
    if let Some(since) = since {
        errors.keep(literal::since(since));
    }
    if let Some(deprecated) = deprecated {
        errors.keep(literal::not_empty("deprecated", deprecated));
    }
}
