//! An integration test is a program of its own: it has the plugins of the crates that *it* names, and here that is none.

use api::Voice;
use pluginkit::prelude::*;

#[test]
fn an_integration_test_that_names_no_plugin_crate_has_no_plugins() {
    let plugins = PluginManager::discover().unwrap();
    let voices = plugins.caller::<dyn Voice>().speak().unwrap();
    let ids: Vec<String> = plugins.ids().map(|id| id.to_string()).collect();
    let forgotten = PluginManager::builder().discover().expect(["forgotten"]).build().unwrap_err();
    println!("plugins: {}; extensions: {}\nforgotten: {forgotten}", ids.join(" "), voices.len());
}
