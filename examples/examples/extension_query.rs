//! A table is saved as what its file is called: the host asks who offers which format, and chooses a plugin for the job.

use pluginkit::prelude::*;

struct Table {
    columns: [&'static str; 2],
    rows: Vec<[&'static str; 2]>,
}

/// What a plugin says of its format before it is asked to write.
struct Format {
    name: &'static str,
    extensions: &'static [&'static str],
}

/// A format that tables can be saved in. The hook that describes is for choosing, the other for the one that is chosen.
#[extension_point]
trait ExportFormat {
    fn describe(&self) -> Format;
    fn export(&self, table: &Table) -> Result<String, BoxError>;
}

#[plugin(id = "csv", version = "1.0.0")]
#[derive(Default)]
struct Csv;

#[extension]
impl ExportFormat for Csv {
    fn describe(&self) -> Format {
        Format { name: "comma-separated values", extensions: &["csv", "txt"] }
    }
    fn export(&self, table: &Table) -> Result<String, BoxError> {
        let line = |cells: &[&str; 2]| {
            cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).join(",") + "\n"
        };
        Ok([&table.columns].into_iter().chain(&table.rows).map(line).collect())
    }
}

#[plugin(id = "json", version = "2.3.0")]
#[derive(Default)]
struct Json;

#[extension]
impl ExportFormat for Json {
    fn describe(&self) -> Format {
        Format { name: "JSON", extensions: &["json"] }
    }
    fn export(&self, table: &Table) -> Result<String, BoxError> {
        Ok(serde_json::json!({ "columns": table.columns, "rows": table.rows }).to_string() + "\n")
    }
}

#[plugin(id = "markdown", version = "1.1.0")]
#[derive(Default)]
struct Markdown;

#[extension]
impl ExportFormat for Markdown {
    fn describe(&self) -> Format {
        Format { name: "Markdown", extensions: &["md", "markdown"] }
    }
    fn export(&self, table: &Table) -> Result<String, BoxError> {
        let rows = [&table.columns, &["---"; 2]].into_iter().chain(&table.rows);
        let line =
            |cells: &[&str; 2]| format!("|{}|\n", cells.map(|cell| cell.replace('|', "\\|")).join("|"));
        Ok(rows.map(line).collect())
    }
}

/// Writes Markdown too, and thinks that it does so better. Its priority puts it before the other.
#[plugin(id = "neat-markdown", version = "0.2.0")]
#[derive(Default)]
struct NeatMarkdown;

#[extension(priority = 10)]
impl ExportFormat for NeatMarkdown {
    fn describe(&self) -> Format {
        Format { name: "Markdown in columns", extensions: &["md"] }
    }
    fn export(&self, table: &Table) -> Result<String, BoxError> {
        if table.rows.iter().flatten().any(|cell| cell.contains('|')) {
            return Err("a cell with a `|` in it is not neat".into());
        }
        let rows = [&table.columns, &["---"; 2]].into_iter().chain(&table.rows);
        let line = |[left, right]: &[&str; 2]| format!("| {left:8} | {right:>6} |\n");
        Ok(rows.map(line).collect())
    }
}

/// Says nothing about formats: whoever asks for those does not come across it.
#[plugin(id = "spelling", version = "1.0.0")]
#[derive(Default)]
struct Spelling;

fn main() -> Result<(), pluginkit::Error> {
    let plugins = PluginManager::discover()?;
    let formats = plugins.caller::<dyn ExportFormat>();
    let fleet = Table { columns: ["ship", "tons"], rows: vec![["Aurora", "1200"], ["Gull", "80"]] };

    // Answers and contributors are in the same order: that in which the plugins are called.
    println!("Save as ..");
    let offers = formats.reported().describe();
    for (plugin, format) in offers.contributors.iter().zip(&offers.value) {
        println!("  {:22} .{:14} by {plugin}", format.name, format.extensions.join(", ."));
    }

    println!("\nThe name of the file chooses:");
    for file in ["fleet.csv", "fleet.json", "fleet.md", "fleet.xls"] {
        save(&formats, file, &fleet)?;
    }

    // Whoever knows the plugins by name can have some of them write, all with one call.
    println!("\nTwo formats at once:");
    print!("{}", formats.only(["markdown", "json"]).export(&fleet)?.concat());

    // `each` and `best` give callers of one plugin, to be held like any other. They do not keep it switched on.
    let neat = formats.best().expect("somebody offers a format");
    println!("\nThe neat one is switched off, and the other takes its place:");
    plugins.disable("neat-markdown")?;
    save(&formats, "fleet.md", &fleet)?;
    println!("  a caller of the neat one gets {} texts", neat.export(&fleet)?.len());
    plugins.enable("neat-markdown")?;

    println!("\nWho fails is passed over for the next who can:");
    save(&formats, "anchors.md", &Table { columns: ["ship", "made of"], rows: vec![["Gull", "iron|rope"]] })?;

    // Inspections know who extends what without asking a plugin, and know those who are not called, too.
    println!("\nFor the operator, with JSON switched off:");
    plugins.disable("json")?;
    for plugin in plugins.inspections() {
        let export = plugin.hooks.iter().find(|hook| hook.hook == "export_format.export");
        let place = match export.map(|hook| hook.position) {
            Some(Some(position)) => format!("asked as number {}", position + 1),
            Some(None) => format!("offers a format, but is {}", plugin.descriptor.state()),
            None => "offers no format".to_owned(),
        };
        println!("  {:14} {:6} {place}", plugin.descriptor.id(), plugin.descriptor.version());
    }
    Ok(())
}

/// Has the table written by the first plugin, in call order, that has a format for this file and does not fail.
fn save(formats: &ExportFormatCaller, file: &str, table: &Table) -> Result<(), HookError> {
    let (_, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    for (plugin, exporter) in formats.each() {
        // A caller of one plugin gets one answer, or none if it has been switched off meanwhile.
        if !exporter.describe()?.iter().any(|format| format.extensions.contains(&extension)) {
            continue;
        }
        match exporter.export(table) {
            Ok(texts) => {
                println!("  {file}, by {plugin}:");
                texts.iter().flat_map(|text| text.lines()).for_each(|line| println!("    {line}"));
                return Ok(());
            }
            Err(error) => println!("  {file}: {error}"),
        }
    }
    println!("  {file}: nobody can write it");
    Ok(())
}
