use std::error::Error;

use pluginkit::{HookError, HookErrorKind};

/// A source that is missing from the edition, and why.
#[derive(Debug)]
pub(crate) struct Missing {
    pub(crate) plugin: String,
    pub(crate) kind: &'static str,
    pub(crate) reason: String,
    /// What is behind the reason, if anything is.
    pub(crate) cause: Option<String>,
}

/// Whoever failed, by plugin id: failures arrive as they happen, and a page should not depend on that.
pub(crate) fn from(failures: &[HookError]) -> Vec<Missing> {
    let mut missing: Vec<_> = failures.iter().map(explain).collect();
    missing.sort_by(|one, other| one.plugin.cmp(&other.plugin));
    missing
}

fn explain(error: &HookError) -> Missing {
    let (kind, reason) = match error.kind() {
        HookErrorKind::Failed(source) => ("failed", source.to_string()),
        HookErrorKind::Panicked(message) => ("panicked", message.clone()),
        HookErrorKind::TimedOut(limit) => ("timed out", format!("no answer within {limit:?}")),
        other => ("failed", other.to_string()),
    };
    let cause = error.source().and_then(first_cause);
    Missing { plugin: error.plugin().to_owned(), kind, reason, cause }
}

/// What began it. The errors between are left out: most of them quote it.
fn first_cause(error: &(dyn Error + 'static)) -> Option<String> {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    causes.last().map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use std::io;

    use newsroom_api::FeedError;
    use pluginkit::HookError;

    use super::explain;

    #[test]
    fn a_failure_is_explained_by_its_reason_and_what_began_it() {
        let disk = io::Error::other("the disk is on fire");
        let middle = io::Error::other(HookError::failed(disk));
        let error = FeedError::Unreadable { document: "echo.xml".to_owned(), source: middle };

        let missing = explain(&HookError::failed(error));

        assert_eq!((missing.kind, missing.reason.as_str()), ("failed", "cannot read echo.xml"));
        assert_eq!(missing.cause.as_deref(), Some("the disk is on fire"));
    }

    #[test]
    fn a_reason_may_be_all_there_is() {
        assert_eq!(explain(&HookError::failed("strike")).cause, None);
    }
}
