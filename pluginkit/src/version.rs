//! Semantic versions in constants.
//!
//! The `semver` crate decides the same questions, but not in const evaluation. What it accepts and
//! what it matches is the definition here too, to the letter; the tests hold the two against each
//! other.

use core::cmp::Ordering;

/// Whether `text` is a version: `1.2.3`, `1.0.0-beta.2+build.5`.
pub(crate) const fn is_version(text: &str) -> bool {
    Version::parse(text).is_some()
}

/// Whether `text` is a requirement on versions: `^1.2`, `>=1.2, <1.5`, `2.*`.
#[cfg(test)]
const fn is_requirement(text: &str) -> bool {
    Requirement::parse(text).is_some()
}

/// Whether `version` is one that `requirement` asks for; `false` if either cannot be read.
///
/// A pre-release satisfies only a requirement that names a pre-release of the same
/// `major.minor.patch`.
pub(crate) const fn satisfies(requirement: &str, version: &str) -> bool {
    let Some(requirement) = Requirement::parse(requirement) else {
        return false;
    };
    let Some(version) = Version::parse(version) else {
        return false;
    };
    requirement.accepts(&version)
}

/// A version without its build metadata, which no requirement looks at.
struct Version<'a> {
    major: u64,
    minor: u64,
    patch: u64,
    /// Empty for a release.
    pre: &'a [u8],
}

impl<'a> Version<'a> {
    const fn parse(text: &'a str) -> Option<Version<'a>> {
        let Some((major, rest)) = number(text.as_bytes()) else {
            return None;
        };
        let [b'.', rest @ ..] = rest else {
            return None;
        };
        let Some((minor, rest)) = number(rest) else {
            return None;
        };
        let [b'.', rest @ ..] = rest else {
            return None;
        };
        let Some((patch, rest)) = number(rest) else {
            return None;
        };
        let Some((pre, [])) = suffixes(rest) else {
            return None;
        };
        Some(Version { major, minor, patch, pre })
    }
}

/// All of up to [`Requirement::MAX`] comparators; `*` has none.
struct Requirement<'a> {
    comparators: [Comparator<'a>; Requirement::MAX],
    len: usize,
}

impl<'a> Requirement<'a> {
    /// The limit of the `semver` crate.
    const MAX: usize = 32;

    const fn parse(text: &'a str) -> Option<Requirement<'a>> {
        let mut requirement = Requirement { comparators: [Comparator::FILLER; Requirement::MAX], len: 0 };
        let mut rest = trim_start(text.as_bytes());
        if let [b'*' | b'x' | b'X', after @ ..] = rest {
            return if trim_start(after).is_empty() { Some(requirement) } else { None };
        }
        while requirement.len < Requirement::MAX {
            let Some((comparator, after)) = Comparator::parse(rest) else {
                return None;
            };
            requirement.comparators[requirement.len] = comparator;
            requirement.len += 1;
            match after {
                [] => return Some(requirement),
                [b',', after @ ..] => rest = trim_start(after),
                _ => return None,
            }
        }
        None
    }

    const fn accepts(&self, version: &Version<'_>) -> bool {
        let mut pre_release_named = version.pre.is_empty();
        let mut next = 0;
        while next < self.len {
            let comparator = &self.comparators[next];
            if !comparator.accepts(version) {
                return false;
            }
            pre_release_named |= comparator.names_pre_release_of(version);
            next += 1;
        }
        pre_release_named
    }
}

/// One comparison, such as `>=1.2`.
#[derive(Clone, Copy)]
struct Comparator<'a> {
    op: Op,
    major: u64,
    minor: Option<u64>,
    /// `None` whenever `minor` is.
    patch: Option<u64>,
    /// Empty unless `patch` is there.
    pre: &'a [u8],
}

#[derive(Clone, Copy)]
enum Op {
    Exact,
    Greater,
    GreaterEq,
    Less,
    LessEq,
    Tilde,
    Caret,
}

impl<'a> Comparator<'a> {
    /// What the unused places of a [`Requirement`] hold.
    const FILLER: Comparator<'static> =
        Comparator { op: Op::Exact, major: 0, minor: None, patch: None, pre: &[] };

    /// The comparator `text` starts with, and what follows it and the spaces after it.
    const fn parse(text: &'a [u8]) -> Option<(Comparator<'a>, &'a [u8])> {
        let (op, rest) = operator(text);
        let Some((major, rest)) = number(trim_start(rest)) else {
            return None;
        };
        let Some((minor, rest)) = part(rest) else {
            return None;
        };
        let Some((patch, rest)) = part(rest) else {
            return None;
        };
        if matches!((minor, patch), (Part::Any, Part::Number(_))) {
            return None;
        }
        let op = match op {
            Some(op) => op,
            None if matches!(minor, Part::Any) || matches!(patch, Part::Any) => Op::Exact,
            None => Op::Caret,
        };
        let (pre, rest) = match patch {
            Part::Number(_) => match suffixes(rest) {
                Some(found) => found,
                None => return None,
            },
            Part::Any | Part::Absent => (EMPTY, rest),
        };
        let comparator = Comparator { op, major, minor: minor.number(), patch: patch.number(), pre };
        Some((comparator, trim_start(rest)))
    }

