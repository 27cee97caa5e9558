//! The mode of a hook, from its flags and the words of its return type.

use quote::ToTokens;
use syn::{FnArg, PatType, ReturnType, Signature, Type, parse_quote};

use super::super::model::{Fallible, Mode};
use super::super::parse::HookArguments;
use crate::errors::Errors;
use crate::types::{self, Borrows};

/// `None` when a rule was broken, and reported.
pub(super) fn check(
    signature: &Signature,
    given: &HookArguments,
    errors: &Errors,
) -> Option<(Mode, Option<Fallible>)> {
    if let (Some(_), Some(pipeline)) = (&given.first_result, &given.pipeline) {
        errors.at(
            pipeline,
            "a hook is either `first_result`, which stops at the first plugin that has a value, or \
             `pipeline`, in which every plugin gets the value of the one before: keep one of them",
        );
        return None;
    }
    let returned = match &signature.output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, ty) => (**ty).clone(),
    };
    owned(&returned, signature, errors)?;
    let (value, fallible) = fallible(&returned, errors)?;
    let shape = Shape { signature, value: &value, errors };
    let mode = match (&given.first_result, &given.pipeline) {
        (Some(flag), _) => shape.first_result(flag),
        (_, Some(flag)) => shape.pipeline(flag),
        _ => shape.collect(),
    };
    Some((mode?, fallible))
}

/// A hook returns what it owns.
fn owned(returned: &Type, signature: &Signature, errors: &Errors) -> Option<()> {
    let borrows = Borrows::of(returned);
    if let Some(anonymous) = borrows.anonymous {
        let future = types::word(anonymous.clone(), "Future").is_some();
        errors.at(
            anonymous,
            if future {
                format!(
                    "a hook that waits is an `async fn`: write `async fn {}` and return the value itself",
                    signature.ident
                )
            } else {
                "every plugin returns the same type, so it needs a name: write one, or `Box<dyn Trait>`"
                    .to_owned()
            },
        );
        return None;
    }
    if let Some(first) = borrows.first {
        let instead = owned_form(returned).map(|owned| format!(", such as `{owned}`")).unwrap_or_default();
        errors.at(
            first,
            format!(
                "a hook cannot return a borrow, because the plugin may be gone before its caller is done: \
                 return an owned value{instead}"
            ),
        );
        return None;
    }
    Some(())
}

/// `&str` as `String`, `&[T]` as `Vec<T>`, `&T` as `T`.
fn owned_form(ty: &Type) -> Option<String> {
    let Type::Reference(reference) = types::peel(ty) else {
        return None;
    };
    match types::peel(&reference.elem) {
        Type::Slice(slice) => Some(format!("Vec<{}>", types::readable(&slice.elem))),
        other if types::same(other, &parse_quote!(str) as &Type) => Some("String".to_owned()),
        other => Some(types::readable(other)),
    }
}

/// What is inside of a `Result`, or the type itself.
fn fallible(returned: &Type, errors: &Errors) -> Option<(Type, Option<Fallible>)> {
    let named = |name| types::arguments_of(returned, name);
    let Some(arguments) = named("Result").or_else(|| named("HookResult")) else {
        return Some((returned.clone(), None));
    };
    let Some((value, rest)) = arguments.split_first() else {
        errors.at(
            returned,
            "say what is in this `Result`, as in `Result<(), Error>`: it decides what the hook's callers get",
        );
        return None;
    };
    let fallible = Fallible { returned: returned.clone(), error: rest.first().map(|error| (*error).clone()) };
    Some(((*value).clone(), Some(fallible)))
}

struct Shape<'h> {
    signature: &'h Signature,
    /// Without the `Result` around it.
    value: &'h Type,
    errors: &'h Errors,
}

impl Shape<'_> {
    fn collect(&self) -> Option<Mode> {
        if types::arguments_of(self.value, "ControlFlow").is_some() {
            return self
                .refuse("`ControlFlow` ends a pipeline: add `#[hook(pipeline)]`, or return another type");
        }
        Some(match self.option() {
            _ if types::is_unit(self.value) => Mode::Notify,
            Some(some) => Mode::CollectSome(some),
            None => Mode::Collect(self.value.clone()),
        })
    }

    fn first_result(&self, flag: &proc_macro2::Ident) -> Option<Mode> {
        if let Some(some) = self.option() {
            return Some(Mode::FirstResult(some));
        }
        let problem = "`first_result` stops at the first plugin that returns `Some`";
        if types::is_unit(self.value) {
            self.errors.at(flag, format!("{problem}: return an `Option`, as in `-> Option<String>`"));
            return None;
        }
        self.refuse(&format!("{problem}: return `Option<{}>`", types::readable(self.value)))
    }

    fn pipeline(&self, flag: &proc_macro2::Ident) -> Option<Mode> {
        let name = &self.signature.ident;
        let Some(first) = self.first_argument() else {
            self.errors.at(
                flag,
                format!(
                    "a pipeline hands its first argument from plugin to plugin, and `{name}` has none: \
                     write `fn {name}(&self, value: String) -> String`"
                ),
            );
            return None;
        };
        if let Type::Reference(reference) = types::peel(&first.ty) {
            let owned = owned_form(&first.ty).unwrap_or_default();
            self.errors.at(
                reference,
                format!(
                    "the first argument of a pipeline is handed from plugin to plugin, so it is owned: \
                     write `{owned}`"
                ),
            );
            return None;
        }
        let wanted = types::readable(&first.ty);
        match types::arguments_of(self.value, "ControlFlow").as_deref() {
            Some([stop, go]) if types::same(*stop, &*first.ty) && types::same(*go, &*first.ty) => {
                Some(Mode::PipelineFlow((*first.ty).clone()))
            }
            Some(_) => self.refuse(&format!(
                "a pipeline that may be ended carries its value both ways: return `ControlFlow<{wanted}, \
                 {wanted}>`, where `Break` ends it and `Continue` hands on"
            )),
            None if types::same(self.value, &*first.ty) => Some(Mode::Pipeline((*first.ty).clone())),
            None => {
                let problem =
                    format!("a pipeline returns what it takes first, which is `{wanted}`: return `{wanted}`");
                if types::is_unit(self.value) {
                    self.errors.at(flag, problem);
                    None
                } else {
                    self.refuse(&problem)
                }
            }
        }
    }

    /// The value inside of `Option<..>`.
    fn option(&self) -> Option<Type> {
        let arguments = types::arguments_of(self.value, "Option")?;
        arguments.first().map(|some| (*some).clone())
    }

    fn first_argument(&self) -> Option<&PatType> {
        self.signature.inputs.iter().find_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        })
    }

    fn refuse(&self, message: &str) -> Option<Mode> {
        self.errors.at(self.value.to_token_stream(), message);
        None
    }
}
