//! A set does not compile exactly where a manager finds something wrong.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::prelude::*;

use super::config;
use super::worlds::{HOOKS, Role, World, any_world, at_its_size, constant, constraints, dependencies};
use crate::error::{Ordered, ResolutionError};
use crate::resolve::{Extension, contradictions};
use crate::set::check::Checked;
use crate::set::plan::{Directory, Pair, extenders};

/// What a check complains of.
fn complaint(check: impl FnOnce()) -> Option<String> {
    let payload = catch_unwind(AssertUnwindSafe(check)).err()?;
    Some(*payload.downcast::<String>().expect("a text that was put together"))
}

fn checked<const N: usize>(world: &World) -> (Checked<N>, &'static [Pair]) {
    let directory: Directory<N> = world.directory();
    let pairs = constant(dependencies(&directory));
    (Checked { set: "Some", entries: ["entry"; N], directory, dependencies: pairs }, pairs)
}

fn is_circle(error: &ResolutionError) -> bool {
    matches!(error, ResolutionError::DependencyCycle { .. })
}

/// The words for it that both have in common.
fn words(error: &ResolutionError) -> String {
    match error {
        ResolutionError::MissingDependency { plugin, dependency, .. } => {
            format!("`{plugin}` depends on `{dependency}` (")
        }
        ResolutionError::VersionMismatch { plugin, dependency, found, .. } => {
            let wanted = format!("`{plugin}` depends on `{dependency}` ");
            format!("{wanted}.., but `{dependency}` is {found}")
        }
        ResolutionError::DuplicateDependency { .. } => error.to_string().replacen("plugin ", "", 1),
        other => other.to_string(),
    }
}

fn mistakes_agree<const N: usize>(world: &World) -> Result<(), TestCaseError> {
    let (ids, resolution) = world.resolution();
    let (checked, pairs) = checked::<N>(world);
    let mut circles = false;
    for (entry, told) in world.entries.iter().enumerate() {
        let said = complaint(|| checked.entry(entry));
        let circle = complaint(|| checked.depends_on_itself(entry));
        circles |= circle.is_some();
        let Some(told) = told else {
            prop_assert_eq!((said, circle), (None, None), "nothing is wrong with nobody");
            continue;
        };
        let at = ids.iter().position(|id| *id == told.id).unwrap();
        let errors: Vec<_> = resolution.unmet[at].iter().filter(|error| !is_circle(error)).collect();
        prop_assert_eq!(said.is_some(), !errors.is_empty(), "{:?}: {:?}", said, errors);
        let said = said.unwrap_or_default();
        for error in &errors {
            for part in words(error).split("..") {
                prop_assert!(said.contains(part), "{said}\n{error}");
            }
        }
        let parts = said.split("; ").filter(|part| !part.is_empty()).count();
        prop_assert_eq!(parts, errors.len(), "each mistake is told once: {}", said);
    }
    let unmet: Vec<_> = resolution.unmet.iter().flatten().collect();
    prop_assert_eq!(circles, unmet.iter().any(|error| is_circle(error)));

    // What is kept out has no say in when the others are started.
    if unmet.is_empty() {
        let lifecycle = world.facts(Role::Lifecycle);
        let more = constraints(&checked.directory, &lifecycle, &checked.directory.everybody());
        let all = [pairs, &more].concat();
        let complains = (0..N).any(|entry| complaint(|| checked.start(entry, &all)).is_some());
        prop_assert_eq!(complains, !resolution.contradictions.is_empty());
    }
    Ok(())
}

fn contradictions_agree<const N: usize>(world: &World) -> Result<(), TestCaseError> {
    let extensions: Vec<Extension> = world.attachments().into_iter().map(|it| it.extension).collect();
    let found = contradictions(&extensions);
    let (checked, _) = checked::<N>(world);
    for role in [Role::Implementations, Role::Wrappers] {
        let facts = world.facts(role);
        let pairs = constraints(&checked.directory, &facts, &extenders(&facts));
        let said =
            (0..N).filter_map(|entry| complaint(|| checked.order(entry, HOOKS, role.into(), &facts, &pairs)));
        let said: Vec<String> = said.collect();
        let expected = found.iter().filter_map(|error| match error {
            ResolutionError::OrderCycle { hook, ordered, .. } if *ordered == role.into() => Some(*hook),
            _ => None,
        });
        let expected: Vec<&str> = expected.collect();
        prop_assert_eq!(said.is_empty(), expected.is_empty(), "{:?}\n{:?}", said, expected);
        if let Some(first) = expected.first() {
            let told = format!("the {} of hook `{first}` cannot be put in order: ", Ordered::from(role));
            prop_assert!(said.iter().any(|said| said.contains(&told)), "{said:?}\n{told}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn dependencies_are_wrong_where_the_manager_says_so(world in any_world()) {
        at_its_size!(mistakes_agree(&world))?;
    }

    #[test]
    fn constraints_contradict_each_other_where_the_manager_says_so(world in any_world()) {
        at_its_size!(contradictions_agree(&world))?;
    }
}
