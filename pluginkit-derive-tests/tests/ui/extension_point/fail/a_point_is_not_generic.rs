use pluginkit::prelude::*;

#[extension_point]
trait Cache<T: Clone> {
    fn read(&self, key: &str) -> Option<T>;
}

fn main() {}
