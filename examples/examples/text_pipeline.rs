//! A text goes through four stages; one of them may end the journey, and one may fail.

use std::fmt;
use std::ops::ControlFlow::{self, Break, Continue};

use pluginkit::prelude::*;

/// A placeholder that means nothing to anybody.
#[derive(Debug)]
struct UnknownPlaceholder(String);

impl fmt::Display for UnknownPlaceholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nobody knows {{{}}}", self.0)
    }
}

impl std::error::Error for UnknownPlaceholder {}

/// What happens to a text on its way to the printer.
#[extension_point]
trait Desk {
    /// One stage: `Continue` hands the text to the next one, `Break` sends it straight to the printer.
    #[hook(pipeline)]
    fn edit(&self, text: String) -> Result<ControlFlow<String, String>, UnknownPlaceholder>;
}

/// Makes single spaces of all white space.
#[plugin(id = "spaces", version = "1.0.0")]
#[derive(Default)]
struct Spaces;

#[extension(priority = 30)]
impl Desk for Spaces {
    fn edit(&self, text: String) -> Result<ControlFlow<String, String>, UnknownPlaceholder> {
        Ok(Continue(text.split_whitespace().collect::<Vec<_>>().join(" ")))
    }
}

/// Holds back what must not be printed yet. Nobody needs to edit that.
#[plugin(id = "embargo", version = "1.0.0")]
#[derive(Default)]
struct Embargo;

#[extension(priority = 20)]
impl Desk for Embargo {
    fn edit(&self, text: String) -> Result<ControlFlow<String, String>, UnknownPlaceholder> {
        Ok(match text.strip_prefix("EMBARGO ").and_then(|text| text.split_once(':')) {
            Some((until, _)) => Break(format!("[this space is kept free until {until}]")),
            None => Continue(text),
        })
    }
}

/// Fills in `{ship}` and `{time}`, and fails on any other placeholder.
#[plugin(id = "placeholders", version = "1.0.0")]
#[derive(Default)]
struct Placeholders;

#[extension(priority = 10)]
impl Desk for Placeholders {
    fn edit(&self, text: String) -> Result<ControlFlow<String, String>, UnknownPlaceholder> {
        let text = text.replace("{ship}", "MS Tern").replace("{time}", "06:40");
        match text.split_once('{').and_then(|(_, rest)| rest.split_once('}')) {
            Some((unknown, _)) => Err(UnknownPlaceholder(unknown.to_owned())),
            None => Ok(Continue(text)),
        }
    }
}

/// Sets dashes.
#[plugin(id = "typesetter", version = "1.0.0")]
#[derive(Default)]
struct Typesetter;

#[extension]
impl Desk for Typesetter {
    fn edit(&self, text: String) -> Result<ControlFlow<String, String>, UnknownPlaceholder> {
        Ok(Continue(text.replace(" -- ", " \u{2013} ")))
    }
}

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let desk = plugins.caller::<dyn Desk>();
    let stages: Vec<PluginId> = desk.each().into_iter().map(|(stage, _)| stage).collect();
    println!("The stages are {}.\n", names(&stages));

    let notice = "  {ship}   leaves at {time} --\n be early  ";
    println!("Through all stages:\n  {}\n", desk.edit(notice.to_owned())?);

    let secret = "EMBARGO Friday: the harbor {is} sold -- twice";
    println!("Out at the second:\n  {}\n", desk.edit(secret.to_owned())?);

    let muddle = "  {ship} leaves   from {pier} -- or does it?";
    println!("Stuck at the third, which does not know the pier:");
    match desk.edit(muddle.to_owned()) {
        Ok(text) => println!("  {text}"),
        Err(error) => println!("  fail fast: {error}"),
    }
    // The next stage gets the text as it was before the one that failed.
    println!("  isolated:  {}", desk.isolated().edit(muddle.to_owned()));
    let report = desk.reported().edit(muddle.to_owned());
    let failed: Vec<&str> = report.failures.iter().map(HookError::plugin).collect();
    println!("  reported:  {} did their work, {} did not", names(&report.contributors), failed.join(", "));
    Ok(())
}

fn names(stages: &[PluginId]) -> String {
    stages.iter().map(PluginId::as_str).collect::<Vec<_>>().join(", ")
}