    const fn accepts(&self, version: &Version<'_>) -> bool {
        let position = self.position_of(version);
        match self.op {
            Op::Exact => matches!(position, Some(Ordering::Equal)),
            Op::Greater => matches!(position, Some(Ordering::Greater)),
            Op::GreaterEq => matches!(position, Some(Ordering::Greater | Ordering::Equal)),
            Op::Less => matches!(position, Some(Ordering::Less)),
            Op::LessEq => matches!(position, Some(Ordering::Less | Ordering::Equal)),
            Op::Tilde => {
                self.shares(version, 2) && matches!(position, Some(Ordering::Greater | Ordering::Equal))
            }
            Op::Caret => {
                self.shares(version, self.parts_up_to_first_nonzero())
                    && !matches!(position, Some(Ordering::Less))
            }
        }
    }

    /// Whether `version` comes before, within or after the versions this comparator spells.
    ///
    /// `None` for a pre-release that agrees with every part of a partial version: `1.2.0-rc` is
    /// neither within `1.2`, which spells releases, nor before it, whose first version could be
    /// any.
    const fn position_of(&self, version: &Version<'_>) -> Option<Ordering> {
        let major = compare(version.major, self.major);
        if major.is_ne() {
            return Some(major);
        }
        if let Some(minor) = self.minor {
            let minor = compare(version.minor, minor);
            if minor.is_ne() {
                return Some(minor);
            }
        }
        if let Some(patch) = self.patch {
            let patch = compare(version.patch, patch);
            return Some(if patch.is_ne() { patch } else { compare_pre(version.pre, self.pre) });
        }
        if version.pre.is_empty() { Some(Ordering::Equal) } else { None }
    }

    /// Whether `version` has the same first `parts` of major, minor and patch, as far as this
    /// comparator spells them.
    const fn shares(&self, version: &Version<'_>, parts: usize) -> bool {
        let minor = match self.minor {
            Some(minor) if parts >= 2 => version.minor == minor,
            _ => true,
        };
        let patch = match self.patch {
            Some(patch) if parts >= 3 => version.patch == patch,
            _ => true,
        };
        version.major == self.major && minor && patch
    }

    /// How many parts a compatible version shares: the zeros at the start, and the part that ends
    /// them.
    const fn parts_up_to_first_nonzero(&self) -> usize {
        match (self.major, self.minor) {
            (1.., _) => 1,
            (0, Some(1..)) => 2,
            (0, _) => 3,
        }
    }

    const fn names_pre_release_of(&self, version: &Version<'_>) -> bool {
        !self.pre.is_empty() && self.shares(version, 3)
    }
}

/// The minor or the patch of a comparator.
#[derive(Clone, Copy)]
enum Part {
    Absent,
    /// A wildcard.
    Any,
    Number(u64),
}

impl Part {
    const fn number(self) -> Option<u64> {
        match self {
            Part::Number(number) => Some(number),
            Part::Absent | Part::Any => None,
        }
    }
}

const EMPTY: &[u8] = &[];

// Each of the readers below takes what it names off the start of a text and gives it with the rest
// of the text, or `None` when the text does not start so.

/// A number without leading zeros.
const fn number(text: &[u8]) -> Option<(u64, &[u8])> {
    let mut value: u64 = 0;
    let mut rest = text;
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        let follows_digits = rest.len() < text.len();
        if follows_digits && value == 0 {
            return None;
        }
        let Some(tens) = value.checked_mul(10) else {
            return None;
        };
        let Some(sum) = tens.checked_add((*digit - b'0') as u64) else {
            return None;
        };
        value = sum;
        rest = after;
    }
    if rest.len() < text.len() { Some((value, rest)) } else { None }
}

/// A dot and a number or wildcard, if there is a dot.
const fn part(text: &[u8]) -> Option<(Part, &[u8])> {
    match text {
        [b'.', b'*' | b'x' | b'X', rest @ ..] => Some((Part::Any, rest)),
        [b'.', rest @ ..] => match number(rest) {
            Some((number, rest)) => Some((Part::Number(number), rest)),
            None => None,
        },
        _ => Some((Part::Absent, text)),
    }
}

