use std::sync::Mutex;

use pluginkit::prelude::*;

#[plugin(id = "unit", version = "1.0.0", listed)]
#[derive(Default)]
struct Unit;

/// With a doc comment, `#[cfg_attr]` and fields.
#[plugin(id = "fields", version = "1.0.0-beta.1+build", listed)]
#[cfg_attr(all(), derive(Default))]
#[must_use]
pub(crate) struct Fields {
    /// A field.
    pub seen: Mutex<Vec<String>>,
    #[cfg(any())]
    absent: NoSuchType,
}

#[plugin(id = "tuple", version = "0.0.0", listed)]
struct Tuple(u8, pub String);

#[plugin(id = "choice", version = "1.0.0", listed)]
#[derive(Default)]
enum Choice {
    #[default]
    First,
    Second(u8),
}

#[plugin(id = "Raw_Name", version = "1.0.0", listed)]
#[derive(Default)]
#[allow(non_camel_case_types)]
struct r#type;

fn main() {
    let plugins = PluginManager::builder()
        .plugins(plugins![Unit, Fields, Choice, r#type])
        .instance(Tuple(1, String::new()))
        .build()
        .unwrap();
    assert_eq!(plugins.ids().len(), 5);
    let _ = (Choice::Second(1), Choice::First);
    assert_eq!(plugins.plugin::<Tuple>().unwrap().0, 1);
}
