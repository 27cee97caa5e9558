//! What is wrong with a value, before anybody knows whose it is.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::super::secret::REFUSED;

/// The longest text that an error repeats.
const SHOWN: usize = 80;

/// What is wrong, and where.
#[derive(Debug)]
pub(in crate::config) struct Problem {
    /// `None` until whoever knows it is reached.
    pub(in crate::config) path: Option<String>,
    pub(in crate::config) kind: Kind,
}

#[derive(Debug)]
pub(in crate::config) enum Kind {
    Invalid { found: String, expected: String },
    Missing { field: &'static str },
    Unknown { name: String, known: &'static [&'static str] },
    Message(String),
}

impl Problem {
    fn new(kind: Kind) -> Self {
        Problem { path: None, kind }
    }

    /// The innermost place counts. What a secret is, is not told.
    pub(super) fn at(mut self, path: &str, secret: bool) -> Self {
        if self.path.is_none() {
            self.path = Some(path.to_owned());
        }
        if secret {
            match &mut self.kind {
                Kind::Invalid { found, .. } => REFUSED.clone_into(found),
                Kind::Message(message) => "a secret that its type refuses".clone_into(message),
                Kind::Missing { .. } | Kind::Unknown { .. } => {}
            }
        }
        self
    }
}

fn shown(unexpected: Unexpected<'_>) -> String {
    let found = match unexpected {
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Signed(number) => format!("integer {number}"),
        Unexpected::Unsigned(number) => format!("integer {number}"),
        Unexpected::Float(number) => format!("float {number}"),
        Unexpected::Bool(found) => format!("boolean {found}"),
        other => other.to_string(),
    };
    if found.chars().count() <= SHOWN { found } else { found.chars().take(SHOWN).chain(['…']).collect() }
}

fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

impl Error for Problem {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Problem::new(Kind::Message(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Problem::invalid_value(found, expected)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Problem::new(Kind::Invalid { found: shown(found), expected: expected.to_string() })
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Problem::new(Kind::Invalid { found: format!("{length} long"), expected: expected.to_string() })
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Problem::new(Kind::Invalid { found: shown(Unexpected::Str(variant)), expected: listed(expected) })
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Problem::new(Kind::Unknown { name: field.to_owned(), known: expected })
    }

    fn missing_field(field: &'static str) -> Self {
        Problem::new(Kind::Missing { field })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Invalid { found, expected } => write!(f, "{found}, expected {expected}"),
            Kind::Missing { field } => write!(f, "`{field}` is missing"),
            Kind::Unknown { name, .. } => write!(f, "there is no `{name}`"),
            Kind::Message(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Problem {}
