use pluginkit::plugin_set;
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

#[plugin(id = "both", version = "1.0.0", listed)]
#[derive(Default)]
struct Both;

#[extension]
impl weather::Feed for Both {
    fn fetch(&self) -> u8 {
        1
    }
}

#[extension]
impl stocks::Feed for Both {
    fn fetch(&self, of: &str) -> String {
        of.to_owned()
    }
}

#[extension]
impl Feed for Both {
    async fn load(&self) -> u8 {
        2
    }
}

plugin_set! {
    struct Newsroom { both: Both }
    points: [weather::Feed, Feed, stocks::Feed];
}

fn main() {
    let set = Newsroom::default();
    assert_eq!(set.caller::<dyn weather::Feed>().fetch().unwrap(), [1]);
    assert_eq!(set.caller::<dyn stocks::Feed>().fetch("a").unwrap(), ["a"]);
    assert_eq!(pluginkit::block_on(set.caller::<dyn Feed>().load()).unwrap().unwrap(), [2]);
}
