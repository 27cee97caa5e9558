use pluginkit::prelude::*;

mod points {
    use pluginkit::prelude::*;

    #[extension_point]
    pub trait Hash {
        fn hash_of(&self, text: &str) -> u64;
    }

    #[extension_point]
    pub trait Debug {
        fn describe(&self) -> String;
    }

    #[extension_point]
    pub trait Default {
        fn value(&self) -> u8;
    }
}

use points::{Debug, Hash};

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Clone, Copy, Debug, Default, Hash, PartialEq, Eq)]
struct Weather;

#[extension]
impl Hash for Weather {
    fn hash_of(&self, text: &str) -> u64 {
        text.len() as u64
    }
}

#[extension]
impl Debug for Weather {
    fn describe(&self) -> String {
        format!("{self:?}")
    }
}

#[extension]
impl points::Default for Weather {
    fn value(&self) -> u8 {
        3
    }
}

fn main() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    assert_eq!(plugins.caller::<dyn Hash>().hash_of("fog").unwrap(), [3]);
    assert_eq!(plugins.caller::<dyn Debug>().describe().unwrap(), ["Weather"]);
    assert_eq!(plugins.caller::<dyn points::Default>().value().unwrap(), [3]);
}
