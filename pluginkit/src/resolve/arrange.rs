//! The extensions of one point, put in order hook by hook.

use std::collections::HashMap;
use std::sync::Arc;

use super::explain::{Explanation, HookOrder, Position, Reason};
use super::order::{Contender, Placed, order};
use crate::entry::ExtensionEntry;
use crate::error::{Ordered, ResolutionError};
use crate::id::PluginId;
use crate::plugin::AnyPlugin;
use crate::point::HookInfo;

/// An extension that a plugin has, whether or not there is an instance of it yet.
#[derive(Clone)]
pub(crate) struct Extension {
    pub(crate) entry: ExtensionEntry,
    pub(crate) id: PluginId,
    /// The length of the longest chain of dependencies below its plugin.
    pub(crate) rank: usize,
    /// Tells its plugin from who had the id before; 0 for one that no manager knows.
    pub(crate) serial: u64,
}

/// An extension with the instance whose it is.
#[derive(Clone)]
pub(crate) struct Attachment {
    pub(crate) extension: Extension,
    pub(crate) plugin: AnyPlugin,
}

impl Extension {
    pub(crate) fn is_wrapper(&self) -> bool {
        self.entry.ordered == Ordered::Wrappers
    }

    /// For each hook of the point, whether it is asynchronous and its implementation is not.
    pub(crate) fn lifted(&self) -> Vec<bool> {
        let mut lifted = vec![false; self.entry.hooks.len()];
        for provided in self.entry.facts.hooks {
            lifted[provided.index] = provided.lifted;
        }
        lifted
    }

    pub(crate) fn provides(&self, hook: &HookInfo) -> bool {
        self.entry.facts.hooks.iter().any(|provided| provided.index == hook.index)
    }

    fn contender(&self, constraints: Constraints) -> Contender<'_> {
        let facts = &self.entry.facts;
        let (before, after) = match constraints {
            Constraints::Hold => (facts.before, facts.after),
            Constraints::Ignored => (&[][..], &[][..]),
        };
        Contender { id: &self.id, priority: facts.priority, rank: self.rank, before, after }
    }
}

/// The extensions of one point in order.
#[derive(Clone)]
pub(crate) struct Arrangement {
    attachments: Arc<[Attachment]>,
    hooks: Vec<CallOrder>,
    /// What contradicted itself, and was left out.
    ignored: Vec<ResolutionError>,
}

/// The implementations and the wrappers of one hook, by their index among the extensions.
#[derive(Clone)]
struct CallOrder {
    implementations: Vec<Placed>,
    wrappers: Vec<Placed>,
}

#[derive(Clone, Copy)]
enum Constraints {
    Hold,
    Ignored,
}

/// Where the constraints of a point's extensions contradict each other.
pub(crate) fn contradictions(extensions: &[Extension]) -> Vec<ResolutionError> {
    let constrained = |extension: &Extension| {
        let facts = &extension.entry.facts;
        !(facts.before.is_empty() && facts.after.is_empty())
    };
    if !extensions.iter().any(constrained) {
        return Vec::new();
    }
    let extensions: Vec<&Extension> = extensions.iter().collect();
    let hooks = extensions.first().map_or(&[][..], |extension| extension.entry.hooks);
    call_orders(&extensions, hooks, Constraints::Hold).err().unwrap_or_default()
}

/// Puts the extensions of a point in order. Constraints that contradict each other are left out, and reported: what is
/// built from listed plugins has none, so only an extension that is added to a single call can bring one.
pub(crate) fn arrange(attachments: Vec<Attachment>, hooks: &'static [HookInfo]) -> Arrangement {
    let extensions: Vec<&Extension> = attachments.iter().map(|attachment| &attachment.extension).collect();
    let (orders, ignored) = match call_orders(&extensions, hooks, Constraints::Hold) {
        Ok(orders) => (orders, Vec::new()),
        Err(errors) => (call_orders(&extensions, hooks, Constraints::Ignored).unwrap_or_default(), errors),
    };
    Arrangement { hooks: orders, attachments: attachments.into(), ignored }
}

