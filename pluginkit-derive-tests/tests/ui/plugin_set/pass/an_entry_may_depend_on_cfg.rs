use newsdesk::geo::Geo;
use newsdesk::{Feed, Timing};
use pluginkit::{PluginManager, PluginSet, plugin_set};

plugin_set! {
    struct Newsroom {
        #[cfg(any())]
        gone: nowhere::Gone,
        #[cfg(all())]
        geo: Geo,
        #[cfg(not(any()))]
        #[cfg(all())]
        timing: Timing,
        #[cfg(all())]
        #[cfg(any())]
        other: nowhere::Other,
    }
    points: [Feed];
}

// One name, one of two plugins.
plugin_set! {
    struct Either {
        #[cfg(any())]
        places: nowhere::Gone,
        #[cfg(not(any()))]
        places: Geo,
    }
    points: [Feed];
}

plugin_set! {
    #[cfg(any())]
    struct Gone { geo: Geo }
    points: [Feed];
}

plugin_set! {
    struct Nobody {
        #[cfg(any())]
        gone: nowhere::Gone,
    }
    points: [];
}

fn main() {
    assert_eq!(Newsroom::default().caller::<dyn Feed>().locate("harbor").unwrap(), Some(3));
    let set = Newsroom { geo: Geo, timing: Timing };
    let plugins = PluginManager::builder().set(set).build().unwrap();
    assert_eq!(plugins.caller::<dyn Feed>().locate("harbor").unwrap(), Some(3));
    assert_eq!(Newsroom::PLUGINS.len(), 2);
    assert_eq!(Either { places: Geo }.caller::<dyn Feed>().locate("harbor").unwrap(), Some(3));
    assert!(Nobody::PLUGINS.is_empty());
}
