//! In which order a hook calls: constraints, then priority, then dependencies, then ids; and nothing else.

mod support;

use pluginkit::prelude::*;
use pluginkit::{Error, Ordered, PluginEntry, ResolutionError};
use support::Log;

#[extension_point]
trait Line {
    fn call(&self) -> String;
}

/// Two hooks whose orders have nothing to do with each other.
#[extension_point]
trait Pair {
    fn left(&self) -> String;
    fn right(&self) -> String;
}

macro_rules! member {
    ($name:ident, $id:tt, [$($plugin:tt)*], [$($extension:tt)*]) => {
        #[plugin(id = $id, version = "1.0.0", listed $($plugin)*)]
        #[derive(Default)]
        struct $name;

        #[extension($($extension)*)]
        impl Line for $name {
            fn call(&self) -> String {
                $id.to_owned()
            }
        }
    };
}

#[track_caller]
fn order(plugins: impl IntoIterator<Item = PluginEntry>) -> Vec<String> {
    PluginManager::builder().plugins(plugins).build().unwrap().caller::<dyn Line>().call().unwrap()
}

/// The circles in which a manager of these plugins goes.
fn circles(plugins: impl IntoIterator<Item = PluginEntry>) -> Vec<(&'static str, Ordered, Vec<String>)> {
    let error = PluginManager::builder().plugins(plugins).build().unwrap_err();
    let mut circles: Vec<_> = error
        .iter()
        .map(|error| match error {
            Error::Resolution(ResolutionError::OrderCycle { hook, ordered, cycle, .. }) => {
                (*hook, *ordered, cycle.iter().map(ToString::to_string).collect())
            }
            other => panic!("{other}"),
        })
        .collect();
    circles.sort_by_key(|(hook, ordered, _)| (*hook, ordered.to_string()));
    circles
}

/// The same circle, beginning with its least.
fn turned(circle: &[String]) -> Vec<&str> {
    let least = (0..circle.len()).min_by_key(|&at| &circle[at]).unwrap();
    (0..circle.len()).map(|step| circle[(least + step) % circle.len()].as_str()).collect()
}

mod priorities {
    use super::*;

    member!(Lowest, "a-lowest", [], [priority = -2147483648]);
    member!(Low, "b-low", [], [priority = -1]);
    member!(Plain, "c-plain", [], []);
    member!(Zero, "d-zero", [], [priority = 0]);
    member!(High, "e-high", [], [priority = 10]);
    member!(Highest, "f-highest", [], [priority = 2147483647]);

    #[test]
    fn the_higher_goes_first_and_the_default_is_zero() {
        assert_eq!(
            order(plugins![Low, Zero, Highest, Lowest, Plain, High]),
            ["f-highest", "e-high", "c-plain", "d-zero", "b-low", "a-lowest"]
        );
    }

    #[test]
    fn equals_go_by_id() {
        assert_eq!(order(plugins![Zero, Plain]), ["c-plain", "d-zero"]);
    }