fn call_orders(
    extensions: &[&Extension],
    hooks: &[HookInfo],
    constraints: Constraints,
) -> Result<Vec<CallOrder>, Vec<ResolutionError>> {
    let mut errors = Vec::new();
    let mut orders = Vec::with_capacity(hooks.len());
    for hook in hooks {
        let mut placed = |ordered| {
            let due = |extension: &Extension| extension.entry.ordered == ordered && extension.provides(hook);
            in_order(extensions, due, constraints).unwrap_or_else(|cycles| {
                let hook = hook.id();
                errors.extend(cycles.into_iter().map(|cycle| ResolutionError::OrderCycle {
                    hook,
                    ordered,
                    cycle,
                }));
                Vec::new()
            })
        };
        orders.push(CallOrder {
            implementations: placed(Ordered::Implementations),
            wrappers: placed(Ordered::Wrappers),
        });
    }
    if errors.is_empty() { Ok(orders) } else { Err(errors) }
}

fn in_order(
    extensions: &[&Extension],
    due: impl Fn(&Extension) -> bool,
    constraints: Constraints,
) -> Result<Vec<Placed>, Vec<Vec<PluginId>>> {
    let (places, contenders): (Vec<usize>, Vec<Contender<'_>>) = extensions
        .iter()
        .enumerate()
        .filter(|(_, extension)| due(extension))
        .map(|(at, extension)| (at, extension.contender(constraints)))
        .unzip();
    let ordered = order(&contenders)?;
    Ok(ordered
        .into_iter()
        .map(|Placed { contender, reason }| Placed { contender: places[contender], reason })
        .collect())
}

impl Arrangement {
    /// Says what was left out. This may be somebody's code: no lock may be held.
    pub(crate) fn warn(&self) {
        for error in &self.ignored {
            tracing::warn!(%error, "order constraints are ignored");
        }
    }

    pub(crate) fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    /// For each attachment, its place in the call order of each hook.
    pub(crate) fn positions(&self) -> Vec<Vec<Option<usize>>> {
        let mut positions = vec![vec![None; self.hooks.len()]; self.attachments.len()];
        for (hook, CallOrder { implementations, wrappers }) in self.hooks.iter().enumerate() {
            for (position, placed) in implementations.iter().enumerate().chain(wrappers.iter().enumerate()) {
                positions[placed.contender][hook] = Some(position);
            }
        }
        positions
    }

    /// The plugins with an implementation, in the order they would have in a hook that all of them implement.
    pub(crate) fn contributors(&self) -> Vec<PluginId> {
        let extensions: Vec<&Extension> =
            self.attachments.iter().map(|attachment| &attachment.extension).collect();
        let implementing = |extension: &Extension| !extension.is_wrapper();
        // Constraints of plugins that share no hook may contradict each other; then priorities alone decide.
        let placed = in_order(&extensions, implementing, Constraints::Hold)
            .or_else(|_| in_order(&extensions, implementing, Constraints::Ignored));
        placed.unwrap_or_default().iter().map(|placed| extensions[placed.contender].id.clone()).collect()
    }

    /// Everybody's place in a call order, and why they are there.
    pub(crate) fn places(&self, hook: usize, ordered: Ordered) -> HashMap<PluginId, (usize, Reason)> {
        let order = self.hooks.get(hook).map(|CallOrder { implementations, wrappers }| match ordered {
            Ordered::Implementations => implementations,
            Ordered::Wrappers => wrappers,
        });
        let placed = order.into_iter().flatten().enumerate();
        placed
            .map(|(position, placed)| {
                let plugin = self.attachments[placed.contender].extension.id.clone();
                (plugin, (position, placed.reason.clone()))
            })
            .collect()
    }

    pub(crate) fn explain(&self, point: &str, hooks: &[HookInfo]) -> Explanation {
        let explain = |placed: &[Placed]| -> Vec<Position> {
            let explain = |Placed { contender, reason }: &Placed| {
                let Extension { id, entry, .. } = &self.attachments[*contender].extension;
                Position { plugin: id.clone(), priority: entry.facts.priority, reason: reason.clone() }
            };
            placed.iter().map(explain).collect()
        };
        let hooks = hooks.iter().zip(&self.hooks).map(|(hook, order)| HookOrder {
            hook: hook.id().to_owned(),
            wrappers: explain(&order.wrappers),
            implementations: explain(&order.implementations),
        });
        Explanation { point: point.to_owned(), hooks: hooks.collect() }
    }
}
