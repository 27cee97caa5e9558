//! A call of any hook, under any strategy, as users write it.

use std::time::Duration;

use crate::cast::LineCaller;
use crate::seen::{Course, End, Returns};
use crate::site::Site;
use crate::told::{Call, Dropped, HOOKS, Strategy};

/// Each hook by its name.
macro_rules! by_name {
    ($line:expr, $call:ident, $site:ident, now: [$($now:ident)*], later: [$($later:ident)*]) => {{
        let line = $line;
        match HOOKS[$call.hook].name {
            $(stringify!($now) => line.$now($call.value, $site).seen(),)*
            $(stringify!($later) => match drop_at($call.dropped, line.$later($call.value, $site)).await {
                Some(returned) => returned.seen(),
                None => Course::of(End::Dropped),
            },)*
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
