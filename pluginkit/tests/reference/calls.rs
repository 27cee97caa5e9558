//! A call of any hook, under any strategy, as users write it.

use std::time::Duration;

use crate::cast::LineCaller;
use crate::seen::{BEFORE, Course, End, Returns};
use crate::site::Site;
use crate::told::{Call, Dropped, Gathered, HOOKS, Strategy};

/// Each hook by its name.
macro_rules! by_name {
    (
        $line:expr, $call:ident, $site:ident,
        now: [$($now:ident)*], later: [$($later:ident)*],
        appending: [$(($append:ident $append_into:ident))*],
        appending later: [$(($append_later:ident $append_later_into:ident))*]
    ) => {{
        let line = $line;
        let Call { value, gathered, dropped, .. } = *$call;
        match HOOKS[$call.hook].name {
            $(stringify!($append) if gathered == Gathered::Appended => {
                let mut vector = vec![BEFORE];
                let course = line.$append_into(&mut vector, value, $site).seen();
                Course { vector: Some(vector), ..course }
            })*
            $(stringify!($append_later) if gathered == Gathered::Appended => {
                let mut vector = vec![BEFORE];
                let course = seen(drop_at(dropped, line.$append_later_into(&mut vector, value, $site)).await);
                Course { vector: Some(vector), ..course }
            })*
            $(stringify!($now) => line.$now(value, $site).seen(),)*
            $(stringify!($later) => seen(drop_at(dropped, line.$later(value, $site)).await),)*
            name => unreachable!("`{name}` is no hook"),
        }
    }};
}

macro_rules! by_hook {
    ($line:expr, $call:ident, $site:ident) => {
        by_name!(
            $line, $call, $site,
            now: [tell all some first pipe flow],
            later: [
                tell_later all_later some_later first_later pipe_later flow_later
                tell_at_once all_at_once some_two_at_once first_at_once first_two_at_once race race_by_two
            ],
            appending: [(all all_into) (some some_into)],
            appending later: [
                (all_later all_later_into) (some_later some_later_into)
                (all_at_once all_at_once_into) (some_two_at_once some_two_at_once_into)
            ]
        )
    };
}

/// Makes a call, and says what came of it.
pub(crate) async fn make(line: &LineCaller, call: &Call, site: &Site) -> Course {
    match call.strategy {
        Strategy::FailFast => by_hook!(line, call, site),
        Strategy::Isolated => by_hook!(line.isolated(), call, site),
        Strategy::Reported => by_hook!(line.reported(), call, site),
    }
}

fn seen(returned: Option<impl Returns>) -> Course {
    returned.map_or(Course::of(End::Dropped), Returns::seen)
}

/// What comes of a future, unless it is dropped before that.
pub(crate) async fn drop_at<F: Future>(when: Dropped, future: F) -> Option<F::Output> {
    match when {
        Dropped::Never => Some(future.await),
        Dropped::Unpolled => None,
        Dropped::After(milliseconds) => {
            tokio::time::timeout(Duration::from_millis(milliseconds), future).await.ok()
        }
    }
}
