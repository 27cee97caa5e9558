use pluginkit::prelude::*;

mod weather {
    #[pluginkit::extension_point]
    pub trait Feed {
        fn fetch(&self) -> u8;
    }
}

mod stocks {
    #[pluginkit::extension_point]
    pub trait Feed {
        fn fetch(&self, of: &str) -> String;
    }
}

#[extension_point]
trait Feed {
    async fn load(&self) -> u8;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl weather::Feed for Weather {
    fn fetch(&self) -> u8 {
        1
    }
}

#[extension]
impl stocks::Feed for Weather {
    fn fetch(&self, of: &str) -> String {
        of.to_owned()
    }
}

#[extension]
impl Feed for Weather {
    async fn load(&self) -> u8 {
        2
    }
}

fn main() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    assert_eq!(plugins.caller::<dyn weather::Feed>().fetch().unwrap(), [1]);
    assert_eq!(plugins.caller::<dyn stocks::Feed>().fetch("a").unwrap(), ["a"]);
    assert_eq!(pluginkit::block_on(plugins.caller::<dyn Feed>().load()).unwrap().unwrap(), [2]);
}
