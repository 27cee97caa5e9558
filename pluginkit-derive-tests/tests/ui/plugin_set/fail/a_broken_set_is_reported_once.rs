use newsdesk::Feed;
use newsdesk::geo::Geo;
use pluginkit::plugin_set;

plugin_set! {
    struct Newsroom { geo: Geo }
    points: [Feed, Feed];
}

async fn run() -> Result<(), pluginkit::Error> {
    let set = Newsroom::default();
    let running = set.start().await?;
    let feed = set.caller::<dyn Feed>();
    let names: Vec<String> = feed.name()?;
    drop(names);
    running.stop().await
}

fn main() {
    let set = Newsroom { geo: Geo };
    drop(pluginkit::PluginManager::builder().set(set).build());
    drop(run());
}
