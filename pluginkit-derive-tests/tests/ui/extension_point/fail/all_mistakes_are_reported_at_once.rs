use pluginkit::prelude::*;

#[extension_point(id = "news feed", prority = 3)]
trait Feed {
    const LANGUAGE: &'static str;
    fn name(&self) -> &str;
    fn sort(&mut self, headlines: &mut Vec<String>) -> Option<&String>;
    #[hook(first_result)]
    fn locate<T>(&self, place: T) -> u64;
    fn fetch(&self, topic: &str) -> String;
}

fn main() {}
