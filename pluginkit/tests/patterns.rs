//! `#[on("before_*")]`: a method that implements every hook whose name matches.

#![cfg(feature = "tokio")]

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use pluginkit::prelude::*;
use pluginkit::{HookErrorKind, plugin_set};

#[extension_point]
trait Storage {
    fn before_save(&self, name: &str);
    #[hook(required)]
    fn before_delete(&self, name: &str);
    async fn before_copy(&self, name: &str);
    fn saved(&self, name: &str);
    #[hook(pipeline)]
    fn polish_title(&self, text: String) -> String;
    #[hook(pipeline)]
    fn polish_body(&self, text: String) -> String;
    #[hook(pipeline)]
    fn shorten(&self, text: String) -> ControlFlow<String, String>;
}

#[plugin(id = "audit", version = "1.0.0", listed)]
#[derive(Default)]
struct Audit(Mutex<Vec<String>>);

impl Audit {
    fn note(&self, line: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
    }

    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[extension(timeout = "1m")]
impl Storage for Audit {
    #[on("before_*")]
    fn any(&self, name: &str) {
        assert_ne!(name, "broken", "it is broken");
        self.note(&format!("before {name}"));
    }
    fn before_save(&self, name: &str) {
        self.note(&format!("save {name}"));
    }
    #[on("polish_*")]
    fn polish(&self, text: String) -> String {
        text + "!"
    }
}

#[plugin(id = "choosy", version = "1.0.0", listed)]
#[derive(Default)]
struct Choosy(Audit);

impl Choosy {
    fn is_wanted(&self, name: &str) -> bool {
        name != "secret" && self.0.0.lock().is_ok()
    }
}

#[extension(when = Self::is_wanted, priority = -1)]
impl Storage for Choosy {
    #[on("before_*e")]
    fn any(&self, name: &str) {
        self.0.note(name);
    }
}

#[plugin(id = "loud", version = "1.0.0", listed)]
#[derive(Default)]
struct Loud;

#[extension(wrapper)]
impl StorageWrapper for Loud {
    #[on("polish_*")]
    fn polish(&self, text: String, next: Next<'_>) -> HookResult<String> {
        next.run(text.to_uppercase())
    }
}

plugin_set! {
    struct Archive { audit: Audit, loud: Loud }
    points: [Storage];
}

fn world() -> Result<(Arc<Audit>, Arc<Choosy>, PluginManager), pluginkit::Error> {
    let (audit, choosy) = (Arc::new(Audit::default()), Arc::new(Choosy::default()));
    let builder = PluginManager::builder().instance(audit.clone()).instance(choosy.clone());
    Ok((audit, choosy, builder.plugin::<Loud>().build()?))
}

#[tokio::test]
async fn every_hook_that_matches_is_implemented() -> Result<(), pluginkit::Error> {
    let (audit, _, plugins) = world()?;
    let storage = plugins.caller::<dyn Storage>();
    storage.before_delete("a")?;
    storage.before_copy("b").await?;
    storage.saved("c")?;
    assert_eq!(audit.taken(), ["before a", "before b"]);
    assert_eq!(storage.polish_title("fog".to_owned())?, "FOG!");
    assert_eq!(storage.polish_body("fog".to_owned())?, "FOG!");
    assert_eq!(storage.shorten("fog".to_owned())?, "fog");
    Ok(())
}

#[tokio::test]
async fn what_is_written_by_its_name_goes_before_a_pattern() -> Result<(), pluginkit::Error> {
    let (audit, _, plugins) = world()?;
    plugins.caller::<dyn Storage>().before_save("a")?;
    assert_eq!(audit.taken(), ["save a"]);
    Ok(())
}

#[tokio::test]
async fn a_pattern_has_the_order_and_the_conditions_of_its_extension() -> Result<(), pluginkit::Error> {
    let (audit, choosy, plugins) = world()?;
    let storage = plugins.caller::<dyn Storage>();
    storage.before_save("a")?;
    storage.before_delete("secret")?;
    storage.before_delete("b")?;
    assert_eq!(choosy.0.taken(), ["a", "b"]);
    assert_eq!(audit.taken(), ["save a", "before secret", "before b"]);
    Ok(())
}

#[tokio::test]
async fn a_failure_behind_a_pattern_names_the_hook_that_was_called() -> Result<(), pluginkit::Error> {
    let (_, _, plugins) = world()?;
    let error = plugins.caller::<dyn Storage>().before_delete("broken").unwrap_err();
    assert_eq!((error.plugin(), error.hook()), ("audit", "storage.before_delete"));
    assert!(matches!(error.kind(), HookErrorKind::Panicked(_)));
    Ok(())
}

#[tokio::test]
async fn a_set_has_them_too() -> Result<(), pluginkit::Error> {
    let set = Archive::default();
    let storage = set.caller::<dyn Storage>();
    storage.before_copy("b").await?;
    assert_eq!(storage.polish_title("fog".to_owned())?, "FOG!");
    assert_eq!(set.audit.taken(), ["before b"]);
    Ok(())
}
