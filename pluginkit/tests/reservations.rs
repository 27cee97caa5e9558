//! An id is kept for whoever comes first, is free again however that ends, and nobody else is harmed by it.

#[path = "support/life.rs"]
mod life;
mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;

use life::{Done, Present, actor, actor_of, cast, here, state, states};
use pluginkit::prelude::*;
use pluginkit::{Error, Identified, Identity, PluginDescriptor, PluginManagerBuilder, StateError};
use support::{Log, drive};

/// Elsewhere whoever is refused gives back what the first has reserved, and the third is the second of that name.
#[test]
fn who_comes_while_the_host_is_asked_is_let_go_of_and_the_first_comes_in() {
    let log = Log::default();
    let ((asks, asked), (answers, answer)) = (mpsc::channel(), mpsc::channel());
    let (answer, first) = (Mutex::new(answer), AtomicBool::new(true));
    let ask = move |_: &PluginDescriptor| -> Result<(), String> {
        if first.swap(false, Ordering::Relaxed) {
            asks.send(()).unwrap();
            return answer.lock().unwrap().recv().map_err(|gone| gone.to_string());
        }
        Ok(())
    };
    let plugins = cast([]).pre_activate(ask).build().unwrap();
    thread::scope(|scope| {
        // Dropped here if something fails, so that nobody waits for an answer.
        let answers = answers;
        let first = scope.spawn(|| drive(plugins.register(actor("a", &log).mourned().ready())));
        asked.recv().unwrap();
        for _ in 0..3 {
            let outcome = drive(plugins.register(actor_of("a", "2.0.0", &log).mourned().ready()));
            assert!(matches!(outcome, Err(Error::State(StateError::Registering { .. }))), "{outcome:?}");
            assert_eq!(log.take(), ["a is gone"]);
        }
        answers.send(()).unwrap();
        first.join().unwrap().unwrap();
    });
    assert!(plugins.ids().eq(["a"]));
    assert_eq!(plugins.descriptor("a").unwrap().version(), "1.0.0");
    drive(plugins.remove("a")).unwrap();
    assert_eq!((log.take(), plugins.descriptors().len()), (vec!["a is gone".to_owned()], 0));
}

/// Panics when it is dropped.
#[plugin(id = "fragile", version = "1.0.0", listed)]
struct Fragile(Log);

impl Drop for Fragile {
    fn drop(&mut self) {
        self.0.note("it breaks");
        assert!(thread::panicking(), "it breaks");
    }
}

#[extension(before("contrary"))]
impl Present for Fragile {
    fn here(&self) -> String {
        "fragile".to_owned()
    }
}

#[extension]
impl Lifecycle for Fragile {
    fn start(&self, _: &PluginContext) -> Done {
        Err("it does not start".into())
    }
}

/// Cannot be called after `fragile`.
#[plugin(id = "contrary", version = "1.0.0", listed)]
struct Contrary;

#[extension(before("fragile"))]
impl Present for Contrary {
    fn here(&self) -> String {
        "contrary".to_owned()
    }
}

/// Refuses the first plugin, and no other.
fn refuses_once(panics: bool) -> PluginManagerBuilder {
    let first = AtomicBool::new(true);
    cast([]).pre_activate(move |_: &PluginDescriptor| {
        if !first.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        assert!(!panics, "not you");
        Err("not you".to_owned())
    })
}

#[test]
fn whoever_is_refused_gives_its_id_back_even_if_it_breaks_on_the_way_out() {
    let identity = || Identity::new("fragile", "1.0.0").unwrap();
    let cases = [
        ("a gate", cast([]), identity().target_application("that")),
        ("what it needs", cast([]), identity().depends_on("nobody", "*").unwrap()),
        ("the host", refuses_once(false), identity()),
        ("the host, which panics", refuses_once(true), identity()),
        ("the order of calls", cast([]).instance(Contrary), identity()),
        ("its own start", cast([]), identity()),
    ];
    for (refused_by, builder, identity) in cases {
        let log = Log::default();
        let plugins = builder.build().unwrap();
        drive(plugins.start()).unwrap();
        let before = here(&plugins);
        drive(plugins.register(Identified::new(identity, Fragile(log.clone())))).unwrap_err();
        assert_eq!(log.take(), ["it breaks"], "refused by {refused_by}");
        assert_eq!((state(&plugins, "fragile"), here(&plugins)), ("unknown".to_owned(), before));
        drive(plugins.register(actor("fragile", &log).ready())).unwrap();
        assert_eq!(log.take(), ["fragile.init", "fragile.start"], "refused by {refused_by}");
    }
}

#[plugin(id = "key", version = "1.0.0", listed)]
struct Key;

#[plugin(id = "left", version = "1.0.0", depends_on("key"), listed)]
struct Left;

#[extension(before("right"))]
impl Present for Left {
    fn here(&self) -> String {
        "left".to_owned()
    }
}

#[plugin(id = "right", version = "1.0.0", depends_on("key"), listed)]
struct Right;

#[extension(before("left"))]
impl Present for Right {
    fn here(&self) -> String {
        "right".to_owned()
    }
}

/// It would bring in two who cannot both be there, although it extends nothing itself.
#[test]
fn who_would_let_in_a_contradiction_does_not_come_in() {
    let log = Log::default();
    let plugins = cast([actor("a", &log)]).instance(Left).instance(Right).build().unwrap();
    drive(plugins.start()).unwrap();
    let filtered = "filtered (dependency_unmet)".to_owned();
    for _ in 0..2 {
        let error = drive(plugins.register(Key)).unwrap_err();
        assert!(matches!(error, Error::Resolution(_)), "{error}");
        assert!(error.to_string().contains("left → right → left"), "{error}");
        assert_eq!(
            states(&plugins, ["key", "left", "right"]),
            ["unknown".to_owned(), filtered.clone(), filtered.clone()]
        );
        assert_eq!(here(&plugins), ["a"]);
    }
    drive(plugins.remove("right")).unwrap();
    drive(plugins.register(Key)).unwrap();
    assert_eq!(here(&plugins), ["a", "left"], "one of them is no contradiction");
}
