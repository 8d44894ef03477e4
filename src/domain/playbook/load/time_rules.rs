//! Rules about time: branches, origins, clocks, ladders, alarms, ticks and gates.

use super::ask_rules::SENTENCE_CHARS_MAX;
use super::rules::Rules;
use crate::domain::playbook::{
    Branch, ClockKind, ClockSpec, DueSpec, FieldKind, Gate, HELP_CHARS_MAX, LadderSpec, Origin,
};

/// No clock of a handoff runs longer; a longer span is a slip of the finger.
const SPAN_MAX: u32 = 9_999;

impl Rules<'_, '_> {
    pub(super) fn check_time(&mut self) {
        self.check_clocks();
        let playbook = self.playbook;
        for (at, alarm) in playbook.alarms.iter().enumerate() {
            let path = format!("alarm[{at}]");
            self.check_shown(&format!("{path}.label"), &alarm.label, HELP_CHARS_MAX);
            self.check_due(&format!("{path}.at"), &alarm.at, &[]);
            if alarm.to.is_empty() {
                let hint = "Name sender, receiver, owner or manager.";
                self.found.add(&format!("{path}.to"), "Nobody hears this alarm.", hint);
            }
        }
        for (at, tick) in playbook.ticks.iter().enumerate() {
            let path = format!("tick[{at}]");
            self.check_shown(&format!("{path}.label"), &tick.label, HELP_CHARS_MAX);
            self.check_branches(&format!("{path}.every"), &tick.every);
            for (branch_at, _) in tick.every.iter().enumerate().filter(|(_, branch)| branch.span.amount == 0) {
                let path = format!("{path}.every[{branch_at}].span");
                self.found.add(&path, "It would repeat without a pause.", "Write how often, such as \"1bd\".");
            }
        }
        for (at, gate) in playbook.gates.iter().enumerate() {
            self.check_gate(&format!("gate[{at}]"), gate);
        }
    }

    fn check_clocks(&mut self) {
        let playbook = self.playbook;
        for kind in [ClockKind::Accept, ClockKind::Kickoff, ClockKind::Complete] {
            if playbook.clock(kind).is_none() {
                let what = format!("There is no clock `{}`; every playbook has one.", kind.key());
                let hint = format!(
                    "Add a block [[clock]] with clock = \"{}\" and after = [{{ span = \"1bd\" }}].",
                    kind.key()
                );
                self.found.add(&format!("clock({})", kind.key()), what, hint);
            }
        }
        for (at, spec) in playbook.clocks.iter().enumerate() {
            let path = format!("clock[{at}]");
            if playbook.clocks.iter().take(at).any(|earlier| earlier.clock == spec.clock) {
                let hint = "Keep one; different cases are lines of its `after`.";
                self.found.add(&format!("{path}.clock"), "This clock is there twice.", hint);
            }
            self.check_due(&path, &spec.due, never_for_clock(spec.clock));
            self.check_clock_origin(&path, spec);
            if let Some(ladder) = &spec.ladder {
                self.check_ladder(&format!("{path}.ladder"), ladder);
            }
        }
    }

    /// Some clocks can start at one moment only; and a clock must not wait for a field that nobody has to fill.
    fn check_clock_origin(&mut self, path: &str, spec: &ClockSpec) {
        let path = format!("{path}.from");
        let only = match spec.clock {
            ClockKind::Start => Some((Origin::DealClosed, "deal_closed")),
            ClockKind::Resubmit => Some((Origin::Returned, "returned")),
            ClockKind::Answer => Some((Origin::Asked, "asked")),
            ClockKind::Accept | ClockKind::Kickoff | ClockKind::Complete => None,
        };
        if let Some((origin, word)) = only
            && spec.due.from != origin
        {
            let what = format!("The clock `{}` cannot start at `{}`.", spec.clock.key(), spec.due.from);
            self.found.add(&path, what, format!("Write from = \"{word}\"."));
        }
        if let Origin::Field(key) = &spec.due.from
            && let Some(placed) = self.field(key)
            && !placed.field.required
        {
            let what = format!("The clock would wait for `{key}`, which may be left empty.");
            self.found.add(&path, what, "Add required = true to that field, or start the clock elsewhere.");
        }
    }

