//! Which paths a router has.

use axum::Router;

/// The paths of a router, sorted; `None` where that cannot be told.
///
/// axum has no way to ask for them. It prints them where a router is shown to developers, in `Node { paths: {..} }`, each as a text in
/// quotes; a test holds the version that we build with to that. What looks different one day is not guessed at.
pub(super) fn paths(router: &Router) -> Option<Vec<String>> {
    let shown = format!("{router:?}");
    // The first is the router's own; the one of its fallback comes later.
    let (_, rest) = shown.split_once("Node { paths: {")?;
    let mut paths = Vec::new();
    let mut rest = rest;
    while !rest.starts_with('}') {
        let (_, quoted) = rest.split_once(": \"")?;
        let (path, after) = text(quoted)?;
        paths.push(path);
        rest = after.strip_prefix(", ").unwrap_or(after);
    }
    // What a nested service is reached by: the path itself, with a slash, and all below.
    paths.retain(|path| !path.ends_with(NESTED));
    paths.sort();
    paths.dedup();
    Some(paths)
}

/// How axum names what is below a nested service.
const NESTED: &str = "{*__private__axum_nest_tail_param}";

/// A text as `Debug` prints it, without the opening quote, and what follows it.
fn text(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((text, &quoted[at + 1..])),
            '\\' => match letters.next()?.1 {
                plain @ ('"' | '\\' | '\'') => text.push(plain),
                // Whoever writes control characters into a path does not get it shown.
                _ => return None,
            },
            letter => text.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::{get, post};

    async fn nothing() {}

    #[test]
    fn the_paths_of_a_router_are_known() {
        assert_eq!(paths(&Router::new()), Some(vec![]));
        let inner =
            Router::new().route("/", get(nothing)).route("/{day}/{*rest}", get(nothing).post(nothing));
        let router = Router::new()
            .route("/forecast", post(nothing))
            .route("/\"odd\"}}, \\", get(nothing))
            .nest("/days", inner)
            .fallback(nothing)
            .with_state(());
        assert_eq!(paths(&router).unwrap(), ["/\"odd\"}}, \\", "/days", "/days/{day}/{*rest}", "/forecast"]);
    }

    #[test]
    fn a_service_that_is_nested_is_its_prefix() {
        let router = Router::new().nest_service("/files", Router::new().route("/x", get(nothing)));
        assert_eq!(paths(&router).unwrap(), ["/files", "/files/"]);
    }
}
