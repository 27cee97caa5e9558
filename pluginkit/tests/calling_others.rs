//! Plugins that call points through the context that they were handed, from inside of ordinary hooks.

mod support;

use std::pin::Pin;
use std::sync::{Mutex, OnceLock};

use pluginkit::prelude::*;
use pluginkit::{HookErrorKind, StateError, plugin_set};
use support::{Log, drive};

#[extension_point]
trait Dictionary {
    #[hook(first_result)]
    fn look_up(&self, word: &str) -> Option<String>;
    async fn describe(&self, word: &str) -> Result<String, BoxError>;
}

#[extension_point]
trait Letter {
    /// Calls itself as often as it is told.
    fn unfold(&self, depth: u32) -> Result<String, BoxError>;
    async fn unfold_later(&self, depth: u32) -> Result<String, BoxError>;
    async fn write(&self, words: &str) -> Result<String, BoxError>;
}

/// Keeps its context, and calls others with it.
#[plugin(id = "author", version = "1.0.0", depends_on(Words), listed)]
#[derive(Default)]
struct Author {
    cx: OnceLock<PluginContext>,
    /// Where it is in the hook that calls itself, it switches this plugin off.
    disables_at: Option<(u32, &'static str)>,
    log: Log,
}

impl Author {
    fn cx(&self) -> &PluginContext {
        self.cx.get().unwrap()
    }
}

#[extension]
impl Lifecycle for Author {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        // It is not called itself before it is started, and whoever it needs is.
        self.log.note(format!(
            "{:?} {:?}",
            cx.caller::<dyn Letter>()?.unfold(0)?,
            cx.caller::<dyn Dictionary>()?.look_up("sea")?
        ));
        let _ = self.cx.set(cx.clone());
        Ok(())
    }
}

#[extension(priority = 10)]
impl Letter for Author {
    fn unfold(&self, depth: u32) -> Result<String, BoxError> {
        if let Some((_, other)) = self.disables_at.filter(|(at, _)| *at == depth) {
            self.cx().plugins()?.disable(other)?;
        }
        let inner =
            if depth == 0 { Vec::new() } else { self.cx().caller::<dyn Letter>()?.unfold(depth - 1)? };
        Ok(format!("{depth}({})", inner.concat()))
    }

    async fn unfold_later(&self, depth: u32) -> Result<String, BoxError> {
        tokio::task::yield_now().await;
        if depth == 0 {
            return Ok("0()".to_owned());
        }
        let letter = self.cx().caller::<dyn Letter>()?;
        // A future cannot be part of itself.
        let inner: Pin<Box<dyn Future<Output = HookResult<Vec<String>>> + Send + '_>> =
            Box::pin(letter.unfold_later(depth - 1));
        Ok(format!("{depth}({})", inner.await?.concat()))
    }

    async fn write(&self, words: &str) -> Result<String, BoxError> {
        let dictionary = self.cx().caller::<dyn Dictionary>()?;
        let mut descriptions = Vec::new();
        for word in words.split(' ') {
            descriptions.extend(dictionary.describe(word).await?);
        }
        Ok(descriptions.join(", "))
    }
}

/// Answers whenever it is called.
#[plugin(id = "echo", version = "1.0.0", listed)]
#[derive(Default)]
struct Echo;

#[extension]
impl Letter for Echo {
    fn unfold(&self, depth: u32) -> Result<String, BoxError> {
        Ok(format!("-{depth}"))
    }
    fn unfold_later(&self, depth: u32) -> Result<String, BoxError> {
        Ok(format!("-{depth}"))
    }
}

#[plugin(id = "words", version = "1.0.0", listed)]
#[derive(Default)]
struct Words;

#[extension]
impl Dictionary for Words {
    fn look_up(&self, word: &str) -> Option<String> {
        (word == "sea").then(|| "salt water".to_owned())
    }
    async fn describe(&self, word: &str) -> Result<String, BoxError> {
        tokio::task::yield_now().await;
        self.look_up(word).ok_or_else(|| format!("nobody knows {word}").into())
    }
}

async fn started(author: Author) -> PluginManager {
    let builder = PluginManager::builder().instance(author).plugin::<Echo>().plugin::<Words>();
    let plugins = builder.build().unwrap();
    plugins.start().await.unwrap();
    plugins
}

#[tokio::test]
async fn a_hook_may_call_another_point() {
    let plugins = started(Author::default()).await;
    let letter = plugins.caller::<dyn Letter>();
    assert_eq!(letter.write("sea sea").await.unwrap(), ["salt water, salt water"]);
}

