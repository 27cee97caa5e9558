//! A notebook that a test shares with its plugins.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{PluginEvent, PluginManager};

/// A notebook: what happened, line by line, in the order in which it happened.
///
/// Clones write into the same notebook. A [`MockPlugin`](super::MockPlugin) notes what it is asked to do as `a.start`; a
/// [watched](Recorder::watch) manager's events are noted as `a: started`.
///
/// ```
/// use pluginkit::testing::Recorder;
///
/// let log = Recorder::new();
/// log.note("opened");
/// log.clone().note("closed");
/// assert_eq!(log.lines(), ["opened", "closed"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    lines: Arc<Mutex<Vec<String>>>,
}

impl Recorder {
    /// An empty one.
    ///
    /// ```
    /// assert!(pluginkit::testing::Recorder::new().lines().is_empty());
    /// ```
    pub fn new() -> Self {
        Recorder::default()
    }

    /// Adds a line.
    ///
    /// ```
    /// # use pluginkit::testing::Recorder;
    /// let log = Recorder::new();
    /// log.note("opened");
    /// log.note(format!("read {} bytes", 7));
    /// assert_eq!(log.lines(), ["opened", "read 7 bytes"]);
    /// ```
    pub fn note(&self, line: impl Into<String>) {
        let line = line.into();
        self.locked().push(line);
    }

    /// All lines, which stay.
    ///
    /// ```
    /// # use pluginkit::testing::Recorder;
    /// let log = Recorder::new();
    /// log.note("opened");
    /// assert_eq!(log.lines(), ["opened"]);
    /// assert_eq!(log.lines(), ["opened"]);
    /// ```
    pub fn lines(&self) -> Vec<String> {
        self.locked().clone()
    }

    /// All lines; the notebook is empty then.
    ///
    /// ```
    /// # use pluginkit::testing::Recorder;
    /// let log = Recorder::new();
    /// log.note("opened");
    /// assert_eq!(log.take(), ["opened"]);
    /// assert!(log.take().is_empty());
    /// ```
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.locked())
    }

    /// Notes every event of a manager from now on, as `a: started`, for as long as the manager lives. It does not keep the
    /// manager alive.
    ///
    /// The words are `registered`, `activated`, `deactivated`, `started`, `stopped`, `failed` and `removed`; `hook failed`, for a
    /// failure in any hook; and `abandoned`, for each plugin that was started when the manager was dropped.
    ///
    /// ```
    /// use pluginkit::prelude::*;
    /// use pluginkit::testing::{MockPlugin, Recorder, paused};
    ///
    /// let plugins = PluginManager::builder().instance(MockPlugin::builder().id("geo").build()?).build()?;
    /// let log = Recorder::new();
    /// log.watch(&plugins);
    /// paused(plugins.start())?;
    /// log.assert_order(["geo: started"]);
    /// # Ok::<(), pluginkit::Error>(())
    /// ```
    pub fn watch(&self, plugins: &PluginManager) {
        let recorder = self.clone();
        plugins.subscribe(move |event| recorder.note_event(event)).detach();
    }

    fn note_event(&self, event: &PluginEvent) {
        match event {
            PluginEvent::Abandoned { plugins } => {
                for plugin in plugins {
                    self.note(format!("{plugin}: abandoned"));
                }
            }
            PluginEvent::HookFailed { error } => self.note(format!("{}: hook failed", error.plugin())),
            other => {
                let what = other.name().trim_start_matches("plugin.");
                self.note(format!("{}: {what}", other.plugin().unwrap_or_default()));
            }
        }
    }

    /// Checks that these lines were noted in this order. Others may stand between them.
    ///
    /// # Panics
    /// When they were not. The message says which line is missing, and prints everything that was noted.
    ///
    /// ```
    /// # use pluginkit::testing::Recorder;
    /// let log = Recorder::new();
    /// ["a.init", "a.start", "b.start"].map(|line| log.note(line));
    /// log.assert_order(["a.init", "b.start"]);
    /// ```
    #[track_caller]
    pub fn assert_order<L: AsRef<str>>(&self, expected: impl IntoIterator<Item = L>) {
        let noted = self.lines();
        let mut rest = noted.iter();
        let mut before: Option<L> = None;
        for line in expected {
            let found = rest.any(|noted| noted == line.as_ref());
            let after = before.as_ref().map(L::as_ref);
            assert!(found, "{}", Missing { line: line.as_ref(), after, noted: &noted });
            before = Some(line);
        }
    }

    /// Checks that this line was not noted.
    ///
    /// # Panics
    /// When it was. The message prints everything that was noted.
    ///
    /// ```
    /// # use pluginkit::testing::Recorder;
    /// let log = Recorder::new();
    /// log.note("a.init");
    /// log.assert_never("a.start");
    /// ```
    #[track_caller]
    pub fn assert_never(&self, line: &str) {
        let noted = self.lines();
        let never = noted.iter().all(|noted| noted != line);
        assert!(never, "`{line}` was noted, and should not have been\n{}", Lines(&noted));
    }

    /// A plugin's panic while it notes something is injected, more often than not; the lines are whole anyway.
    fn locked(&self) -> MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A line that is not where it is expected.
struct Missing<'a> {
    line: &'a str,
    after: Option<&'a str>,
    noted: &'a [String],
}

impl fmt::Display for Missing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` was not noted", self.line)?;
        if let Some(after) = self.after {
            write!(f, " after `{after}`")?;
        }
        write!(f, "\n{}", Lines(self.noted))
    }
}

/// What was noted.
struct Lines<'a>(&'a [String]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, rest @ ..] = self.0 else { return f.write_str("nothing was noted") };
        write!(f, "what was noted:\n    {first}")?;
        rest.iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}
