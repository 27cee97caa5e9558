use pluginkit::prelude::*;

macro_rules! point {
    ($name:ident, $value:ty, $($hook:ident)*) => {
        #[extension_point]
        pub trait $name {
            $(fn $hook(&self, value: &$value) -> $value;)*
            #[hook(pipeline)]
            fn changed(&self, value: $value) -> $value;
            #[hook(first_result)]
            async fn found(&self) -> Option<$value>;
        }
    };
}

macro_rules! plugin {
    ($plugin:ident, $id:literal, $($point:path => $value:ty: $returned:expr),* $(,)?) => {
        #[plugin(id = $id, version = "1.0.0", listed)]
        #[derive(Default)]
        pub struct $plugin;
        $(
            #[extension(priority = 3)]
            impl $point for $plugin {
                fn changed(&self, _: $value) -> $value {
                    $returned
                }
                fn found(&self) -> Option<$value> {
                    Some($returned)
                }
            }
        )*
    };
}

macro_rules! extension {
    ($point:path, $plugin:ty, $body:block) => {
        #[extension]
        impl $point for $plugin {
            fn texts(&self, _: &String) -> String $body
        }
    };
}

mod points {
    use super::*;
    point!(Texts, String, texts more);
    point!(Numbers, Option<u8>,);
    point!(Others, String, texts);
}

plugin!(Weather, "weather", points::Texts => String: "fog".to_owned(), crate::points::Numbers => Option<u8>: Some(3));
extension!(self::points::Others, Weather, { "others".into() });

macro_rules! wrapper {
    ($point:path, $plugin:ty, $next:ident) => {
        #[extension(wrapper)]
        impl $point for $plugin {
            fn changed(&self, value: String, $next: Next<'_>) -> HookResult<String> {
                $next.run(value).map(|text| text + "!")
            }
        }
    };
}

wrapper!(points::TextsWrapper, Weather, rest);

fn main() {
    let plugins = PluginManager::builder().plugin::<Weather>().build().unwrap();
    let texts = plugins.caller::<dyn points::Texts>();
    assert_eq!(texts.changed("sun".into()).unwrap(), "fog!");
    assert!(texts.more(&"sun".into()).unwrap().is_empty());
    assert_eq!(plugins.caller::<dyn points::Numbers>().changed(None).unwrap(), Some(3));
    assert_eq!(plugins.caller::<dyn points::Others>().texts(&"a".into()).unwrap(), ["others"]);
}