#[tokio::test]
async fn so_may_start_which_meets_those_who_are_started() {
    let log = Log::default();
    started(Author { log: log.clone(), ..Author::default() }).await;
    assert_eq!(log.take(), [r#"["-0"] Some("salt water")"#]);
}

#[tokio::test]
async fn what_fails_there_fails_here_and_both_are_named() {
    let plugins = started(Author::default()).await;
    let error = plugins.caller::<dyn Letter>().write("sea fog").await.unwrap_err();
    assert_eq!((error.plugin(), error.hook()), ("author", "letter.write"));
    let HookErrorKind::Failed(source) = error.kind() else { panic!("{error}") };
    let inner = source.downcast_ref::<HookError>().unwrap();
    assert_eq!((inner.plugin(), inner.hook()), ("words", "dictionary.describe"));
    assert!(inner.to_string().ends_with("nobody knows fog"), "{inner}");
}

#[tokio::test]
async fn a_hook_may_call_the_hook_that_it_is_in() {
    let plugins = started(Author::default()).await;
    let letter = plugins.caller::<dyn Letter>();
    assert_eq!(letter.unfold(2).unwrap(), ["2(1(0()-0)-1)", "-2"]);
    assert_eq!(letter.unfold_later(2).await.unwrap(), ["2(1(0()-0)-1)", "-2"]);
}

#[tokio::test]
async fn the_inner_call_sees_who_is_there_now_and_the_outer_one_goes_on_as_it_began() {
    let plugins = started(Author { disables_at: Some((1, "echo")), ..Author::default() }).await;
    let letter = plugins.caller::<dyn Letter>();
    assert_eq!(letter.unfold(2).unwrap(), ["2(1(0())-1)", "-2"], "off from the innermost call on");
    assert_eq!(letter.unfold(2).unwrap(), ["2(1(0()))"]);
}

#[tokio::test]
async fn a_hook_may_switch_itself_off_and_still_call() {
    let plugins = started(Author { disables_at: Some((2, "author")), ..Author::default() }).await;
    assert_eq!(plugins.caller::<dyn Letter>().unfold(2).unwrap(), ["2(-1)", "-2"]);
}

/// A wrapper that asks everybody but itself once more.
#[plugin(id = "doubter", version = "1.0.0", listed)]
#[derive(Default)]
struct Doubter(OnceLock<PluginContext>);

#[extension]
impl Lifecycle for Doubter {
    fn init(&self, cx: &PluginContext) -> Result<(), BoxError> {
        let _ = self.0.set(cx.clone());
        Ok(())
    }
}

#[extension(wrapper)]
impl LetterWrapper for Doubter {
    fn unfold(&self, depth: u32, next: Next<'_>) -> HookResult<Vec<String>> {
        let first = next.run()?;
        let again = self.0.get().unwrap().caller::<dyn Letter>().map_err(HookError::failed)?;
        let second = again.without(["doubter"]).unfold(depth)?;
        Ok(first.into_iter().chain(second).collect())
    }
}

#[tokio::test]
async fn a_wrapper_may_call_what_it_surrounds() {
    let plugins = PluginManager::builder().plugin::<Doubter>().plugin::<Echo>().build().unwrap();
    plugins.start().await.unwrap();
    assert_eq!(plugins.caller::<dyn Letter>().unfold(7).unwrap(), ["-7", "-7"]);
}

#[tokio::test]
async fn a_context_that_is_kept_keeps_nothing_and_after_the_manager_is_gone_it_says_so() {
    let plugins = started(Author::default()).await;
    let (letter, weak) = (plugins.caller::<dyn Letter>(), plugins.downgrade());
    drop(plugins);
    assert!(weak.upgrade().is_none());
    let error = letter.without(["echo"]).unfold(1).unwrap_err();
    assert_eq!(error.plugin(), "author");
    let HookErrorKind::Failed(source) = error.kind() else { panic!("{error}") };
    assert!(matches!(source.downcast_ref(), Some(StateError::ManagerGone)), "{source}");
}

/// Keeps a caller instead, for as long as it is started.
#[plugin(id = "subscriber", version = "1.0.0", depends_on(Words), listed)]
#[derive(Default)]
struct Subscriber {
    dictionary: Mutex<Option<DictionaryCaller>>,
}

#[extension]
impl Lifecycle for Subscriber {
    fn start(&self, cx: &PluginContext) -> Result<(), BoxError> {
        *self.dictionary.lock().unwrap() = Some(cx.caller::<dyn Dictionary>()?);
        Ok(())
    }
    fn stop(&self, _: &PluginContext) -> Result<(), BoxError> {
        *self.dictionary.lock().unwrap() = None;
        Ok(())
    }
}

#[extension]
impl Letter for Subscriber {
    fn unfold(&self, _depth: u32) -> Result<String, BoxError> {
        let dictionary = self.dictionary.lock().unwrap().clone().ok_or("not started")?;
        Ok(dictionary.look_up("sea")?.unwrap_or_default())
    }
}

#[tokio::test]
async fn a_caller_that_is_kept_sees_every_change() {
    let plugins = PluginManager::builder().plugin::<Subscriber>().plugin::<Words>().build().unwrap();
    plugins.start().await.unwrap();
    let letter = plugins.caller::<dyn Letter>();
    assert_eq!(letter.unfold(0).unwrap(), ["salt water"]);
    plugins.disable("words").unwrap();
    assert_eq!(letter.unfold(0).unwrap(), [""]);
    plugins.enable("words").unwrap();
    assert_eq!(letter.unfold(0).unwrap(), ["salt water"]);
    plugins.stop().await.unwrap();
    assert!(letter.unfold(0).unwrap().is_empty(), "it is stopped");
}

plugin_set! {
    struct Correspondence { author: Author, words: Words }
    points: [Letter, Dictionary];
}

#[test]
fn in_a_set_a_context_has_nobody_to_call() {
    let set = Correspondence { author: Author::default(), words: Words };
    let error = drive(set.start()).map(drop).unwrap_err();
    assert!(error.to_string().contains("`author` asks for the plugin manager"), "{error}");
}
