//! Where a value is among the others: `weather.stations[2].port`.

use std::fmt::Write;

/// The path of a field.
pub(super) fn field(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
}

/// The path of an element.
pub(super) fn element(parent: &str, index: usize) -> String {
    let mut path = parent.to_owned();
    // Writing to a string does not fail.
    let _ = write!(path, "[{index}]");
    path
}

/// A path inside of what is at another one.
pub(super) fn within(outer: &str, inner: &str) -> String {
    match inner {
        "" => outer.to_owned(),
        element if element.starts_with('[') => format!("{outer}{element}"),
        name => field(outer, name),
    }
}

/// Whether the first path is the second one, or leads on from there.
pub(super) fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The longest text of somebody else's that an error repeats.
const SHOWN: usize = 400;

/// A text of somebody else's, as it can be shown anywhere: short, on one line, and without what terminals obey.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (number, letter) in text.chars().enumerate() {
        if number == SHOWN {
            shown.push('…');
            break;
        }
        if letter.is_control() { shown.extend(letter.escape_default()) } else { shown.push(letter) }
    }
    shown
}

/// A step on the way to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'p> {
    Field(&'p str),
    Element(usize),
}

/// The steps of a path. A name with a dot in it cannot be asked for.
pub(super) fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split('.').filter(|part| !part.is_empty()).flat_map(|part| {
        let (name, elements) = part.split_once('[').unwrap_or((part, ""));
        let elements = elements.split(['[', ']']).filter_map(|index| index.parse().ok());
        let name = (!name.is_empty()).then_some(Step::Field(name));
        name.into_iter().chain(elements.map(Step::Element))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_written() {
        let path = element(&field(&field("", "stations"), "ports"), 2);
        assert_eq!(path, "stations.ports[2]");
        let read: Vec<Step<'_>> = steps(&path).collect();
        assert_eq!(read, [Step::Field("stations"), Step::Field("ports"), Step::Element(2)]);
    }

    #[test]
    fn an_odd_path_leads_nowhere_and_does_no_harm() {
        assert_eq!(steps("").count(), 0);
        assert_eq!(steps("..[x].").count(), 0);
        assert_eq!(steps("a[99999999999999999999]").collect::<Vec<_>>(), [Step::Field("a")]);
    }
}
