//! What a plugin set is: a struct of plugins, called as a manager's are, by whoever takes a caller of either.

mod support;

use std::ops::ControlFlow;

use pluginkit::prelude::*;
use pluginkit::{FailFast, PluginSet, plugin_set};
use support::drive;

#[extension_point]
trait Feed {
    async fn fetch(&self, topic: &str) -> String;
    fn told(&self, topic: &str);
    fn some(&self, topic: &str) -> Option<usize>;
    #[hook(first_result)]
    fn locate(&self, place: &str) -> Option<u32>;
    #[hook(pipeline)]
    fn render(&self, text: String, mark: char) -> String;
    #[hook(pipeline)]
    fn halve(&self, value: u32) -> ControlFlow<u32, u32>;
    fn nobodys(&self) -> u32;
}

#[extension_point]
trait Archive {
    fn shelves(&self) -> u32;
}

#[plugin(id = "geo", version = "1.2.0", listed)]
#[derive(Clone, Debug, Default)]
struct Geo;

#[extension]
impl Feed for Geo {
    async fn fetch(&self, topic: &str) -> String {
        format!("geo: {topic}")
    }
    fn locate(&self, place: &str) -> Option<u32> {
        (place == "harbor").then_some(54)
    }
    fn render(&self, text: String, mark: char) -> String {
        format!("{text}{mark}geo")
    }
    fn halve(&self, value: u32) -> ControlFlow<u32, u32> {
        ControlFlow::Continue(value / 2)
    }
}

#[extension]
impl Archive for Geo {
    fn shelves(&self) -> u32 {
        3
    }
}

#[plugin(id = "weather", version = "1.0.0", depends_on(Geo = "^1.2"), listed)]
#[derive(Clone, Debug, Default)]
struct Weather {
    city: String,
}

#[extension(priority = 10)]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        format!("weather in {}: {topic}", self.city)
    }
    fn some(&self, topic: &str) -> Option<usize> {
        (!topic.is_empty()).then_some(topic.len())
    }
    fn render(&self, text: String, mark: char) -> String {
        format!("{text}{mark}weather")
    }
    fn halve(&self, value: u32) -> ControlFlow<u32, u32> {
        if value > 100 { ControlFlow::Break(value) } else { ControlFlow::Continue(value) }
    }
}

#[plugin(id = "loud", version = "1.0.0", listed)]
#[derive(Clone, Debug, Default)]
struct Loud;

#[extension(wrapper)]
impl FeedWrapper for Loud {
    fn fetch(&self, topic: &str, next: Next<'_>) -> HookResult<Vec<String>> {
        // Of an asynchronous hook, one that does not wait may only do without the rest.
        let _ = next;
        Ok(vec![topic.to_uppercase()])
    }
}

#[plugin(id = "frame", version = "1.0.0", listed)]
#[derive(Clone, Debug, Default)]
struct Frame;

#[extension(wrapper, priority = 1)]
impl FeedWrapper for Frame {
    fn render(&self, text: String, mark: char, next: Next<'_>) -> HookResult<String> {
        Ok(format!("[{}]", next.run(format!("{text}{mark}frame"))?))
    }
}

plugin_set! {
    /// Two that answer.
    #[derive(Clone, Debug)]
    struct Newsroom {
        /// Written first, called second.
        geo: Geo,
        weather: Weather,
        frame: Frame,
        #[cfg(any())]
        absent: nowhere::Absent,
        #[cfg(all())]
        #[cfg(any())]
        also_absent: nowhere::Absent,
    }
    points: [Feed, Archive];
}

plugin_set! {
    struct Loudly { loud: Loud, weather: Weather, geo: Geo }
    points: [Feed];
}

plugin_set! {
    struct Nobody {}
    points: [];
}

#[test]
fn a_set_is_called_as_a_manager_is() {
    let set = Newsroom { weather: Weather { city: "Kiel".to_owned() }, ..Newsroom::default() };
    let feed = set.caller::<dyn Feed>();
    assert_eq!(drive(feed.fetch("fog")).unwrap(), ["weather in Kiel: fog", "geo: fog"]);
    feed.told("fog").unwrap();
    assert_eq!(feed.some("fog").unwrap(), [3]);
    assert_eq!(feed.locate("harbor").unwrap(), Some(54));
    assert_eq!(feed.locate("nowhere").unwrap(), None);
    assert_eq!(feed.render("text".to_owned(), '/').unwrap(), "[text/frame/weather/geo]");
    assert_eq!(feed.halve(40).unwrap(), 20);
    assert_eq!(feed.halve(400).unwrap(), 400, "a `Break` ends the pipeline");
    assert!(feed.nobodys().unwrap().is_empty());
    assert_eq!(set.caller::<dyn Archive>().shelves().unwrap(), [3]);
}

#[test]
fn a_wrapper_may_do_without_the_rest() {
    let set = Loudly::default();
    assert_eq!(drive(set.caller::<dyn Feed>().fetch("fog")).unwrap(), ["FOG"]);
}

#[test]
fn an_entry_that_is_not_there_is_no_plugin() {
    let ids: Vec<&str> = Newsroom::PLUGINS.iter().map(pluginkit::PluginEntry::id).collect();
    assert_eq!(ids, ["geo", "weather", "frame"]);
    assert!(Nobody::PLUGINS.is_empty());
    let Nobody {} = Nobody::default();
}

#[test]
fn a_set_may_be_handed_to_a_manager() {
    let set = Newsroom { weather: Weather { city: "Kiel".to_owned() }, ..Newsroom::default() };
    let plugins = PluginManager::builder().set(set).build().unwrap();
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(drive(feed.fetch("fog")).unwrap(), ["weather in Kiel: fog", "geo: fog"]);
    assert_eq!(feed.render("text".to_owned(), '/').unwrap(), "[text/frame/weather/geo]");
}

async fn report<E: FeedEngine>(feed: &FeedCaller<FailFast, E>) -> HookResult<String> {
    let place = feed.isolated().locate("harbor");
    Ok(format!("{} at {place:?}", feed.fetch("fog").await?.join(", ")))
}

#[test]
fn code_may_be_written_for_both() {
    let set = Newsroom::default();
    let of_set = drive(report(&set.caller::<dyn Feed>())).unwrap();
    let plugins = PluginManager::builder().set(set).build().unwrap();
    assert_eq!(of_set, drive(report(&plugins.caller::<dyn Feed>())).unwrap());
    assert_eq!(of_set, "weather in : fog, geo: fog at Some(54)");
}

#[test]
fn a_caller_of_a_set_is_a_reference_that_may_be_sent() {
    fn sent<T: Send>(value: T) -> T {
        value
    }
    let set = Newsroom::default();
    let feed = sent(set.caller::<dyn Feed>());
    let clone = feed.clone();
    assert_eq!(size_of_val(&feed), size_of::<&Newsroom>());
    assert_eq!(drive(sent(clone.fetch("fog"))).unwrap().len(), 2);
    assert_eq!(drive(sent(feed.reported().fetch("fog"))).contributors, ["weather", "geo"]);
    assert_eq!(format!("{feed:?}"), "FeedCaller { .. }");
}

#[test]
fn what_a_set_does_not_list_can_be_told() {
    assert!(Newsroom::unlisted().is_empty());
    let unlisted: Vec<String> = Loudly::unlisted().iter().map(ToString::to_string).collect();
    assert_eq!(unlisted, ["`geo` extends `archive`, which the set does not list"]);
}
