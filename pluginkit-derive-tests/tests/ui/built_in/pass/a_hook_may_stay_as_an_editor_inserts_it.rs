use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

// What rust-analyzer writes for the hooks that are chosen from its list, word for word.
#[extension]
#[rustfmt::skip]
impl Lifecycle for Weather {
    async  fn init(&self,cx: &PluginContext) -> Result<(),BoxError> where Self: ::core::marker::Sized {
        assert_eq!(cx.id().as_str(), "weather");
        Ok(())
    }
    fn start(&self,cx: &PluginContext) -> impl ::core::future::Future<Output = Result<(),BoxError> > + ::core::marker::Send where Self: ::core::marker::Sized {
        let id = cx.id().clone();
        async move {
            assert_eq!(id.as_str(), "weather");
            Ok(())
        }
    }
}

#[extension(wrapper)]
#[rustfmt::skip]
impl LifecycleWrapper for Weather {
    async fn start(&self, _: &PluginContext, next: Next<'_>) -> HookResult<()> where Self: ::core::marker::Sized {
        next.run().await
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::builder().plugin::<Weather>().build()?;
    plugins.blocking().start()?;
    plugins.blocking().stop()
}
