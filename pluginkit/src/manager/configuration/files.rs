//! The files of a folder: all of it inside of that folder, each of a bounded size, each read whole and as it was at one time.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Format, Layer, Text};
use crate::error::ConfigError;
use crate::id::PluginId;

/// The largest file, in bytes.
const LARGEST: u64 = 1 << 20;
/// How many files a folder may hold.
const MOST: usize = 4096;
/// How often a file that changes is read anew.
const ATTEMPTS: usize = 3;

/// The layers of a folder, the lowest first, and what is wrong with the others.
pub(super) fn read_folder(folder: &Path) -> (Vec<Layer>, Vec<ConfigError>) {
    let mut errors = Vec::new();
    let found = files(folder, &mut errors).unwrap_or_else(|error| {
        errors.push(error);
        Vec::new()
    });
    let mut layers = Vec::new();
    for found in found {
        match found.layer() {
            Ok(layer) => layers.push(layer),
            Err(error) => errors.push(error),
        }
    }
    (layers, errors)
}

/// A file that has been found.
struct Found<'f> {
    folder: &'f Path,
    path: PathBuf,
    format: Format,
    plugin: Option<PluginId>,
}

impl Found<'_> {
    fn layer(self) -> Result<Layer, ConfigError> {
        let content = read_file(self.folder, &self.path)?;
        Layer::of_file(&self.path, Text { format: self.format, content, plugin: self.plugin })
    }
}

fn files<'f>(folder: &'f Path, errors: &mut Vec<ConfigError>) -> Result<Vec<Found<'f>>, ConfigError> {
    let mut application = Vec::new();
    for (path, format) in listed(folder)? {
        if path.file_stem().is_some_and(|stem| stem == "app") {
            application.push(Found { folder, path, format, plugin: None });
        }
    }
    let mut found: Vec<Found<'f>> = one(application, errors).into_iter().collect();

    let plugins = folder.join("plugins");
    if fs::symlink_metadata(&plugins).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return Ok(found);
    }
    inside(folder, &plugins)?;
    let mut sections: BTreeMap<PluginId, Vec<Found<'f>>> = BTreeMap::new();
    for (path, format) in listed(&plugins)? {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let Ok(plugin) = PluginId::try_from(stem) else {
            tracing::warn!(path = %path.display(), "no plugin can have this name; the file is not read");
            continue;
        };
        let section = Found { folder, path, format, plugin: Some(plugin.clone()) };
        sections.entry(plugin).or_default().push(section);
    }
    found.extend(sections.into_values().filter_map(|section| one(section, errors)));
    Ok(found)
}

/// The only one of several for the same.
fn one<'f>(mut found: Vec<Found<'f>>, errors: &mut Vec<ConfigError>) -> Option<Found<'f>> {
    found.sort_by(|one, other| one.path.cmp(&other.path));
    let mut found = found.into_iter();
    let (first, second) = (found.next(), found.next());
    if let (Some(first), Some(second)) = (&first, second) {
        errors.push(ConfigError::TwoFormats { paths: Box::new([first.path.clone(), second.path]) });
        return None;
    }
    first
}

/// What in a folder has a format.
fn listed(folder: &Path) -> Result<Vec<(PathBuf, Format)>, ConfigError> {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    let mut listed = Vec::new();
    for (number, entry) in entries.enumerate() {
        if number == MOST {
            return Err(ConfigError::TooMany { path: folder.to_owned(), limit: MOST });
        }
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        let format = path.extension().and_then(|extension| extension.to_str()).and_then(Format::of);
        listed.extend(format.map(|format| (path, format)));
    }
    Ok(listed)
}

fn unreadable(path: &Path, error: std::io::Error) -> ConfigError {
    ConfigError::Unreadable { path: path.to_owned(), source: Arc::new(error) }
}

/// Where a path leads to, unless that is out of the folder.
fn inside(folder: &Path, path: &Path) -> Result<PathBuf, ConfigError> {
    let root = fs::canonicalize(folder).map_err(|error| unreadable(folder, error))?;
    let target = fs::canonicalize(path).map_err(|error| unreadable(path, error))?;
    if target.starts_with(root) {
        Ok(target)
    } else {
        Err(ConfigError::Outside { path: path.to_owned(), folder: folder.to_owned() })
    }
}

fn read_file(folder: &Path, path: &Path) -> Result<String, ConfigError> {
    let target = inside(folder, path)?;
    let is_file = |metadata: Metadata| {
        if metadata.is_file() { Ok(metadata) } else { Err(ConfigError::NotAFile { path: path.to_owned() }) }
    };
    // Before it is opened: opening a pipe would wait for somebody to write to it.
    is_file(fs::metadata(&target).map_err(|error| unreadable(path, error))?)?;
    for _ in 0..ATTEMPTS {
        let file = File::open(&target).map_err(|error| unreadable(path, error))?;
        let metadata = || file.metadata().map_err(|error| unreadable(path, error));
        let before = is_file(metadata()?)?;
        let mut bytes = Vec::new();
        // One more than there may be tells whether there is more.
        (&file).take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
        if bytes.len() as u64 > LARGEST {
            return Err(ConfigError::TooLarge { path: path.to_owned(), limit: LARGEST });
        }
        let after = metadata()?;
        if bytes.len() as u64 == after.len() && before.modified().ok() == after.modified().ok() {
            return text(path, bytes);
        }
    }
    Err(ConfigError::Changing { path: path.to_owned() })
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<String, ConfigError> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = u32::try_from(valid.split(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX);
        ConfigError::NotUtf8 { path: path.to_owned(), line }
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
