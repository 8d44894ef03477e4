//! Every ping in every plausible state of every playbook: it has a claim, and *Why me* can say what it was for.

use super::super::more::{self, Came, Heard};
use super::super::note;
use super::sweep::{PLAYBOOKS, notes, states};
use crate::domain::attention::{self, Class};

#[test]
fn every_ping_can_say_why_it_came() {
    let mut pinged = 0;
    for key in PLAYBOOKS {
        for world in states(key).into_iter().step_by(3) {
            for note in notes(&world) {
                let Some(message) = note::note(&world.view(), &note) else { continue };
                let Some(person) = message.pings.first().copied() else { continue };
                let told = format!("{key} {:?} {note:?}", world.handoff.status);
                assert_ne!(attention::class(&note), Class::Silent, "{told}: what pings has a claim, and a row");
                assert!(note::ping::what(&world.view(), &note).is_some(), "{told}: nothing is said behind *Why me*");
                let v = world.view_of(person);
                let why = |came| world.draw(&more::why_me(&v, &[Heard { note: note.clone(), came }]));
                let bare = world.draw(&more::why_me(&v, &[]));
                for came in [Came::Rang(world.now), Came::Told(world.now), Came::Waits(world.now), Came::Left] {
                    assert_ne!(why(came), bare, "{told}: {came:?}");
                }
                pinged += 1;
            }
        }
    }
    assert!(pinged > 500, "{pinged}");
}
