//! Who waits for whom, where the waiting is done from inside a hook: to tell a ring before it is closed.

use crate::id::PluginId;

/// Each pair: whose hook waits, and for whom.
#[derive(Default)]
pub(super) struct Waiting(Vec<(PluginId, PluginId)>);

impl Waiting {
    /// Notes that hooks of these plugins wait for another one.
    ///
    /// # Errors
    /// Whose hook it is that the other one waits for in turn.
    pub(super) fn begin(&mut self, inside: &[PluginId], target: &PluginId) -> Result<(), PluginId> {
        let mut path = vec![target];
        let mut seen = Vec::new();
        while let Some(next) = path.pop() {
            if inside.contains(next) {
                return Err(next.clone());
            }
            if !seen.contains(&next) {
                seen.push(next);
                path.extend(self.0.iter().filter(|(who, _)| who == next).map(|(_, whom)| whom));
            }
        }
        self.0.extend(inside.iter().map(|who| (who.clone(), target.clone())));
        Ok(())
    }

    /// They do not wait any more.
    pub(super) fn end(&mut self, inside: &[PluginId], target: &PluginId) {
        for who in inside {
            let pair = |(waits, whom): &(PluginId, PluginId)| waits == who && whom == target;
            if let Some(at) = self.0.iter().position(pair) {
                self.0.swap_remove(at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: PluginId = PluginId::from_static("a");
    const B: PluginId = PluginId::from_static("b");
    const C: PluginId = PluginId::from_static("c");

    #[test]
    fn a_hook_cannot_wait_for_its_own_plugin() {
        assert_eq!(Waiting::default().begin(&[A, B], &A), Err(A));
    }

    #[test]
    fn a_ring_is_told_before_it_is_closed() {
        let mut waiting = Waiting::default();
        assert_eq!(waiting.begin(&[A], &B), Ok(()));
        assert_eq!(waiting.begin(&[B], &C), Ok(()));
        assert_eq!(waiting.begin(&[C], &A), Err(C));
        waiting.end(&[A], &B);
        assert_eq!(waiting.begin(&[C], &A), Ok(()));
    }

    #[test]
    fn who_waits_twice_stops_waiting_once() {
        let mut waiting = Waiting::default();
        assert_eq!(waiting.begin(&[A], &B), Ok(()));
        assert_eq!(waiting.begin(&[A], &B), Ok(()));
        waiting.end(&[A], &B);
        assert_eq!(waiting.begin(&[B], &A), Err(B));
    }

    #[test]
    fn code_outside_of_hooks_waits_for_anybody() {
        let mut waiting = Waiting::default();
        assert_eq!(waiting.begin(&[A], &B), Ok(()));
        assert_eq!(waiting.begin(&[], &A), Ok(()));
    }
}
