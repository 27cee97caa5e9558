use std::ffi::OsString;
use std::path::PathBuf;

pub(crate) const USAGE: &str = "usage: newsroom [DIRECTORY]\n\n\
    Prints the news from the feed documents in DIRECTORY, or from those that come with the example.";

/// The documents that come with the example.
const FEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../feeds");

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Args {
    Print { feeds: PathBuf },
    Help,
}

impl Args {
    /// Takes the arguments without the name of the program.
    pub(crate) fn parse(mut args: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let Some(first) = args.next() else {
            return Ok(Self::Print { feeds: PathBuf::from(FEEDS) });
        };
        if let Some(second) = args.next() {
            return Err(format!("one directory is enough; what is {} for?", second.display()));
        }
        match first.to_str() {
            Some("-h" | "--help") => Ok(Self::Help),
            Some(option) if option.starts_with('-') => Err(format!("there is no option {option}")),
            _ => Ok(Self::Print { feeds: PathBuf::from(first) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Args, FEEDS};

    fn parse(args: &[&str]) -> Result<Args, String> {
        Args::parse(args.iter().map(Into::into))
    }

    #[test]
    fn without_arguments_the_example_feeds_are_read() {
        assert_eq!(parse(&[]), Ok(Args::Print { feeds: FEEDS.into() }));
        assert!(Path::new(FEEDS).is_dir());
    }

    #[test]
    fn a_directory_may_be_given() {
        assert_eq!(parse(&["elsewhere"]), Ok(Args::Print { feeds: "elsewhere".into() }));
    }

    #[test]
    fn help_is_not_a_directory() {
        assert_eq!(parse(&["--help"]), Ok(Args::Help));
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(parse(&["--verbose"]), Err("there is no option --verbose".to_owned()));
        assert_eq!(parse(&["a", "b"]), Err("one directory is enough; what is b for?".to_owned()));
    }
}
