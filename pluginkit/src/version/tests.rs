//! The const evaluation held against the `semver` crate.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

// The reason the module exists.
const _: () = assert!(is_version("1.2.3-beta.1+7"));
const _: () = assert!(!is_version("1.2"));
const _: () = assert!(is_requirement(">=1.2, <2"));
const _: () = assert!(!is_requirement("1.2 2"));
const _: () = assert!(satisfies("^1.2", "1.3.0") && !satisfies("^1.2", "2.0.0"));

const VERSIONS: &[&str] = &[
    "0.0.0",
    "0.0.1",
    "0.0.3",
    "0.1.0",
    "0.1.5",
    "0.2.0",
    "0.2.3",
    "0.3.0",
    "1.0.0",
    "1.0.1",
    "1.1.9",
    "1.2.0",
    "1.2.2",
    "1.2.3",
    "1.2.4",
    "1.3.0",
    "1.10.0",
    "2.0.0",
    "2.0.1",
    "3.4.5",
    "10.0.0",
    "1.2.3+build",
    "1.2.3+0.01",
    "0.0.0-0",
    "0.0.3-alpha",
    "0.2.3-alpha",
    "1.0.0-0",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.2.0-rc.1",
    "1.2.3-alpha",
    "1.2.3-alpha.1",
    "1.2.3-alpha.2",
    "1.2.3-alpha.10",
    "1.2.3-alpha-1",
    "1.2.3-beta",
    "1.2.3-99999999999999999999999",
    "1.2.3-beta+build.5",
    "1.2.4-alpha",
    "2.0.0-alpha",
    "18446744073709551615.18446744073709551615.18446744073709551615",
    // Not versions.
    "",
    "1",
    "1.2",
    "1.2.3.4",
    "1.2.3-",
    "1.2.3+",
    "1.2.3-+b",
    "1.2.3-01",
    "1.2.3-a..b",
    "1.2.3-a.",
    "1.2.3+a+b",
    "01.2.3",
    "1.02.3",
    "1.2.00",
    " 1.2.3",
    "1.2.3 ",
    "v1.2.3",
    "1.2.*",
    "1.2.18446744073709551616",
    "99999999999999999999999.0.0",
    "1.2.3-é",
];

const OPERATORS: &[&str] = &["", "^", "~", "=", ">", ">=", "<", "<=", " > ", "<= "];

const OPERANDS: &[&str] = &[
    "0",
    "1",
    "0.0",
    "0.2",
    "1.2",
    "0.0.0",
    "0.0.3",
    "0.2.3",
    "1.0.0",
    "1.2.3",
    "1.*",
    "0.x",
    "1.X.*",
    "1.2.*",
    "0.0.*",
    "0.0.3-alpha",
    "0.2.3-alpha",
    "1.0.0-alpha.1",
    "1.2.3-0",
    "1.2.3-alpha.2",
    "1.2.3-alpha-0",
    "1.2.3-beta+build.05",
    "1.2.3+build",
    "18446744073709551615",
];

const REQUIREMENTS: &[&str] = &[
    "*",
    "x",
    " X  ",
    ">=1.2, <1.3",
    ">=1.2.3,<2",
    " >=1.0.0-alpha , <1.2.3 ",
    ">=1.2.3-alpha, <1.2.3-beta",
    "^1, >=1.2.3-alpha",
    "^1.2, >=1.2.3-alpha",
    "~1, >=1.2.3-alpha",
    "~1.2, >=1.2.3-alpha",
    "=1, >=1.2.3-alpha",
    "<=1, >=1.2.3-alpha",
    "<1, >=1.0.0-alpha",
    "<1.2, >=1.2.0-rc.1",
    ">1, >=1.2.3-alpha",
    ">=1.2, >=1.2.3-alpha",
    "1.*, >=1.2.3-alpha",
    "1.2.*, 1.2.3-alpha",
    ">0.2, <=1.2.3, >0.0.1",
    "1.2.3,1.2.3,1.2.3",
    // Not requirements.
    "",
    " ",
    ",",
    "1,",
    ",1",
    "1,,2",
    "1 2",
    "1 ,\t2",
    "\t1",
    "*, 1",
    "1, *",
    "**",
    "*.1",
    "*.*",
    "^*",
    ">",
    "> =1",
    ">>1",
    "=>1",
    "==1",
    "~>1",
    "!1",
    "v1",
    "1.",
    "1.2.",
    "1.*.",
    "1.*.3",
    "1.2.3.4",
    "1.**",
    "1.2.*-alpha",
    "1.2-alpha",
    "1-alpha",
    "1+build",
    "1.2.3-",
    "1.2.3+",
    "1.2.3-01",
    "1.2.3-a..b",
    "1.2.3 -a",
    "01",
    "1.02",
    "18446744073709551616",
    "1.18446744073709551616",
    "1 || 2",
    "1.2.3é",
];

