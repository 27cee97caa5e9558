//! Time that passes only when nobody works.

use tokio::runtime::Builder;

/// Runs a future to its end on this thread, on a clock that jumps.
///
/// The clock stands still while anything can go on, and jumps to the next timer when nothing can. So delays, pauses and the
/// timeouts of asynchronous hooks happen in their order and take no time. What has no part in it runs on the real clock:
/// synchronous hooks with a `timeout`, and the standard library's time.
///
/// Whatever the future has spawned and not waited for is dropped with the runtime.
///
/// # Panics
/// Inside a runtime, whose thread must not be held up: there, use `#[tokio::test(start_paused = true)]`. And where the
/// operating system refuses to make a runtime. A panic of the future goes on through.
///
/// ```
/// use std::time::Duration;
///
/// use pluginkit::testing::paused;
/// use tokio::time::{Instant, sleep};
///
/// let passed = paused(async {
///     let begin = Instant::now();
///     sleep(Duration::from_hours(1)).await;
///     begin.elapsed()
/// });
/// assert_eq!(passed.as_secs(), 3600);
/// ```
#[track_caller]
pub fn paused<F: Future>(future: F) -> F::Output {
    Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime of one thread can be made")
        .block_on(future)
}
