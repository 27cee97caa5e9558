//! Registration by constructors that run before `main`: for targets whose linkers gather no sections, and for Miri.

use crate::entry::ExtensionEntry;
use crate::plugin::PluginEntry;

inventory::collect!(PluginEntry);
inventory::collect!(ExtensionEntry);

pub(crate) fn plugins() -> impl Iterator<Item = &'static PluginEntry> {
    inventory::iter::<PluginEntry>.into_iter()
}

pub(crate) fn extensions() -> impl Iterator<Item = &'static ExtensionEntry> {
    inventory::iter::<ExtensionEntry>.into_iter()
}

#[doc(hidden)]
#[macro_export]
macro_rules! __submit {
    ($list:ident, $entry:ty, $value:expr) => {
        const _: () = {
            $crate::__private::inventory::submit! { $value }
            // wasm-ld takes an object out of an rlib only for the sake of a symbol that is asked for, and rustc asks for
            // the exported ones. Without this, a plugin whose object nobody calls into is left behind, silently.
            #[cfg(target_family = "wasm")]
            #[unsafe(export_name = ::core::concat!(
                                                                                "pluginkit: ",
                                                                                ::core::module_path!(),
                                                                                ":",
                                                                                ::core::line!(),
                                                                                ":",
                                                                                ::core::column!(),
                                                                                " ",
                                                                                ::core::stringify!($value)
                                                                            ))]
            static LINKED: u8 = 0;
        };
    };
}
