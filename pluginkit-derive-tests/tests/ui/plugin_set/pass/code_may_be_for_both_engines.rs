use newsdesk::geo::Geo;
use newsdesk::{Feed, FeedCaller, FeedEngine, Timing};
use pluginkit::{FailFast, HookResult, PluginManager, plugin_set};

plugin_set! {
    struct Newsroom { geo: Geo, timing: Timing }
    points: [Feed];
}

async fn report<E: FeedEngine>(feed: &FeedCaller<FailFast, E>) -> HookResult<usize> {
    let mut headlines = feed.fetch("harbor").await?;
    feed.fetch_into(&mut headlines, "sea").await?;
    feed.isolated().published(&newsdesk::Headline("fog".to_owned()));
    Ok(headlines.len() + feed.reported().name().value.len())
}

/// Who keeps a caller says whose.
struct Reporter<E: FeedEngine> {
    feed: FeedCaller<FailFast, E>,
}

impl<E: FeedEngine> Reporter<E> {
    fn located(&self) -> Option<u64> {
        self.feed.clone().locate("harbor").unwrap()
    }
}

fn sent<T: Send>(future: T) -> T {
    future
}

fn main() {
    let set = Newsroom::default();
    let of_set = set.caller::<dyn Feed>();
    let plugins = PluginManager::builder().set(Newsroom::default()).build().unwrap();
    let of_manager = plugins.caller::<dyn Feed>();
    assert_eq!(pluginkit::block_on(sent(report(&of_set))).unwrap().unwrap(), 0);
    assert_eq!(pluginkit::block_on(sent(report(&of_manager))).unwrap().unwrap(), 0);
    assert_eq!(Reporter { feed: of_set }.located(), Some(3));
    assert_eq!(Reporter { feed: of_manager }.located(), Some(3));
}
