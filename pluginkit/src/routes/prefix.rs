//! Where in the tree of paths a plugin's routes begin.

/// What is wrong with a prefix such as `/api/v1`.
pub(super) fn problem(prefix: &str) -> Option<&'static str> {
    let Some(rest) = prefix.strip_prefix('/') else { return Some("it has to begin with `/`") };
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~".contains(letter);
    if rest.is_empty() {
        Some("there is nothing after the `/`")
    } else if rest.ends_with('/') {
        Some("it must not end with `/`")
    } else if rest.split('/').any(|part| matches!(part, "" | "." | "..")) {
        Some("each part has to be a name")
    } else if !rest.split('/').all(|part| part.chars().all(is_plain)) {
        Some("a part consists of letters, digits, `-`, `.`, `_` and `~`")
    } else {
        None
    }
}

/// Whether some path is below both.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    let is_below = |path: &str, prefix: &str| {
        path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    is_below(one, other) || is_below(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_made_of_names() {
        for prefix in ["/api", "/api/v1", "/~ada/my-app_2.0"] {
            assert_eq!(problem(prefix), None, "{prefix}");
        }
        for prefix in
            ["", "api", "/", "//", "/api/", "/api//v1", "/..", "/a/./b", "/{id}", "/a b", "/ü", "/a?b"]
        {
            assert!(problem(prefix).is_some(), "{prefix}");
        }
    }

    #[test]
    fn prefixes_overlap_by_whole_parts() {
        assert!(overlap("/api", "/api"));
        assert!(overlap("/api", "/api/v1"));
        assert!(overlap("/api/v1", "/api"));
        assert!(!overlap("/api", "/apis"));
        assert!(!overlap("/api/v1", "/api/v2"));
    }
}
