//! What is checked while a plugin is compiled: in const evaluation, where the versions of other crates are known.

use core::marker::PhantomData;

use crate::plugin::{Dependency, Plugin};
use crate::version::{compare_text, is_version, satisfies};

/// The id of a plugin whose attribute has mistakes. They were reported: nothing else is said because of them.
pub const MISTAKEN: &str = "a-plugin-with-mistakes";

pub(crate) const fn is_mistaken(id: &str) -> bool {
    compare_text(id, MISTAKEN).is_eq()
}

/// A dependency on a plugin type, and the version of that.
pub const fn depends_on<D: Plugin>(requirement: &'static str) -> (Dependency, &'static str) {
    (Dependency::on::<D>(requirement), D::VERSION)
}

/// Refuses a dependency on a plugin type whose version does not match.
///
/// # Panics
/// In const evaluation, where it is an error at the user's dependency.
#[track_caller]
pub const fn check_dependency(plugin: &str, (dependency, version): &(Dependency, &str)) {
    let (id, requirement) = (dependency.id(), dependency.requirement());
    let text = Text::new()
        .add("plugin `")
        .add(plugin)
        .add("` depends on `")
        .add(id)
        .add("` ")
        .add(requirement)
        .add(", but `")
        .add(id)
        .add("` is ")
        .add(version);
    assert!(satisfies(requirement, version) || is_mistaken(id), "{}", text.as_str());
}

/// The point of those who observe calls.
#[diagnostic::on_unimplemented(
    message = "`on` and `arguments` say what a `HookObserver` sees, and this is an extension of another point",
    label = "only in `#[extension(..)] impl HookObserver for ..`",
    note = "remove it here; a method that implements several hooks of its point is written `#[on(\"before_*\")] fn any(..)`"
)]
pub trait Observes {}

/// Refuses an extension that is no observer.
pub const fn check_observer<R: Observes + ?Sized>() {}

/// Refuses an extension of a point whose version is not one that it asks for.
///
/// # Panics
/// In const evaluation, where it is an error at the user's requirement.
#[track_caller]
pub const fn check_point(point: &str, id: &str, version: Option<&str>, requirement: &str) {
    let text = Text::new()
        .add("this extension of `")
        .add(point)
        .add("` needs ")
        .add(requirement)
        .add(", and `")
        .add(id);
    let Some(version) = version else {
        let text = text.add(
            "` has no version: leave `requires` out, or give the point a version, as in \
             `#[extension_point(version = \"1.0.0\")]`",
        );
        panic!("{}", text.as_str());
    };
    let text = text.add("` is ").add(version);
    // A version that is none was reported where it is written.
    assert!(satisfies(requirement, version) || !is_version(version), "{}", text.as_str());
}

/// Refuses a version that is not written as a literal, such as `env!("CARGO_PKG_VERSION")`, and is not semantic.
///
/// # Panics
/// In const evaluation, where it is an error at the user's version.
#[track_caller]
pub const fn check_version(version: &str) {
    let text = Text::new().add("`").add(version).add("` is not a semantic version, such as 1.2.0");
    assert!(is_version(version), "{}", text.as_str());
}

/// Finds out whether a returned type is a `Result`, whatever it is called: the inherent constant is preferred where it
/// fits. The macros see names only, and what they take for a plain value would not count as a failure.
#[derive(Debug)]
pub struct Returned<T>(PhantomData<T>);

impl<T, E> Returned<Result<T, E>> {
    /// It is.
    pub const IS_RESULT: bool = true;
}

/// The other half of [`Returned`]: all other types.
pub trait NoResult {
    /// It is not.
    const IS_RESULT: bool = false;
}

impl<T> NoResult for Returned<T> {}

/// Refuses a `Result` under another name.
///
/// # Panics
/// In const evaluation, where it is an error at the user's type.
#[track_caller]
pub const fn check_returned(is_result: bool) {
    assert!(
        !is_result,
        "this type is a `Result` under another name, which the attribute cannot see: an `Err` would be collected and \
         not be a failure. Write the `Result` out: `Result<T, E>`, or an alias that is called `Result` too"
    );
}

/// Stands for a hook that an extension does not provide.
///
/// # Panics
/// Always. Only hooks that are provided are ever called; this is what calling one by hand comes to.
#[cold]
#[track_caller]
pub fn not_provided(hook: &str) -> ! {
    panic!("`{hook}` is not provided by this extension, and is not called through a caller")
}

/// A text put together in const evaluation, where nothing can be formatted. What is too long is cut.
const DIGITS: &str = "0123456789";

#[derive(Clone, Copy)]
pub(crate) struct Text {
    bytes: [u8; Text::CAPACITY],
    length: usize,
}

impl Text {
    const CAPACITY: usize = 4096;

    pub(crate) const fn new() -> Self {
        Text { bytes: [0; Text::CAPACITY], length: 0 }
    }

    pub(crate) const fn add(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.length < Text::CAPACITY {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    /// A number, in decimal digits.
    pub(crate) const fn add_number(self, number: u32) -> Self {
        let text = if number >= 10 { self.add_number(number / 10) } else { self };
        text.add(DIGITS.split_at((number % 10) as usize).1.split_at(1).0)
    }

    pub(crate) const fn len(&self) -> usize {
        self.length
    }

    pub(crate) const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "(a text that is too long to print)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_put_together_and_cut() {
        assert_eq!(Text::new().add("a").add("").add("bc").as_str(), "abc");
        assert_eq!(Text::new().add("line ").add_number(1305).add_number(0).as_str(), "line 13050");
        assert_eq!(Text::new().add(&"x".repeat(6000)).as_str().len(), Text::CAPACITY);
    }

    #[test]
    #[should_panic(expected = "`1.x` is not a semantic version, such as 1.2.0")]
    fn a_version_that_is_none_is_refused() {
        check_version("1.x");
    }
}