/// Everything the two implementations can be asked about a pair of texts.
fn agree(requirement: &str, version: &str) -> Result<(), TestCaseError> {
    let semver_requirement = semver::VersionReq::parse(requirement);
    let semver_version = semver::Version::parse(version);
    prop_assert_eq!(is_requirement(requirement), semver_requirement.is_ok(), "{:?}", requirement);
    prop_assert_eq!(is_version(version), semver_version.is_ok(), "{:?}", version);
    let matches = match (semver_requirement, semver_version) {
        (Ok(requirement), Ok(version)) => requirement.matches(&version),
        _ => false,
    };
    prop_assert_eq!(satisfies(requirement, version), matches, "{:?} {:?}", requirement, version);
    Ok(())
}

#[test]
fn the_table_agrees_with_semver() {
    let compared = OPERATORS
        .iter()
        .flat_map(|operator| OPERANDS.iter().map(move |operand| format!("{operator}{operand}")));
    let requirements: Vec<String> = compared.chain(REQUIREMENTS.iter().map(ToString::to_string)).collect();
    assert!(requirements.iter().filter(|text| is_requirement(text)).count() >= 150);
    assert!(VERSIONS.iter().filter(|text| is_version(text)).count() >= 40);
    for requirement in &requirements {
        for version in VERSIONS {
            agree(requirement, version).unwrap();
        }
        // A few of them are versions too; the rest has to be refused as one.
        agree("*", requirement).unwrap();
    }
    for (left, right) in VERSIONS.iter().flat_map(|left| VERSIONS.iter().map(move |right| (left, right))) {
        for operator in OPERATORS {
            agree(&format!("{operator}{left}"), right).unwrap();
        }
    }
}

#[test]
fn the_number_of_comparators_has_the_limit_of_semver() {
    for count in [31, 32, 33, 64] {
        let list = ["1"].repeat(count).join(",");
        agree(&list, "1.2.3").unwrap();
        agree(&format!("{list},"), "1.2.3").unwrap();
        assert_eq!(is_requirement(&list), count <= 32);
    }
}

#[test]
fn long_identifiers_agree_with_semver() {
    let long = "a1-".repeat(10_000);
    let version = format!("1.2.3-{long}.7+{long}");
    agree(&format!(">=1.2.3-{long}"), &version).unwrap();
    agree(&format!("<1.2.3-{long}"), &version).unwrap();
}

/// Mostly small numbers, so that two of them meet often.
fn number_like() -> impl Strategy<Value = String> {
    prop_oneof![40 => "[0-3]", 1 => "10|01|1844674407370955161[4-7]"]
}

fn identifiers_like() -> impl Strategy<Value = String> {
    let one = prop_oneof![20 => "[0-2ab]|10|a[01-]|-", 1 => "01|0a||é"];
    vec(one, 1..4).prop_map(|identifiers| identifiers.join("."))
}

fn suffixes_like() -> impl Strategy<Value = String> {
    let pre = prop_oneof![Just(String::new()), identifiers_like().prop_map(|it| format!("-{it}"))];
    let build = prop_oneof![
        3 => Just(String::new()),
        1 => identifiers_like().prop_map(|it| format!("+{it}")),
    ];
    (pre, build).prop_map(|(pre, build)| pre + &build)
}

fn version_like() -> impl Strategy<Value = String> {
    (number_like(), number_like(), number_like(), suffixes_like())
        .prop_map(|(major, minor, patch, suffixes)| format!("{major}.{minor}.{patch}{suffixes}"))
}

fn requirement_like() -> impl Strategy<Value = String> {
    let operator = || "[ ]?(|\\^|~|=|>|>=|<|<=)[ ]?";
    let part = || prop_oneof![2 => number_like(), 1 => "[*xX]"];
    let partial = prop_oneof![
        number_like(),
        (number_like(), part()).prop_map(|(major, minor)| format!("{major}.{minor}")),
        (number_like(), part(), part()).prop_map(|(major, minor, patch)| format!("{major}.{minor}.{patch}")),
    ];
    let operand = prop_oneof![partial, version_like()];
    let comparator =
        (operator(), operand, "[ ]?").prop_map(|(operator, operand, space)| operator + &operand + &space);
    vec(comparator, 1..4).prop_map(|comparators| comparators.join(","))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn what_looks_valid_agrees_with_semver(
        requirement in requirement_like(),
        version in version_like(),
    ) {
        agree(&requirement, &version)?;
    }

    #[test]
    fn requirements_near_a_version_agree_with_semver(
        operator in "(|\\^|~|=|>|>=|<|<=)",
        core in "[01]\\.[01]\\.[01]",
        left in identifiers_like(),
        right in identifiers_like(),
        other in requirement_like(),
    ) {
        agree(&format!("{operator}{core}-{left}"), &format!("{core}-{right}"))?;
        agree(&format!("{operator}{core}-{left},{other}"), &format!("{core}-{right}"))?;
    }

    #[test]
    fn noise_agrees_with_semver(
        requirement in "[0-2.*xX^~=<>, +a\\-]{0,10}",
        version in "[0-2.+a\\-]{0,10}",
        anything in any::<String>(),
    ) {
        agree(&requirement, &version)?;
        agree(&anything, &anything)?;
    }
}
