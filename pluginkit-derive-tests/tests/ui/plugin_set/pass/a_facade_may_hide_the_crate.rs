use newsdesk::facade;

// As in a crate that calls pluginkit something else.
use newsdesk::facade::pluginkit as plugs;

mod pluginkit {
    //! Something else.
}

#[facade::extension_point(crate = plugs)]
pub trait Feed {
    async fn fetch(&self, topic: &str) -> String;
}

#[facade::plugin(id = "weather", version = "1.0.0", listed, crate = plugs)]
#[derive(Default)]
pub struct Weather;

#[facade::extension(crate = plugs)]
impl Feed for Weather {
    fn fetch(&self, topic: &str) -> String {
        topic.to_owned()
    }
}

plugs::plugin_set! {
    struct Renamed { weather: Weather }
    points: [Feed];
}

mod inside {
    newsdesk::facade::pluginkit::plugin_set! {
        pub struct ThroughTheFacade { weather: super::Weather }
        points: [super::Feed];
    }
}

async fn run() -> Result<(), plugs::Error> {
    let set = Renamed::default();
    let running = set.start().await?;
    assert_eq!(set.caller::<dyn Feed>().fetch("fog").await?, ["fog"]);
    running.stop().await?;
    let set = inside::ThroughTheFacade::default();
    assert_eq!(set.caller::<dyn Feed>().fetch("fog").await?, ["fog"]);
    let plugins = facade::PluginManager::builder().set(set).build()?;
    assert_eq!(plugins.caller::<dyn Feed>().fetch("fog").await?, ["fog"]);
    Ok(())
}

fn main() {
    plugs::block_on(run()).unwrap().unwrap();
}
