use pluginkit::prelude::*;

#[plugin(id = "my weather", version = "1.2", depends_on("my weather", "geo" = "new"), listed = false, name = 3)]
struct Weather<T>(T);

fn main() {}
