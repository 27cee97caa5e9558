use pluginkit::prelude::*;

fn main() -> Result<(), pluginkit::Error> {
    #[extension_point]
    trait Health {
        fn beats(&self) -> u8;
    }

    #[plugin(id = "heart", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Heart;

    #[extension]
    impl Health for Heart {
        fn beats(&self) -> u8 {
            60
        }
    }

    let plugins = PluginManager::builder().plugin::<Heart>().build()?;
    assert_eq!(plugins.caller::<dyn Health>().beats()?, [60]);
    Ok(())
}