/// An operator, if there is one.
const fn operator(text: &[u8]) -> (Option<Op>, &[u8]) {
    match text {
        [b'>', b'=', rest @ ..] => (Some(Op::GreaterEq), rest),
        [b'<', b'=', rest @ ..] => (Some(Op::LessEq), rest),
        [b'>', rest @ ..] => (Some(Op::Greater), rest),
        [b'<', rest @ ..] => (Some(Op::Less), rest),
        [b'=', rest @ ..] => (Some(Op::Exact), rest),
        [b'~', rest @ ..] => (Some(Op::Tilde), rest),
        [b'^', rest @ ..] => (Some(Op::Caret), rest),
        _ => (None, text),
    }
}

/// `-` and a pre-release, then `+` and build metadata, if there are any; only the pre-release is
/// given.
const fn suffixes(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (pre, rest) = match text {
        [b'-', rest @ ..] => match identifiers(rest, LeadingZeros::Refused) {
            Some(found) => found,
            None => return None,
        },
        _ => (EMPTY, text),
    };
    match rest {
        [b'+', rest @ ..] => match identifiers(rest, LeadingZeros::Allowed) {
            Some((_, rest)) => Some((pre, rest)),
            None => None,
        },
        _ => Some((pre, rest)),
    }
}

#[derive(Clone, Copy)]
enum LeadingZeros {
    Allowed,
    Refused,
}

/// Identifiers with dots between them.
const fn identifiers(text: &[u8], zeros: LeadingZeros) -> Option<(&[u8], &[u8])> {
    let mut rest = text;
    loop {
        let (identifier, after) = identifier(rest);
        let refused = match (identifier, zeros) {
            ([], _) => true,
            ([b'0', _, ..], LeadingZeros::Refused) => is_numeric(identifier),
            _ => false,
        };
        if refused {
            return None;
        }
        match after {
            [b'.', after @ ..] => rest = after,
            _ => return Some(text.split_at(text.len() - after.len())),
        }
    }
}

/// The letters, digits and hyphens at the start, however few.
const fn identifier(text: &[u8]) -> (&[u8], &[u8]) {
    let mut rest = text;
    while let [b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-', after @ ..] = rest {
        rest = after;
    }
    text.split_at(text.len() - rest.len())
}

const fn trim_start(text: &[u8]) -> &[u8] {
    let mut rest = text;
    // No other white space: the `semver` crate skips none.
    while let [b' ', after @ ..] = rest {
        rest = after;
    }
    rest
}

const fn compare(left: u64, right: u64) -> Ordering {
    if left < right {
        Ordering::Less
    } else if left > right {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

/// Precedence of pre-releases; none at all, which is a release, comes last.
const fn compare_pre(left: &[u8], right: &[u8]) -> Ordering {
    match (left, right) {
        ([], []) => return Ordering::Equal,
        ([], _) => return Ordering::Greater,
        (_, []) => return Ordering::Less,
        _ => {}
    }
    let (mut left, mut right) = (left, right);
    loop {
        let (left_identifier, left_rest) = identifier(left);
        let (right_identifier, right_rest) = identifier(right);
        let ordering = compare_identifiers(left_identifier, right_identifier);
        if ordering.is_ne() {
            return ordering;
        }
        match (left_rest, right_rest) {
            ([_dot, left_rest @ ..], [_, right_rest @ ..]) => {
                left = left_rest;
                right = right_rest;
            }
            // Of two that agree as far as both go, the longer one comes later.
            _ => return compare(left_rest.len() as u64, right_rest.len() as u64),
        }
    }
}

/// Numbers by value and before all else, everything else by its bytes.
const fn compare_identifiers(left: &[u8], right: &[u8]) -> Ordering {
    match (is_numeric(left), is_numeric(right)) {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        // They have no leading zeros, so the longer number is the greater, whether or not it fits
        // any integer.
        (true, true) if left.len() != right.len() => compare(left.len() as u64, right.len() as u64),
        _ => compare_bytes(left, right),
    }
}

/// As texts are compared.
pub(crate) const fn compare_text(left: &str, right: &str) -> Ordering {
    compare_bytes(left.as_bytes(), right.as_bytes())
}

const fn compare_bytes(left: &[u8], right: &[u8]) -> Ordering {
    let (mut left, mut right) = (left, right);
    while let ([l, left_rest @ ..], [r, right_rest @ ..]) = (left, right) {
        if *l != *r {
            return compare(*l as u64, *r as u64);
        }
        left = left_rest;
        right = right_rest;
    }
    compare(left.len() as u64, right.len() as u64)
}

const fn is_numeric(identifier: &[u8]) -> bool {
    let mut rest = identifier;
    while let [b'0'..=b'9', after @ ..] = rest {
        rest = after;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests;
