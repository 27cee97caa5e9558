//! What works without the `tokio` feature: sync hooks, async hooks on any executor, wrappers, `block_on`, and the life of
//! plugins.

#[cfg(test)]
mod life;

use pluginkit::prelude::*;

/// A point with hooks of both kinds.
#[extension_point]
pub trait Greeting {
    /// Sync.
    fn greet(&self, name: &str) -> String;
    /// Async.
    async fn fetch(&self, name: &str) -> String;
}

/// A plugin with both.
#[plugin(id = "english", version = "1.0.0")]
#[derive(Default)]
pub struct English;

#[extension]
impl Greeting for English {
    fn greet(&self, name: &str) -> String {
        format!("Hello, {name}")
    }

    async fn fetch(&self, name: &str) -> String {
        format!("a letter to {name}")
    }
}

/// A wrapper.
#[plugin(id = "loud", version = "1.0.0")]
#[derive(Default)]
pub struct Loud;

#[extension(wrapper)]
impl GreetingWrapper for Loud {
    async fn fetch(&self, _name: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        Ok(next.run().await?.iter().map(|text| text.to_uppercase()).collect())
    }
}

#[test]
fn both_kinds_of_hooks_work_on_any_executor() {
    let plugins = PluginManager::discover().unwrap();
    let greeting = plugins.caller::<dyn Greeting>();
    assert_eq!(greeting.greet("Ada").unwrap(), ["Hello, Ada"]);
    assert_eq!(futures_executor::block_on(greeting.fetch("Ada")).unwrap(), ["A LETTER TO ADA"]);
    assert_eq!(pluginkit::block_on(greeting.isolated().fetch("Ada")).unwrap(), ["A LETTER TO ADA"]);
}

#[test]
fn block_on_inside_an_executor_is_an_error() {
    let inner = futures_executor::block_on(async { pluginkit::block_on(async {}) });
    assert!(matches!(inner, Err(pluginkit::BlockOnError::InsideRuntime)));
}
