mod by_path {
    use pluginkit::{PluginContext, extension, plugin};

    #[plugin(id = "by-path", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct ByPath;

    #[extension]
    impl pluginkit::Lifecycle for ByPath {
        async fn start(&self, _: &PluginContext) -> Result<(), pluginkit::BoxError> {
            Ok(())
        }
    }

    #[extension]
    impl ::pluginkit::prelude::Health for ByPath {
        fn health(&self, _: &PluginContext) -> pluginkit::HealthStatus {
            pluginkit::HealthStatus::Ok
        }
    }
}

mod renamed {
    use pluginkit::prelude::{BoxError, Lifecycle as Life, PluginContext, extension, plugin};

    #[plugin(id = "renamed", version = "1.0.0", listed)]
    #[derive(Default)]
    pub struct Renamed;

    #[extension]
    impl Life for Renamed {
        async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
            Ok(())
        }
    }
}

mod through_a_facade {
    use newsdesk::facade::pluginkit as kit;

    #[kit::plugin(id = "framed", version = "1.0.0", listed, crate = newsdesk::facade::pluginkit)]
    #[derive(Default)]
    pub struct Framed;

    #[kit::extension(crate = newsdesk::facade::pluginkit)]
    impl kit::Lifecycle for Framed {
        async fn start(&self, _: &kit::PluginContext) -> Result<(), kit::BoxError> {
            Ok(())
        }
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let listed = pluginkit::plugins![by_path::ByPath, renamed::Renamed, through_a_facade::Framed];
    let plugins = pluginkit::PluginManager::builder().plugins(listed).build()?;
    plugins.blocking().start()?;
    for id in ["by-path", "framed", "renamed"] {
        assert_eq!(plugins.descriptor(id).unwrap().state(), pluginkit::PluginState::Started);
    }
    plugins.blocking().stop()
}
