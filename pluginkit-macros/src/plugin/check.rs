//! The rules for plugins.

use quote::ToTokens;
use syn::{Expr, ExprLit, Lit, LitStr};

use super::model::{Dependency, Plugin, Version};
use super::parse::Written;
use crate::errors::Errors;
use crate::target::Target;
use crate::{attribute, literal, types};

/// `None` when a rule was broken, and reported.
pub(super) fn check(written: &Written, errors: &Errors) -> Option<Plugin> {
    let given = &written.arguments;
    not_generic(written, errors);
    all_there(written, errors);
    let id = given.id.clone().filter(|id| errors.keep(literal::plugin_id(id)).is_some());
    let version = given.version.as_ref().and_then(|version| self::version(version, errors));
    let dependencies = dependencies(written, errors);
    let metadata = metadata(written, errors);
    if !errors.is_empty() {
        return None;
    }
    Some(Plugin {
        kit: attribute::kit(given.kit.clone()),
        ident: written.ident.clone(),
        id: id?,
        version: version?,
        dependencies,
        metadata,
        config: given.config.clone(),
        linked: given.listed.is_none(),
    })
}

fn not_generic(written: &Written, errors: &Errors) {
    let ident = &written.ident;
    if written.generics.lifetimes().next().is_some() {
        errors.at(
            &written.generics,
            "a plugin lives as long as the program, so it borrows nothing: let it own what it needs, such as a \
             `String` for a `&'a str`",
        );
    } else if !written.generics.params.is_empty() {
        errors.at(
            &written.generics,
            format!(
                "a plugin is one instance with one id, so it cannot be generic: make a newtype of the type \
                 you need the plugin, as in `struct My{ident}({ident}<String>);`"
            ),
        );
    }
}

fn all_there(written: &Written, errors: &Errors) {
    let given = &written.arguments;
    let missing = |key: &str, there: bool| !there && !given.unread.iter().any(|unread| unread == key);
    let id = format!("id = \"{}\"", kebab_case(&written.ident.to_string()));
    let version = "version = \"1.0.0\"";
    match (missing("id", given.id.is_some()), missing("version", given.version.is_some())) {
        (true, true) => {
            errors.at_attribute(format!("a plugin needs an id and a version: `#[plugin({id}, {version})]`"));
        }
        (true, false) => errors.at_attribute(format!("a plugin needs an id: `{id}`")),
        (false, true) => {
            errors.at_attribute(format!(
                "a plugin needs a version: `{version}`, or `version = env!(\"CARGO_PKG_VERSION\")`"
            ));
        }
        (false, false) => {}
    }
}

fn version(written: &Expr, errors: &Errors) -> Option<Version> {
    match ungrouped(written) {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            errors.keep(literal::version(text)).map(|()| Version::Literal(text.clone()))
        }
        constant @ (Expr::Macro(_) | Expr::Path(_)) => Some(Version::Constant(constant.to_token_stream())),
        other => {
            errors.at(
                other,
                "a version is a string: `version = \"1.0.0\"`, or `version = env!(\"CARGO_PKG_VERSION\")`",
            );
            None
        }
    }
}

fn ungrouped(mut expression: &Expr) -> &Expr {
    while let Expr::Group(group) = expression {
        expression = &group.expr;
    }
    expression
}

fn dependencies(written: &Written, errors: &Errors) -> Vec<Dependency> {
    let all = written.arguments.depends_on.as_deref().unwrap_or_default();
    for (position, dependency) in all.iter().enumerate() {
        dependency.target.check(errors);
        if let Some(requirement) = &dependency.requirement {
            errors.keep(literal::requirement(requirement));
        }
        if is_itself(dependency, written) {
            errors.at(&dependency.target, "a plugin cannot depend on itself: remove this");
        }
        if all[..position].iter().any(|earlier| earlier.target == dependency.target) {
            errors.at(&dependency.target, "this dependency is given twice: keep one of them");
        }
    }
    all.to_vec()
}

fn is_itself(dependency: &Dependency, written: &Written) -> bool {
    match &dependency.target {
        Target::Id(id) => written.arguments.id.as_ref().is_some_and(|own| own.value() == id.value()),
        path @ Target::Type(_) => path.is_named(&written.ident.to_string()),
    }
}

fn metadata(written: &Written, errors: &Errors) -> Vec<(&'static str, LitStr)> {
    let given = &written.arguments;
    let texts = [
        ("name", &given.name),
        ("author", &given.author),
        ("description", &given.description),
        ("api_version", &given.api_version),
        ("min_app_version", &given.min_app_version),
        ("target_application", &given.target_application),
    ];
    let said = texts.into_iter().filter_map(|(key, text)| text.clone().map(|text| (key, text)));
    said.inspect(|(key, text)| {
        errors.keep(match *key {
            "min_app_version" => literal::version(text),
            key => literal::not_empty(key, text),
        });
    })
    .collect()
}

/// `WeatherMap` as `weather-map`.
fn kebab_case(name: &str) -> String {
    types::words(name).join("-")
}
