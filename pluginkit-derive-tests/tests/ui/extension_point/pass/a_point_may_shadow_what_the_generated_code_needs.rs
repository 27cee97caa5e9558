//! Names of the standard library and of the crate, in the scope of a point.

#![allow(dead_code)]

struct Option;
struct Vec;
struct Result;
struct String;
struct Send;
struct Future;
struct Box;
enum Some {}
struct Hook;
struct Next;
struct Args;
struct Weather;
mod core {}
mod std {}
mod pluginkit {}

#[::pluginkit::extension_point]
trait Feed {
    async fn fetch(&self, topic: &str) -> Weather;
    #[hook(pipeline)]
    fn edit(&self, text: Option) -> Option;
    fn told(&self, next_one: &String, hook: &Hook, args: &Args);
}

fn main() {}
