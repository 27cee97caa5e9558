use pluginkit::prelude::*;

#[plugin(id = "audit", version = "1.0.0")]
#[derive(Default)]
struct Audit;

#[extension(on = "user..login")]
impl HookObserver for Audit {}

#[plugin(id = "meter", version = "1.0.0")]
#[derive(Default)]
struct Meter;

#[extension(on = "user.log**", prority = 1)]
impl HookObserver for Meter {}

#[plugin(id = "trace", version = "1.0.0")]
#[derive(Default)]
struct Trace;

#[extension(on = "user.log in")]
impl HookObserver for Trace {}

#[plugin(id = "log", version = "1.0.0")]
#[derive(Default)]
struct Log;

#[extension(on = "")]
impl HookObserver for Log {}

fn main() {}
