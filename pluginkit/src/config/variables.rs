//! The environment as a layer for each variable.

use std::ffi::OsString;

use super::layers::{Layer, PLUGINS, is_switch};
use super::tree::MAX_DEPTH;
use crate::error::ConfigError;
use crate::id::PluginId;

/// Between the parts of a name.
const BETWEEN: &str = "__";

/// Which variables are looked at.
#[derive(Clone)]
pub(crate) struct Variables {
    pub(crate) prefix: String,
    /// `None` for those of the process.
    pub(crate) given: Option<Vec<(String, String)>>,
}

/// The layers of the variables that are ours, by name. `known` are the plugins that there are.
pub(crate) fn variables(
    prefix: &str,
    all: impl Iterator<Item = (OsString, OsString)>,
    known: &[PluginId],
) -> (Vec<Layer>, Vec<ConfigError>) {
    let begin = format!("{prefix}{BETWEEN}");
    let ours = all.filter_map(|(name, text)| {
        let name = name.into_string().ok()?;
        name.starts_with(&begin).then_some((name, text))
    });
    let mut ours: Vec<_> = ours.collect();
    ours.sort();
    let (mut layers, mut errors) = (Vec::new(), Vec::new());
    for (name, text) in ours {
        let path = path(&name[begin.len()..], known);
        let read = path.and_then(|path| {
            text.into_string().map_err(|_| "is not Unicode".to_owned()).map(|text| (path, text))
        });
        match read {
            Ok((path, text)) => layers.push(Layer::of_variable(name, path, text)),
            Err(message) => errors.push(ConfigError::BadVariable { variable: name, message }),
        }
    }
    (layers, errors)
}

/// The path that a name stands for: in small letters, and the ids of plugins as they are.
fn path(name: &str, known: &[PluginId]) -> Result<Vec<String>, String> {
    let mut path: Vec<String> = Vec::new();
    let mut rest = name;
    let plugins = name
        .get(..PLUGINS.len() + BETWEEN.len())
        .filter(|begin| begin.eq_ignore_ascii_case(&format!("{PLUGINS}{BETWEEN}")));
    if let Some(begin) = plugins {
        path.push(PLUGINS.to_owned());
        rest = &name[begin.len()..];
        if let Some((plugin, fields)) = plugin(rest, known)? {
            path.push(plugin.as_str().to_owned());
            let Some(fields) = fields else {
                return Err("names a plugin and none of its fields".to_owned());
            };
            rest = fields;
        }
    }
    for part in rest.split(BETWEEN) {
        if part.is_empty() {
            return Err("has an empty part in its name".to_owned());
        }
        path.push(part.to_lowercase());
    }
    if path.len() > MAX_DEPTH {
        return Err(format!("leads more than {MAX_DEPTH} levels deep"));
    }
    let names_section = path.len() == 2 && path[0] == PLUGINS && !is_switch(&path[1]);
    if names_section { Err("names a plugin and none of its fields".to_owned()) } else { Ok(path) }
}

/// The plugin whose id a name begins with, the longest, and what follows it.
fn plugin<'n>(name: &'n str, known: &[PluginId]) -> Result<Option<(PluginId, Option<&'n str>)>, String> {
    let matching = known.iter().filter_map(|id| {
        let form = form(id);
        let begin = name.get(..form.len()).filter(|begin| begin.eq_ignore_ascii_case(&form))?;
        let rest = &name[begin.len()..];
        let fields = rest.strip_prefix(BETWEEN);
        (rest.is_empty() || fields.is_some()).then_some((id, fields))
    });
    let matching: Vec<_> = matching.collect();
    let Some(longest) = matching.iter().map(|(id, _)| id.as_str().len()).max() else { return Ok(None) };
    let mut longest = matching.into_iter().filter(|(id, _)| id.as_str().len() == longest);
    match (longest.next(), longest.next()) {
        (Some((one, _)), Some((other, _))) => {
            Err(format!("may be for plugin `{one}` or for plugin `{other}`: write it in a file"))
        }
        (found, _) => Ok(found.map(|(id, fields)| (id.clone(), fields))),
    }
}

/// An id, as it can be written in the name of a variable.
fn form(id: &PluginId) -> String {
    id.as_str().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, known: &[&'static str]) -> Result<String, String> {
        let known: Vec<PluginId> = known.iter().map(|id| PluginId::from_static(id)).collect();
        path(name, &known).map(|path| path.join("."))
    }

    #[test]
    fn ids_are_found_whatever_their_letters() {
        assert_eq!(
            read("PLUGINS__FRONT_PAGE__COLUMN_WIDTH", &["front-page"]).unwrap(),
            "plugins.front-page.column_width"
        );
        assert_eq!(read("PLUGINS__A__B__C", &["a", "a__b"]).unwrap(), "plugins.a__b.c");
        assert_eq!(read("PLUGINS__WeatherMap__PORT", &["weatherMap"]).unwrap(), "plugins.weatherMap.port");
        assert_eq!(read("PLUGINS__ENABLED", &["weather"]).unwrap(), "plugins.enabled");
        assert_eq!(read("PLUGINS__OTHER__PORT", &["weather"]).unwrap(), "plugins.other.port");
        assert_eq!(read("DATABASE__URL", &[]).unwrap(), "database.url");
    }

    #[test]
    fn what_means_nothing_is_an_error() {
        assert!(read("PLUGINS__WEATHER", &["weather"]).unwrap_err().contains("none of its fields"));
        assert!(read("PLUGINS__OTHER", &["weather"]).unwrap_err().contains("none of its fields"));
        assert!(read("DATABASE____URL", &[]).unwrap_err().contains("empty part"));
        assert!(
            read("PLUGINS__FRONT_PAGE__X", &["front-page", "front_page"]).unwrap_err().contains("front_page")
        );
    }
}
