//! "Did you mean": the nearest known word, and how a list of words reads in a message.

/// The end of the sentence "there is no such word": the nearest word, if one is near, and all of them.
///
/// `whose` begins the list, as in "its keys are".
pub(crate) fn hint(word: &str, known: &[&str], whose: &str) -> String {
    let nearest = nearest(word, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    match known {
        [] => nearest,
        _ if nearest.is_empty() => format!("; {whose} {}", listed(known)),
        _ => format!("{nearest} {} {}", capitalized(whose), listed(known)),
    }
}

/// The word that is at most a third of its letters away.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let far = |candidate: &str| word.chars().count().max(candidate.chars().count()) / 3;
    known
        .iter()
        .map(|candidate| (distance_or_prefix(word, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= far(candidate).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "`a`, `b` and `c`"
pub(crate) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn capitalized(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Whoever writes three letters of a word means it.
fn distance_or_prefix(word: &str, candidate: &str) -> usize {
    let is_prefix = word.len() >= 3 && (candidate.starts_with(word) || word.starts_with(candidate));
    if is_prefix { 1 } else { distance(word, candidate) }
}

/// How many letters must be added, removed, replaced or swapped with their neighbour.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) =
        (from.to_lowercase().chars().collect(), to.to_lowercase().chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let replaced = last[j] + usize::from(a != b);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::{hint, listed};

    const KEYS: &[&str] = &["id", "version", "depends_on"];

    #[test]
    fn a_swapped_letter_is_near() {
        assert_eq!(
            hint("versoin", KEYS, "its keys are"),
            "; did you mean `version`? Its keys are `id`, `version` and `depends_on`"
        );
    }

    #[test]
    fn a_beginning_is_near() {
        assert!(hint("vers", KEYS, "its keys are").starts_with("; did you mean `version`?"));
    }

    #[test]
    fn another_word_is_not() {
        assert_eq!(hint("colour", KEYS, "its keys are"), "; its keys are `id`, `version` and `depends_on`");
    }

    #[test]
    fn a_list_of_one_has_no_and() {
        assert_eq!(listed(&["id"]), "`id`");
    }
}