    #[test]
    fn the_order_of_listing_is_not_seen() {
        let listed = plugins![Low, Plain, Zero, High];
        let mut seen = 0;
        for first in 0..4 {
            for second in (0..4).filter(|&at| at != first) {
                for third in (0..4).filter(|&at| at != first && at != second) {
                    let fourth = 6 - first - second - third;
                    let turned = [listed[first], listed[second], listed[third], listed[fourth]];
                    assert_eq!(order(turned), ["e-high", "c-plain", "d-zero", "b-low"]);
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 24);
    }
}

mod dependencies {
    use super::*;

    member!(Base, "z-base", [], []);
    member!(Middle, "y-middle", [, depends_on(Base)], []);
    member!(Top, "x-top", [, depends_on("y-middle" = "^1")], []);
    member!(Lonely, "zz-lonely", [], []);
    member!(Eager, "w-eager", [, depends_on(Base)], [priority = 1]);
    member!(Flexible, "a-flexible", [, depends_on(optional("zz-lonely"))], []);

    #[test]
    fn a_dependency_goes_before_its_dependents() {
        assert_eq!(order(plugins![Top, Middle, Base]), ["z-base", "y-middle", "x-top"]);
    }

    #[test]
    fn who_depends_on_nothing_goes_before_who_depends_on_something() {
        assert_eq!(order(plugins![Top, Middle, Base, Lonely]), ["z-base", "zz-lonely", "y-middle", "x-top"]);
    }

    #[test]
    fn priority_outweighs_dependencies() {
        assert_eq!(order(plugins![Base, Eager]), ["w-eager", "z-base"]);
    }

    #[test]
    fn an_optional_dependency_counts_where_it_is_there() {
        assert_eq!(order(plugins![Flexible, Lonely]), ["zz-lonely", "a-flexible"]);
        assert_eq!(order(plugins![Flexible, Base]), ["a-flexible", "z-base"]);
    }
}

mod constraints {
    use super::*;

    member!(A, "a", [], [after("b")]);
    member!(B, "b", [], []);
    member!(C, "c", [], [before(B)]);
    member!(D, "d", [], [priority = 100, after(A, "nobody")]);
    member!(E, "e", [, depends_on(F)], [before(F)]);
    member!(F, "f", [], []);
    member!(G, "g", [], [before("silent"), after("silent-too")]);

    #[plugin(id = "silent", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Silent;

    #[test]
    fn they_are_written_as_texts_and_as_types() {
        assert_eq!(order(plugins![A, B]), ["b", "a"]);
        assert_eq!(order(plugins![B, C]), ["c", "b"]);
    }

    #[test]
    fn they_form_chains() {
        assert_eq!(order(plugins![A, B, C, D]), ["c", "b", "a", "d"]);
    }

    #[test]
    fn they_hold_against_priority() {
        assert_eq!(order(plugins![A, D]), ["a", "d"]);
    }

    #[test]
    fn they_hold_against_dependencies() {
        assert_eq!(order(plugins![E, F]), ["e", "f"]);
    }

    #[test]
    fn the_link_of_a_chain_that_is_not_there_binds_nobody() {
        assert_eq!(order(plugins![A, C]), ["a", "c"]);
        assert_eq!(order(plugins![B, D]), ["d", "b"]);
    }

    #[test]
    fn who_is_absent_or_does_not_implement_the_point_means_nothing() {
        assert_eq!(order(plugins![F, G, Silent]), ["f", "g"]);
    }

    #[test]
    fn disabling_the_link_of_a_chain_frees_the_others() {
        let plugins = PluginManager::builder().plugins(plugins![A, B, C]).build().unwrap();
        let line = plugins.caller::<dyn Line>();
        assert_eq!(line.call().unwrap(), ["c", "b", "a"]);
        plugins.disable("b").unwrap();
        assert_eq!(line.call().unwrap(), ["a", "c"]);
    }
}

mod contradictions {
    use super::*;

    member!(A, "a", [], [before("b")]);
    member!(B, "b", [], [before("c")]);
    member!(C, "c", [], [before("a")]);
    member!(D, "d", [], [after("e")]);
    member!(E, "e", [], [after("d")]);

    #[test]
    fn two_are_a_circle() {
        let circles = circles(plugins![D, E]);
        let [(hook, ordered, circle)] = circles.as_slice() else { panic!("{circles:?}") };
        assert_eq!((*hook, *ordered), ("line.call", Ordered::Implementations));
        assert_eq!(turned(circle), ["d", "e"]);
    }

    #[test]
    fn the_whole_circle_is_named_each_before_the_next() {
        let circles = circles(plugins![A, B, C, D]);
        let [(_, _, circle)] = circles.as_slice() else { panic!("{circles:?}") };
        assert_eq!(turned(circle), ["a", "b", "c"]);
    }

    #[test]
    fn the_message_prints_it_round() {
        let error = PluginManager::builder().plugins(plugins![D, E]).build().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the implementations of hook `line.call` cannot be put in order: d → e → d (each before the next)"
        );
    }

    #[test]
    fn two_circles_are_two_errors() {
        assert_eq!(circles(plugins![A, B, C, D, E]).len(), 2);
    }

    #[test]
    fn part_of_a_circle_is_none() {
        assert_eq!(order(plugins![A, B, D]), ["a", "b", "d"]);
        assert_eq!(order(plugins![A, C]), ["c", "a"]);
    }
}

mod hook_by_hook {
    use super::*;

    #[plugin(id = "both", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Both;

    #[extension(before("left-only"), after("right-only"))]
    impl Pair for Both {
        fn left(&self) -> String {
            "both".to_owned()
        }
        fn right(&self) -> String {
            "both".to_owned()
        }
    }

    #[plugin(id = "left-only", version = "1.0.0", listed)]
    #[derive(Default)]
    struct LeftOnly;

    #[extension(before("right-only"))]
    impl Pair for LeftOnly {
        fn left(&self) -> String {
            "left".to_owned()
        }
    }

    #[plugin(id = "right-only", version = "1.0.0", listed)]
    #[derive(Default)]
    struct RightOnly;

    #[extension]
    impl Pair for RightOnly {
        fn right(&self) -> String {
            "right".to_owned()
        }
    }