    fn check_ladder(&mut self, path: &str, ladder: &LadderSpec) {
        if let Some(condition) = &ladder.when {
            self.check_condition(&format!("{path}.when"), condition);
        }
        if let Some(percent) = ladder.early_percent
            && !(1..=99).contains(&percent)
        {
            let what = format!("{percent} is not between 1 and 99.");
            self.found.add(
                &format!("{path}.early_percent"),
                what,
                "Write 75, or leave the line out for no early reminder.",
            );
        }
        for (word, span) in [("manager_after", ladder.manager_after), ("offer_after", ladder.offer_after)] {
            self.check_span(&format!("{path}.{word}"), span.amount);
        }
    }

    fn check_gate(&mut self, path: &str, gate: &Gate) {
        self.check_shown(&format!("{path}.label"), &gate.label, SENTENCE_CHARS_MAX);
        for (at, key) in gate.not_before_fields.iter().enumerate() {
            self.known_field(&format!("{path}.not_before_fields[{at}]"), key);
        }
        for (word, due) in [("not_before", &gate.not_before), ("not_after", &gate.not_after)] {
            if let Some(due) = due {
                self.check_due(&format!("{path}.{word}"), due, NOT_BEFORE_SENDING);
            }
        }
        if gate.not_before_fields.is_empty() && gate.not_before.is_none() && gate.not_after.is_none() {
            let hint = "Add not_before_fields, not_before or not_after.";
            self.found.add(path, "The gate is never shut.", hint);
        }
    }

    pub(super) fn check_due(&mut self, path: &str, due: &DueSpec, never: &[Origin]) {
        self.check_branches(&format!("{path}.after"), &due.branches);
        let from = format!("{path}.from");
        if never.contains(&due.from) {
            let hint = "Name a moment that has passed by then, or a field: from = \"field:…\".";
            self.found.add(&from, format!("At that time there is no `{}` yet.", due.from), hint);
        }
        match &due.from {
            Origin::DealClosed if !self.playbook.asks_deal_closed => {
                let hint = "Add asks_deal_closed = true at the top, or write from = \"sent\".";
                self.found.add(&from, "Nobody is asked when the deal closed.", hint);
            }
            Origin::Field(key) => {
                if let Some(placed) = self.known_field(&from, key)
                    && !matches!(placed.field.kind, FieldKind::Date | FieldKind::Datetime)
                    && !self.has_doubtful_kind(placed)
                {
                    self.found.add(&from, format!("`{key}` is not a day."), "Name a field of type date or datetime.");
                }
            }
            Origin::Sent
            | Origin::DealClosed
            | Origin::Accepted
            | Origin::KickedOff
            | Origin::Returned
            | Origin::Asked => {}
        }
    }

    pub(super) fn check_branches(&mut self, path: &str, branches: &[Branch]) {
        let Some(last) = branches.len().checked_sub(1) else {
            let hint = "Add a line without a condition: [{ span = \"1bd\" }].";
            self.found.add(path, "It says no length of time.", hint);
            return;
        };
        for (at, branch) in branches.iter().enumerate() {
            let path = format!("{path}[{at}]");
            self.check_span(&format!("{path}.span"), branch.span.amount);
            match &branch.when {
                Some(condition) => {
                    self.check_condition(&format!("{path}.when"), condition);
                    if at == last {
                        let hint = "Add a line without `when` behind it, for all other cases.";
                        self.found.add(
                            &path,
                            "The last line has a condition; some cases would have no time at all.",
                            hint,
                        );
                    }
                }
                None if at < last => {
                    let hint = "Move it to the end, or give it a `when`.";
                    self.found.add(&path, "This line fits every case, so the lines behind it are never reached.", hint);
                }
                None => {}
            }
        }
    }

    pub(super) fn check_span(&mut self, path: &str, amount: u32) {
        if amount > SPAN_MAX {
            let what = format!("{amount} is more than {SPAN_MAX}.");
            self.found.add(path, what, "Use a larger unit: 15m, 24h, 30d, 4bh or 2bd.");
        }
    }
}

/// What has not happened while a draft is being written.
const NOT_BEFORE_SENDING: &[Origin] =
    &[Origin::Sent, Origin::Accepted, Origin::KickedOff, Origin::Returned, Origin::Asked];

/// What cannot have happened, or happens more than once, when the clock starts.
fn never_for_clock(kind: ClockKind) -> &'static [Origin] {
    match kind {
        ClockKind::Accept => &[Origin::Accepted, Origin::KickedOff, Origin::Returned, Origin::Asked],
        ClockKind::Kickoff => &[Origin::KickedOff, Origin::Returned, Origin::Asked],
        ClockKind::Complete => &[Origin::Returned, Origin::Asked],
        // One moment only; check_clock_origin names it.
        ClockKind::Start | ClockKind::Resubmit | ClockKind::Answer => &[],
    }
}
