use proptest::prelude::*;

use super::*;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Two failures within ten seconds open it for thirty.
fn circuit() -> Circuit {
    Circuit::new(2, seconds(10), seconds(30))
}

fn fail(circuit: &mut Circuit, now: u64) -> Option<Change> {
    let began = circuit.admit(seconds(now)).expect("it is called");
    circuit.ended(began, seconds(now), Verdict::Badly)
}

#[test]
fn failures_that_are_close_together_open_it() {
    let mut circuit = circuit();
    assert_eq!([fail(&mut circuit, 0), fail(&mut circuit, 11)], [None, None], "they are far apart");
    assert_eq!(fail(&mut circuit, 21), Some(Change::Opened), "ten seconds after the last one");
    assert_eq!(circuit.at(), At::Open { until: seconds(51) });
    assert_eq!(circuit.admit(seconds(50)), None);
}

#[test]
fn one_call_is_let_through_when_it_is_half_open() {
    let mut circuit = circuit();
    fail(&mut circuit, 0);
    fail(&mut circuit, 0);
    let trial = circuit.admit(seconds(30)).expect("it is tried again");
    assert_eq!((circuit.admit(seconds(30)), circuit.admit(seconds(1000))), (None, None));
    assert_eq!(circuit.ended(trial, seconds(31), Verdict::Well), Some(Change::Closed));
    assert_eq!(circuit.at(), At::Closed);
    assert_eq!(fail(&mut circuit, 31), None, "what was before is forgotten");
}

#[test]
fn a_trial_that_fails_opens_it_again() {
    let mut circuit = circuit();
    fail(&mut circuit, 0);
    fail(&mut circuit, 0);
    assert_eq!(fail(&mut circuit, 30), Some(Change::Opened));
    assert_eq!(circuit.at(), At::Open { until: seconds(60) });
}

#[test]
fn a_trial_that_is_cancelled_leaves_the_trial_to_the_next() {
    let mut circuit = circuit();
    fail(&mut circuit, 0);
    fail(&mut circuit, 0);
    let trial = circuit.admit(seconds(30)).unwrap();
    assert_eq!(circuit.ended(trial, seconds(40), Verdict::Unknown), None);
    assert!(circuit.admit(seconds(40)).is_some());
}

#[test]
fn calls_from_before_do_not_decide_a_trial() {
    let mut circuit = circuit();
    let late = circuit.admit(seconds(0)).unwrap();
    fail(&mut circuit, 0);
    fail(&mut circuit, 0);
    let trial = circuit.admit(seconds(30)).unwrap();
    assert_eq!(circuit.ended(late, seconds(31), Verdict::Well), None);
    assert_eq!(circuit.at(), At::HalfOpen);
    assert_eq!(circuit.ended(trial, seconds(32), Verdict::Badly), Some(Change::Opened));
}

#[test]
fn slow_calls_in_a_row_are_too_many() {
    let mut slowness = Slowness::new(seconds(2), Some(2));
    let paces = [2, 1, 3, 2, 0, 5].map(|elapsed| slowness.ended(seconds(elapsed), false));
    assert_eq!(paces, [Pace::Slow, Pace::Quick, Pace::Slow, Pace::TooSlow, Pace::Quick, Pace::Slow]);
    assert!(slowness.is_too_slow(), "a quick call that comes late changes nothing");
    assert_eq!(slowness.total(), 4);
}

#[test]
fn a_call_that_is_cancelled_early_says_nothing() {
    let mut slowness = Slowness::new(seconds(2), Some(2));
    slowness.ended(seconds(2), false);
    assert_eq!(slowness.ended(seconds(1), true), Pace::Quick);
    assert_eq!(slowness.ended(seconds(2), true), Pace::TooSlow);
}

/// The same breaker, by looking through everything that ever happened.
#[derive(Default)]
struct Model {
    /// When it was opened, and when it was closed, in turn.
    opened: Option<u64>,
    trial: Option<usize>,
    /// Failures since it was closed last.
    failures: Vec<u64>,
    /// Calls that began since the phase changed last.
    counted: Vec<usize>,
}

impl Model {
    fn admit(&mut self, call: usize, now: u64) -> bool {
        if let Some(opened) = self.opened {
            if self.trial.is_some() || now < opened + 30 {
                return false;
            }
            self.trial = Some(call);
        } else {
            self.counted.push(call);
        }
        true
    }

    fn ended(&mut self, call: usize, now: u64, verdict: Verdict) {
        if self.trial == Some(call) {
            self.trial = None;
            match verdict {
                Verdict::Well => self.opened = None,
                Verdict::Badly => self.opened = Some(now),
                Verdict::Unknown => {}
            }
        } else if self.opened.is_none() && self.counted.contains(&call) && verdict == Verdict::Badly {
            self.failures.push(now);
            if self.failures.iter().filter(|at| now - **at <= 10).count() >= 2 {
                (self.opened, self.failures, self.counted) = (Some(now), Vec::new(), Vec::new());
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Wait(u64),
    Begin,
    End(usize, Verdict),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let verdict = prop_oneof![Just(Verdict::Well), Just(Verdict::Badly), Just(Verdict::Unknown)];
    let step = prop_oneof![
        (0..20_u64).prop_map(Step::Wait),
        Just(Step::Begin),
        Just(Step::Begin),
        (any::<usize>(), verdict.clone()).prop_map(|(which, verdict)| Step::End(which, verdict)),
        any::<usize>().prop_map(|which| Step::End(which, Verdict::Badly)),
    ];
    proptest::collection::vec(step, 0..80)
}

proptest! {
    #[test]
    fn it_is_the_one_that_looks_through_everything(steps in steps()) {
        let (mut circuit, mut model) = (circuit(), Model::default());
        let (mut now, mut calls, mut under_way) = (0, 0, Vec::new());
        for step in steps {
            match step {
                Step::Wait(more) => now += more,
                Step::Begin => {
                    let began = circuit.admit(seconds(now));
                    prop_assert_eq!(began.is_some(), model.admit(calls, now));
                    under_way.extend(began.map(|began| (calls, began)));
                    calls += 1;
                }
                Step::End(which, verdict) if !under_way.is_empty() => {
                    let (call, began) = under_way.swap_remove(which % under_way.len());
                    circuit.ended(began, seconds(now), verdict);
                    model.ended(call, now, verdict);
                }
                Step::End(..) => {}
            }
            prop_assert_eq!(circuit.at() == At::Closed, model.opened.is_none());
            prop_assert_eq!(circuit.at() == At::HalfOpen, model.trial.is_some());
        }
    }
}
