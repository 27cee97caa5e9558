//! A command line whose subcommands come from plugins. Without arguments it shows itself; with some it is a real one:
//! `cargo run -p pluginkit-examples --example cli_app -- greet Ada`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use pluginkit::prelude::*;

/// A subcommand.
#[extension_point]
trait Subcommand {
    /// What it is called, what it takes, and what is said of it in the help.
    fn command(&self) -> Command;
    /// Does it, and says with which code the process ends.
    fn run(&self, arguments: &ArgMatches) -> Result<u8, BoxError>;
}

#[plugin(id = "greeter", version = "1.0.0")]
#[derive(Default)]
struct Greeter;

#[extension]
impl Subcommand for Greeter {
    fn command(&self) -> Command {
        Command::new("greet")
            .about("Welcomes somebody")
            .arg(Arg::new("name").required(true).help("Who has come"))
            .arg(Arg::new("loud").long("loud").action(ArgAction::SetTrue).help("With the horn"))
    }
    fn run(&self, arguments: &ArgMatches) -> Result<u8, BoxError> {
        let name: &String = arguments.get_one("name").ok_or("who?")?;
        println!("Welcome, {name}{}", if arguments.get_flag("loud") { "! TOOT!" } else { "." });
        Ok(0)
    }
}

#[plugin(id = "berths", version = "2.1.0")]
#[derive(Default)]
struct Berths;

#[extension]
impl Subcommand for Berths {
    fn command(&self) -> Command {
        let length = Arg::new("length").required(true).value_parser(value_parser!(u32)).help("In metres");
        Command::new("berth").about("Looks for a free berth; the exit code is 3 if there is none").arg(length)
    }
    fn run(&self, arguments: &ArgMatches) -> Result<u8, BoxError> {
        let free = *arguments.get_one::<u32>("length").ok_or("how long?")? <= 40;
        println!("{}", if free { "Berth 7 is free." } else { "No berth is long enough." });
        Ok(if free { 0 } else { 3 })
    }
}

#[plugin(id = "radio", version = "1.0.0")]
#[derive(Default)]
struct Radio;

#[extension]
impl Subcommand for Radio {
    fn command(&self) -> Command {
        Command::new("call").visible_alias("hail").about("Calls a ship").arg(Arg::new("ship").required(true))
    }
    fn run(&self, arguments: &ArgMatches) -> Result<u8, BoxError> {
        let ship: &String = arguments.get_one("ship").ok_or("which ship?")?;
        Err(format!("the {ship} does not answer").into())
    }
}

/// Would like a name that another plugin has. It is `listed`, so that it is only there when the host asks for it.
#[plugin(id = "hailstorm", version = "1.0.0", listed)]
#[derive(Default)]
struct Hailstorm;

#[extension]
impl Subcommand for Hailstorm {
    fn command(&self) -> Command {
        Command::new("hail").about("Warns of hail")
    }
    fn run(&self, _arguments: &ArgMatches) -> Result<u8, BoxError> {
        Ok(0)
    }
}

/// The command line, and who does what.
struct Cli {
    command: Command,
    plugins: BTreeMap<String, SubcommandCaller>,
}

impl Cli {
    /// Asks every plugin for its subcommand. clap takes no name twice, so whoever wants one that is taken is named here.
    fn new(plugins: &PluginManager) -> Result<Cli, BoxError> {
        let command = Command::new("harbor").about("Keeps a harbor").subcommand_required(true);
        let mut cli = Cli { command, plugins: BTreeMap::new() };
        let mut owners: BTreeMap<String, PluginId> = BTreeMap::new();
        for (plugin, caller) in plugins.caller::<dyn Subcommand>().each() {
            // One plugin, one answer.
            for command in caller.command()? {
                for name in [command.get_name()].into_iter().chain(command.get_all_aliases()) {
                    if let Some(other) = owners.insert(name.to_owned(), plugin.clone()) {
                        return Err(format!("`{name}` is a command of both `{other}` and `{plugin}`").into());
                    }
                }
                cli.plugins.insert(command.get_name().to_owned(), caller.clone());
                cli.command =
                    cli.command.subcommand(command.after_help(format!("(from the plugin `{plugin}`)")));
            }
        }
        Ok(cli)
    }

    /// Runs a command line, writes what is wrong with it to `complaints`, and returns the exit code.
    fn run(
        &self,
        line: impl IntoIterator<Item = impl Into<OsString> + Clone>,
        complaints: &mut dyn Write,
    ) -> io::Result<u8> {
        let matches = match self.command.clone().try_get_matches_from(line) {
            Ok(matches) => matches,
            // To ask for help is an "error", too: one with the code 0 that belongs to the standard output.
            Err(error) => {
                let text = error.render();
                if error.use_stderr() {
                    write!(complaints, "{text}")?;
                } else {
                    print!("{text}");
                }
                return Ok(u8::try_from(error.exit_code()).unwrap_or(1));
            }
        };
        let (name, arguments) = matches.subcommand().expect("clap requires one");
        match self.plugins[name].run(arguments).as_deref() {
            Ok([code]) => return Ok(*code),
            Ok(_) => writeln!(complaints, "the plugin of `{name}` has been switched off")?,
            Err(error) => writeln!(complaints, "{error}")?,
        }
        Ok(1)
    }
}

fn main() -> Result<ExitCode, BoxError> {
    let plugins = PluginManager::discover()?;
    let cli = Cli::new(&plugins)?;
    if std::env::args_os().len() > 1 {
        return Ok(cli.run(std::env::args_os(), &mut io::stderr())?.into());
    }

    // The rest is the show.
    for line in ["--help", "berth --help", "greet Ada", "greet Ada --loud", "berth 120", "hail Gull"] {
        show(&cli, line)?;
    }
    println!("What is wrong with a command line, clap says:");
    for line in ["greet", "berth long", "gret Ada"] {
        show(&cli, line)?;
    }

    println!("The plugin `radio` is switched off. A command line from before knows it, a new one does not:");
    plugins.disable("radio")?;
    show(&cli, "hail Gull")?;
    show(&Cli::new(&plugins)?, "hail Gull")?;

    println!("Two plugins with one name:");
    let plugins = PluginManager::builder().discover().plugin::<Hailstorm>().build()?;
    if let Err(error) = Cli::new(&plugins) {
        println!("  {error}");
    }
    Ok(ExitCode::SUCCESS)
}

fn show(cli: &Cli, line: &str) -> io::Result<()> {
    println!("$ harbor {line}");
    let code = cli.run(["harbor"].into_iter().chain(line.split(' ')), &mut io::stdout())?;
    println!("({code})\n");
    Ok(())
}
