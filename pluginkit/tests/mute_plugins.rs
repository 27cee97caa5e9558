//! Plugins without `Health` or `ErrorHook`: nobody asks them or tells them, whatever wrappers others have.

mod support;

use pluginkit::prelude::*;
use support::{Log, drive};

/// Answers for everybody.
#[plugin(id = "busybody", version = "1.0.0", listed)]
struct Busybody(Log);

#[extension(wrapper)]
impl HealthWrapper for Busybody {
    async fn health(&self, cx: &PluginContext, _next: Next<'_>) -> HookResult<Vec<HealthStatus>> {
        self.0.note(format!("asked of {}", cx.id()));
        Ok(vec![HealthStatus::Ok])
    }
}

#[extension(wrapper)]
impl ErrorHookWrapper for Busybody {
    async fn on_error(&self, _cx: &PluginContext, error: &HookError, next: Next<'_>) -> HookResult<()> {
        self.0.note(format!("told of {}", error.plugin()));
        next.run().await
    }
}

#[extension_point]
trait Feed {
    fn fetch(&self) -> Result<u32, BoxError>;
}

#[plugin(id = "mute", version = "1.0.0", listed)]
struct Mute;

#[extension]
impl Feed for Mute {
    fn fetch(&self) -> Result<u32, BoxError> {
        Err("no".into())
    }
}

/// Keeps something each time it is told.
#[plugin(id = "keeper", version = "1.0.0", listed)]
struct Keeper(Log);

#[extension]
impl Feed for Keeper {
    fn fetch(&self) -> Result<u32, BoxError> {
        Err("no".into())
    }
}

#[extension]
impl ErrorHook for Keeper {
    fn on_error(&self, cx: &PluginContext, _error: &HookError) {
        cx.own(self.0.guard("kept until it goes"));
    }
}

#[test]
fn a_wrapper_does_not_answer_for_them() {
    let log = Log::default();
    let plugins = PluginManager::builder().instance(Busybody(log.clone())).instance(Mute).build().unwrap();
    let health = drive(plugins.health());
    assert_eq!(health.get("mute").unwrap().status, HealthStatus::Unknown);
    assert_eq!(health.status(), HealthStatus::Ok, "who says nothing is not counted");
    let _ = plugins.caller::<dyn Feed>().fetch();
    assert_eq!(log.take(), [""; 0]);
}

/// Nobody has started it, and nobody need have.
#[test]
fn what_is_kept_when_a_failure_is_told_goes_with_the_plugin() {
    let log = Log::default();
    let plugins = PluginManager::builder().instance(Keeper(log.clone())).build().unwrap();
    let _ = plugins.caller::<dyn Feed>().fetch();
    assert_eq!(log.take(), [""; 0]);
    drive(plugins.remove("keeper")).unwrap();
    assert_eq!(log.take(), ["kept until it goes"]);
}
