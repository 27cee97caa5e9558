use newsdesk::geo::Geo;
use newsdesk::{Feed, Timing};
use pluginkit::{PluginManager, PluginSet, plugin_set};

plugin_set! { struct Nobody {} points: []; }
plugin_set! { struct One { geo: Geo } points: [Feed] }
plugin_set! { struct OnlyAWrapper { timing: Timing, } points: [Feed,]; }
plugin_set! { struct NoPoints { geo: Geo } points: []; }

async fn lives() -> Result<(), pluginkit::Error> {
    let set = Nobody::default();
    set.start().await?.stop().await?;
    let set = NoPoints::default();
    set.start().await?.stop().await
}

fn main() {
    assert!(Nobody::PLUGINS.is_empty() && Nobody::unlisted().is_empty());
    let _ = Nobody {};
    assert_eq!(One::default().caller::<dyn Feed>().locate("harbor").unwrap(), Some(3));
    let set = OnlyAWrapper::default();
    assert!(set.caller::<dyn Feed>().name().unwrap().is_empty());
    assert_eq!(set.caller::<dyn Feed>().render("fog".to_owned(), 3).unwrap(), "fog");
    assert_eq!(NoPoints::unlisted().len(), 1);
    pluginkit::block_on(lives()).unwrap().unwrap();
    assert!(PluginManager::builder().set(Nobody::default()).build().is_ok());
}
