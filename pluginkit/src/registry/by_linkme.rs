//! Registration by linker sections: no code runs before `main`.

use linkme::distributed_slice;

use crate::entry::ExtensionEntry;
use crate::plugin::PluginEntry;

/// Every linked plugin.
#[distributed_slice]
pub static PLUGINS: [PluginEntry];

/// Every linked extension.
#[distributed_slice]
pub static EXTENSIONS: [ExtensionEntry];

pub(crate) fn plugins() -> impl Iterator<Item = &'static PluginEntry> {
    PLUGINS.iter()
}

pub(crate) fn extensions() -> impl Iterator<Item = &'static ExtensionEntry> {
    EXTENSIONS.iter()
}

#[doc(hidden)]
#[macro_export]
macro_rules! __submit {
    ($list:ident, $entry:ty, $value:expr) => {
        const _: () = {
            #[$crate::__private::linkme::distributed_slice($crate::__private::linked::$list)]
            #[linkme(crate = $crate::__private::linkme)]
            static ENTRY: $entry = $value;
        };
    };
}
