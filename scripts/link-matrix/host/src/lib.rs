//! A host with plugins from three crates, and one crate that it forgot to name.

use anonymous as _;
use api::Voice;
use pluginkit::prelude::*;

/// What is there: one line for the plugins and the extensions that a call reaches, one for the crate that is not.
///
/// # Errors
/// When the manager cannot be built, or the call fails.
pub fn found() -> Result<String, pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let mut ids: Vec<String> = plugins.ids().map(|id| id.to_string()).collect();
    ids.sort_unstable();
    let voices = plugins.caller::<dyn Voice>().speak()?;
    let (ids, extensions, forgotten) = (ids.join(" "), voices.len(), forgotten());
    Ok(format!("plugins: {ids}; extensions: {extensions}\nforgotten: {forgotten}"))
}

/// What a host is told that expects the plugins of every crate in its `Cargo.toml`.
fn forgotten() -> String {
    let expected = ["linked", "anonymous", "dependency", "forgotten"];
    let built =
        PluginManager::builder().plugins(plugins![linked::Linked]).discover().expect(expected).build();
    match built {
        Ok(_) => "not reported".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_unit_test_has_the_plugins_of_the_host() {
        println!("{}", super::found().unwrap());
    }
}
