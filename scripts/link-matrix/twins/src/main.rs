//! Two plugins with one id, in two crates that do not know of each other. Building must fail, and say where both are.

use linked as _;
use pluginkit::prelude::*;

#[plugin(id = "linked-inner", version = "2.0.0")]
#[derive(Debug, Default)]
struct Impostor;

fn main() {
    match PluginManager::discover() {
        Ok(plugins) => println!("not reported: {plugins:?}"),
        Err(error) => println!("{error}"),
    }
}
