//! A world as text, for whoever has to find out what went wrong in it.

use std::fmt;

use crate::told::{
    Deed, HOOKS, Habit, Implementing, Layer, Living, Member, Place, STEPS, Values, When, World, Wrapping,
};

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "world {} of the seed {}:", self.number, self.seed)?;
        self.plugins.iter().try_for_each(|plugin| write!(f, "{plugin}"))
    }
}

impl World {
    /// How to see a difference again.
    pub(crate) fn again(&self) -> String {
        format!(
            "to have it again: PLUGINKIT_SEED={} PLUGINKIT_WORLDS={} cargo test -p differential",
            self.seed,
            env!("PLUGINKIT_WORLDS")
        )
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {} needs {:?}", self.id, self.needs)?;
        if let Some(Implementing { place, when, habits }) = &self.implements {
            write!(f, "    implements, {place}")?;
            if let Some(When { refuses, panics }) = when {
                write!(f, "; when: refuses {refuses}, panics {panics}")?;
            }
            writeln!(f)?;
            habits.iter().try_for_each(|habit| writeln!(f, "      {habit}"))?;
        }
        if let Some(Wrapping { place, layers }) = &self.wraps {
            writeln!(f, "    wraps, {place}")?;
            layers.iter().try_for_each(|layer| writeln!(f, "      {layer}"))?;
        }
        if let Some(Living { place, deeds }) = &self.lives {
            writeln!(f, "    lives, {place}")?;
            deeds.iter().try_for_each(|deed| writeln!(f, "      {deed}"))?;
        }
        Ok(())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "priority {}, before {:?}, after {:?}", self.priority, self.before, self.after)
    }
}

impl fmt::Display for Habit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Habit { hook, waits, adds, abstains, ends, fails, recovers, panics } = self;
        write!(f, "{}", HOOKS[*hook].name)?;
        match waits {
            Some(times) => write!(f, " (async, waits {times} times)")?,
            None => write!(f, " (not async)")?,
        }
        let once = if *recovers { ", but only once in a call" } else { "" };
        write!(f, ": adds {adds}; abstains {abstains}; ends {ends}; fails {fails}{once}; panics {panics}")
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", STEPS[self.step], self.end)?;
        self.waits.map_or(Ok(()), |times| write!(f, ", async, waits {times} times"))
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?} {}, ", HOOKS[self.hook].name, self.way, self.on)?;
        match self.waits {
            Some((before, after)) => write!(f, "waits {before} times before and {after} times after"),
            None => write!(f, "not async, so always"),
        }
    }
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Values(0, _) => f.write_str("never"),
            Values(divisor, rest) => write!(f, "when value % {divisor} is {rest}"),
        }
    }
}
