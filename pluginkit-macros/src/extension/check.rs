//! The rules that hold for extensions of any point.

use syn::PathArguments;

use super::model::{Arguments, Impl, Verdict};
use crate::errors::Errors;
use crate::target::Target;
use crate::{literal, types};

pub(super) fn check(given: &Arguments, item: &Impl, errors: &Errors) -> Verdict {
    flags(given, errors);
    given.policy.check(errors);
    if let Some(requires) = &given.requires {
        errors.keep(literal::requirement(requires));
    }
    order(given, item, errors);
    head(item, errors);
    match item.path().filter(|_| item.negative.is_none()) {
        None => Verdict::Hopeless,
        Some(_) if errors.is_empty() => Verdict::Right,
        Some(_) => Verdict::Wrong,
    }
}

fn flags(given: &Arguments, errors: &Errors) {
    if given.wrapper.is_none() {
        return;
    }
    if let Some(blocking) = &given.blocking {
        errors.at(
            blocking,
            "a wrapper surrounds the call and waits for what is in it, so it cannot be moved to the \
             blocking pool: put `blocking` on the implementation that blocks",
        );
    }
    if let Some(barrier) = &given.barrier {
        errors.at(
            barrier,
            "a wrapper surrounds the whole call, and nobody runs beside it: put `barrier` on the implementation that is to run \
             alone",
        );
    }
    for key in given.policy.shedding() {
        errors.at(
            key,
            format!(
                "a wrapper surrounds the call, and takes as long and fails as often as all that is in it: put `{key}` on the \
                 implementations, on the point, or on the manager"
            ),
        );
    }
    if let Some(when) = &given.when {
        errors.at(
            &when.key,
            "a wrapper surrounds the call and decides for itself: remove `when`, and `return next.run()` \
             where nothing is to be done",
        );
    }
}

fn order(given: &Arguments, item: &Impl, errors: &Errors) {
    let before = given.before.as_deref().unwrap_or_default();
    let after = given.after.as_deref().unwrap_or_default();
    let plugin = types::written(&item.plugin);
    for list in [before, after] {
        for (position, target) in list.iter().enumerate() {
            target.check(errors);
            if target.is_named(&plugin) {
                errors.at(target, "a plugin cannot come before or after itself: remove this");
            }
            if list[..position].contains(target) {
                errors.at(target, "this plugin is given twice: keep one of them");
            }
        }
    }
    for target in after.iter().filter(|target| before.contains(target)) {
        let name = match target {
            Target::Type(path) => format!("`{}`", types::readable(path)),
            Target::Id(id) => types::readable(id),
        };
        errors.at(target, format!("nothing comes both before and after {name}: keep one of them"));
    }
}

fn head(item: &Impl, errors: &Errors) {
    let plugin = types::readable(&item.plugin);
    let generic = "an extension belongs to one plugin, which is one type, so its `impl` cannot be generic: \
     name the type";
    if !item.generics.params.is_empty() {
        errors.at(&item.generics, generic);
    } else if let Some(clause) = &item.generics.where_clause {
        errors.at(clause, generic);
    }
    if let Some(negative) = &item.negative {
        errors
            .at(negative, "an extension implements its point: a plugin that does not needs no `impl` at all");
    }
    if let Some(token) = &item.unsafety {
        errors.at(token, "an extension point is a safe trait: remove `unsafe`");
    }
    let Some((point, _)) = &item.point else {
        errors.at(
            &item.plugin,
            format!(
                "say which extension point this is for: `impl Feed for {plugin}`; methods of its own need \
                 no attribute"
            ),
        );
        return;
    };
    match item.path() {
        None => {
            errors.at(point, "expected the path of an extension point, as in `impl feed::Feed for Weather`");
        }
        Some(path) => {
            let arguments =
                path.segments.iter().map(|segment| &segment.arguments).find(|arguments| !arguments.is_none());
            if let Some(arguments @ (PathArguments::AngleBracketed(_) | PathArguments::Parenthesized(_))) =
                arguments
            {
                errors.at(arguments, "an extension point has no type arguments: remove them");
            }
        }
    }
}
