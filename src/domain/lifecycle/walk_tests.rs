//! Long random walks through the life of a handoff: anybody tries anything at any moment, with the program up or down. What
//! holds of every decision is in `world_tests`; what must hold in the end is here. The same seed walks the same way.

use super::action::{Acceptance, ReadBackText, Timer};
use super::table_tests::{PEOPLE, actions};
use super::testing::{ANA, CARA, LEA, NINA, World, accept, answer, ask, first_contact, reassign};
use super::world_tests::acting;
use super::{Action, Context};
use crate::domain::handoff::Status;
use crate::domain::roles::Actor;
use crate::domain::sla::{self, Step};

const WALKS: u64 = 100;
const STEPS: u64 = 80;
const MINUTE_MS: i64 = 60_000;

/// Numbers that look random and repeat: Knuth's multiplier, the upper bits.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).expect("small")
    }
}

/// Everything of the table, and some of it in other ways.
fn anything(world: &World, dice: &mut Dice) -> Action {
    let n = u32::try_from(1 + dice.below(3)).expect("small");
    let line = format!("line {}", dice.below(4));
    let mut all = actions(world);
    // What ends the walk is tried more rarely.
    all.retain(|action| !matches!(action, Action::Cancel { .. } | Action::Discard) || dice.below(8) == 0);
    all.extend([
        ask(&line),
        answer(n),
        reassign([CARA, NINA, LEA][dice.index(3)]),
        Action::NotMine { to: [CARA, NINA, LEA][dice.index(3)] },
        Action::SetBackup(Some([CARA, LEA][dice.index(2)])),
        Action::Fill { entries: world.typed(&[("promises", &line), ("segment", "enterprise")]) },
        Action::Fill { entries: world.typed(&[("ae_leaves_on", "31 March 2026"), ("segment", "smb")]) },
        Action::SetDealClosed {
            at: world.now.plus_ms(-MINUTE_MS * i64::try_from(dice.below(9_000)).expect("small")),
            reason: line.clone(),
        },
        Action::Tick { item: "promises_confirmed".to_owned(), line: String::new() },
        Action::TakeOver(Acceptance::WriteLater),
        Action::WriteReadBack(ReadBackText {
            goal: line.clone(),
            first_step: line,
            watch: String::new(),
            answers: Vec::new(),
        }),
        Action::PersonLeft { person: PEOPLE[dice.index(4)], fallback: CARA },
        Action::SetSigned(true),
    ]);
    let onward = [Action::Send, accept(), first_contact(), Action::Complete, Action::Complete, Action::Complete];
    all.extend(onward.iter().flat_map(|action| [action.clone(), action.clone(), action.clone()]));
    all.swap_remove(dice.index(all.len()))
}

/// One walk; how many actions were allowed.
fn walk(seed: u64) -> (World, u64) {
    let mut dice = Dice(seed);
    let mut world = if seed.is_multiple_of(3) { World::draft("Fri 16:30") } else { World::sent() };
    let mut allowed = 0;
    for _ in 0..STEPS {
        let minutes = [0, 1, 20, 90, 400, 1_500][dice.index(6)];
        let then = world.now.plus_ms(MINUTE_MS * i64::try_from(dice.below(minutes + 1)).expect("small"));
        if dice.below(5) == 0 {
            world.now = then;
        } else {
            world.until_moment(then);
        }
        let action = anything(&world, &mut dice);
        let is_systems = matches!(action, Action::PersonLeft { .. });
        let people = [world.handoff.sender, world.handoff.receiver.unwrap_or(ANA), world.handoff.owner()];
        let person = if dice.below(3) == 0 { PEOPLE[dice.index(6)] } else { people[dice.index(3)] };
        let actor = if is_systems { Actor::System } else { acting(person) };
        allowed += u64::from(world.act(actor, &action).is_ok());
        if dice.below(4) == 0 {
            again(&mut world, &mut dice);
        }
    }
    (world, allowed)
}

/// An old timer of a ladder fires once more. It may find something to do while the program is behind, but then nothing.
fn again(world: &mut World, dice: &mut Dice) {
    let ladders: Vec<Timer> =
        world.ever_set.iter().map(|(_, timer)| timer).filter(|t| matches!(t, Timer::Sla { .. })).cloned().collect();
    if !ladders.is_empty() {
        let timer = ladders[dice.index(ladders.len())].clone();
        world.fires(timer.clone());
        assert!(!world.fires(timer), "the second time it did something");
    }
}

#[test]
fn whatever_people_do_no_rule_is_broken_and_no_clock_is_forgotten() {
    let mut reached = [0; 7];
    let mut allowed = 0;
    for seed in 0..WALKS {
        let (mut world, done) = walk(seed);
        allowed += done;
        reached[Status::ALL.iter().position(|status| *status == world.handoff.status).expect("known")] += 1;
        world.wakes();
        let month_ms = 30 * 24 * 60 * MINUTE_MS;
        world.until_moment(world.now.plus_ms(month_ms));
        let context = Context {
            now: world.now,
            actor: Actor::System,
            playbook: &world.playbook,
            directory: &world.directory,
            dated: &world.dated,
        };
        for clock in &world.handoff.clocks {
            let is_over = matches!(world.handoff.status, Status::Completed | Status::Cancelled);
            assert!(!is_over || !clock.is_running(), "seed {seed}: {:?} {} runs on", clock.kind, clock.n);
            let ended = clock.met_at.or(clock.stopped_at);
            let is_late = clock.paused_since.is_none() && ended.is_none_or(|ended| ended >= clock.due);
            let was_due = is_late && clock.due <= world.now;
            assert!(!was_due || clock.breached_at.is_some(), "seed {seed}: {:?} {} lost a breach", clock.kind, clock.n);
            if clock.is_overdue(world.now) {
                let ladder = sla::ladder(clock, &world.handoff, &context);
                let missed: Vec<Step> = ladder.into_iter().map(|(step, _)| step).filter(|s| !clock.took(*s)).collect();
                assert!(missed.is_empty(), "seed {seed}: {:?} {} missed {missed:?}", clock.kind, clock.n);
            }
        }
    }
    // The walks must get somewhere.
    assert!(allowed > WALKS * STEPS / 8, "{allowed} allowed");
    assert!(reached.iter().skip(1).all(|times| *times > 0), "{reached:?}");
}
