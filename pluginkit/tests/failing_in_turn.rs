//! Plugins whose `on_error` makes another one fail: each is told once, and not again while it is being told.

#[path = "support/life.rs"]
mod life;
mod support;

use life::Done;
use pluginkit::prelude::*;
use support::Log;

macro_rules! quarrelsome {
    ($name:ident, $id:tt, $point:ident, $other:ident) => {
        #[extension_point]
        trait $point {
            fn poke(&self) -> Result<(), BoxError>;
        }

        #[plugin(id = $id, version = "1.0.0", listed)]
        struct $name(Log);

        #[extension]
        impl $point for $name {
            fn poke(&self) -> Done {
                Err("ouch".into())
            }
        }

        #[extension]
        impl ErrorHook for $name {
            fn on_error(&self, cx: &PluginContext, error: &HookError) {
                self.0.note(format!("{}: {}", cx.id(), error.hook()));
                let _ = cx.caller::<dyn $other>().unwrap().poke();
            }
        }
    };
}

quarrelsome!(Left, "left", PokeLeft, PokeRight);
quarrelsome!(Right, "right", PokeRight, PokeLeft);

#[test]
fn two_who_blame_each_other_come_to_an_end() {
    let log = Log::default();
    let plugins =
        PluginManager::builder().instance(Left(log.clone())).instance(Right(log.clone())).build().unwrap();
    let _ = plugins.caller::<dyn PokeLeft>().poke();
    assert_eq!(log.take(), ["left: poke_left.poke", "right: poke_right.poke"]);
    let _ = plugins.caller::<dyn PokeRight>().poke();
    assert_eq!(log.take(), ["right: poke_right.poke", "left: poke_left.poke"], "and begin anew");
}
