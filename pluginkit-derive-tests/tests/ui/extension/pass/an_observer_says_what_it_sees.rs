use pluginkit::prelude::*;
use pluginkit::{Ended, HookCall};

#[plugin(id = "audit", version = "1.0.0")]
#[derive(Default)]
struct Audit;

#[extension(on = "user.**.before_*", arguments, priority = 1)]
impl HookObserver for Audit {
    fn ended(&self, call: &HookCall, ended: &Ended) {
        println!("{} {:?} {}", call.hook().id(), call.arguments(), ended.outcome());
    }
}

#[plugin(id = "meter", version = "1.0.0")]
#[derive(Default)]
struct Meter;

#[extension]
impl HookObserver for Meter {
    fn began(&self, _: &HookCall) {}
}

fn main() {}
