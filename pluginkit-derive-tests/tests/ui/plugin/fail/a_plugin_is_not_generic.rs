use pluginkit::prelude::*;

#[plugin(id = "cache", version = "1.0.0")]
struct Cache<T>(T);

#[plugin(id = "view", version = "1.0.0")]
struct View<'a>(&'a str);

fn main() {}
