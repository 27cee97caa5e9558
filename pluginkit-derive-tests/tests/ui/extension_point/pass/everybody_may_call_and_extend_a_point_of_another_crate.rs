use newsdesk::geo::Geo;
use newsdesk::{Archive, Feed, Timing};
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension(before(Geo), after("stocks"), when = Self::is_short)]
impl newsdesk::Feed for Weather {
    async fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

impl Weather {
    fn is_short(&self, topic: &str) -> bool {
        topic.len() < 10
    }
}

#[extension]
impl Archive for Weather {
    fn r#type(&self, _: &str) -> Result<(), BoxError> {
        Err("no types here".into())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plugins = PluginManager::builder().plugins(plugins![Weather, Geo, Timing]).build()?;
    let feed = plugins.caller::<dyn Feed>();
    assert_eq!(pluginkit::block_on(feed.fetch("fog"))??, ["fog"]);
    assert_eq!(feed.locate("harbor")?, Some(3));
    #[allow(deprecated)]
    plugins.caller::<dyn Archive>().r#type("a");
    assert_eq!(newsdesk::inside::secrets()?, 1);
    Ok(())
}