    #[test]
    fn a_circle_through_plugins_that_share_no_hook_is_none() {
        let plugins = PluginManager::builder().plugins(plugins![Both, LeftOnly, RightOnly]).build().unwrap();
        let pair = plugins.caller::<dyn Pair>();
        assert_eq!(pair.left().unwrap(), ["both", "left"]);
        assert_eq!(pair.right().unwrap(), ["right", "both"]);
    }

    #[plugin(id = "x", version = "1.0.0", listed)]
    #[derive(Default)]
    struct X;

    #[extension(before("y"))]
    impl Pair for X {
        fn left(&self) -> String {
            String::new()
        }
        fn right(&self) -> String {
            String::new()
        }
    }

    #[plugin(id = "y", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Y;

    #[extension(before("x"))]
    impl Pair for Y {
        fn left(&self) -> String {
            String::new()
        }
        fn right(&self) -> String {
            String::new()
        }
    }

    #[test]
    fn a_circle_is_reported_for_every_hook_it_is_in() {
        let circles = circles(plugins![X, Y]);
        let hooks: Vec<&str> = circles.iter().map(|(hook, ..)| *hook).collect();
        assert_eq!(hooks, ["pair.left", "pair.right"]);
    }
}

mod wrappers {
    use super::*;

    macro_rules! wrapper {
        ($name:ident, $id:tt, [$($plugin:tt)*], [$($extension:tt)*]) => {
            #[plugin(id = $id, version = "1.0.0", listed $($plugin)*)]
            struct $name(Log);

            #[extension(wrapper, $($extension)*)]
            impl LineWrapper for $name {
                fn call(&self, next: Next<'_>) -> HookResult<Vec<String>> {
                    self.0.note($id);
                    next.run()
                }
            }
        };
    }

    wrapper!(High, "high", [], [priority = 5]);
    wrapper!(Plain, "plain", [], []);
    wrapper!(Deep, "deep", [, depends_on("plain")], []);
    wrapper!(Early, "early", [], [priority = -5, before("high")]);
    wrapper!(Late, "late", [], [priority = 500, after(Plain)]);
    wrapper!(Ring, "ring", [], [before("rung")]);
    wrapper!(Rung, "rung", [], [before(Ring)]);

    member!(Inner, "inner", [], [priority = 1000]);

    #[test]
    fn they_stand_in_the_same_order_outermost_first() {
        let log = Log::default();
        let plugins = PluginManager::builder()
            .instance(Deep(log.clone()))
            .instance(Late(log.clone()))
            .instance(Plain(log.clone()))
            .instance(Early(log.clone()))
            .instance(High(log.clone()))
            .build()
            .unwrap();
        plugins.caller::<dyn Line>().call().unwrap();
        // `late` and `high` wait for theirs; of those who wait for nobody, the best goes next.
        assert_eq!(log.take(), ["plain", "late", "deep", "early", "high"]);
    }

    #[test]
    fn their_contradictions_are_their_own() {
        let log = Log::default();
        let error = PluginManager::builder()
            .instance(Ring(log.clone()))
            .instance(Rung(log.clone()))
            .plugin::<Inner>()
            .build()
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the wrappers of hook `line.call` cannot be put in order: ring → rung → ring (each before the next)"
        );
    }
}

#[test]
fn errors_come_in_the_same_order_every_time() {
    mod first {
        use super::*;
        #[extension_point]
        trait One {
            fn call(&self) -> String;
        }
        #[extension_point]
        trait Two {
            fn call(&self) -> String;
        }
        #[extension_point]
        trait Three {
            fn call(&self) -> String;
        }
        macro_rules! quarrel {
            ($name:ident, $id:tt, $other:tt) => {
                #[plugin(id = $id, version = "1.0.0", listed)]
                #[derive(Default)]
                pub(super) struct $name;

                #[extension(before($other))]
                impl One for $name {
                    fn call(&self) -> String {
                        String::new()
                    }
                }
                #[extension(before($other))]
                impl Two for $name {
                    fn call(&self) -> String {
                        String::new()
                    }
                }
                #[extension(before($other))]
                impl Three for $name {
                    fn call(&self) -> String {
                        String::new()
                    }
                }
            };
        }
        quarrel!(Left, "left", "right");
        quarrel!(Right, "right", "left");
    }
    let message = |plugins: [PluginEntry; 2]| {
        PluginManager::builder().plugins(plugins).build().unwrap_err().to_string()
    };
    let expected = message(plugins![first::Left, first::Right]);
    assert_eq!(expected.lines().count(), 4, "{expected}");
    for _ in 0..32 {
        assert_eq!(message(plugins![first::Right, first::Left]), expected);
    }
}
