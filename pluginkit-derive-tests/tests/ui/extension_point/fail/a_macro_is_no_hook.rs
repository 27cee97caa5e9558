use pluginkit::prelude::*;

macro_rules! hooks {
    () => {
        fn fetch(&self, topic: &str) -> String;
    };
}

#[extension_point]
trait Feed {
    hooks!();
}

fn main() {}
