//! For tests of the rules: the shipped AE > CSM playbook, a few people with office hours, what they do most, and a handoff
//! in every status, made by deciding. How a [`World`] decides, and what it holds every decision against, is in
//! `world_tests`.
//!
//! Moments are read and written as `Mon 12:30`, Berlin, in the days from Friday 6 to Thursday 12 March 2026, and as
//! `Mon 2026-03-16 12:30` outside of them.

use std::sync::LazyLock;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::action::{Acceptance, ReadBackText, Start};
pub(crate) use super::world_tests::World;
use super::{Action, Directory, Member};
use crate::clock::Timestamp;
use crate::domain::brief::{Entry, FieldKey, value};
use crate::domain::calendar::Calendar;
use crate::domain::handoff::{Handoff, Purpose, ReturnReason};
use crate::domain::playbook::{Playbook, load};
use crate::ids::{CalendarId, HandoffId, PersonId, WorkspaceId};

/// The sender.
pub(crate) const ANA: PersonId = PersonId::new(1);
/// The receiver.
pub(crate) const BEN: PersonId = PersonId::new(2);
/// The backup.
pub(crate) const LEA: PersonId = PersonId::new(3);
/// The manager.
pub(crate) const MIA: PersonId = PersonId::new(4);
/// A stranger.
pub(crate) const OLAF: PersonId = PersonId::new(5);
/// Another customer success manager.
pub(crate) const CARA: PersonId = PersonId::new(6);
/// One who works in New York.
pub(crate) const NINA: PersonId = PersonId::new(7);
/// A bot, or one who left.
pub(crate) const GUS: PersonId = PersonId::new(8);

pub(crate) const BERLIN: CalendarId = CalendarId::new(1);
pub(crate) const NEW_YORK: CalendarId = CalendarId::new(2);

/// What Ana fills in; enough to be sent.
pub(super) const CORE: [(&str, &str); 10] = [
    ("segment", "mid_market"),
    ("renewal_risk", "low"),
    ("contract_value", "48,000 EUR"),
    ("start_date", "1 April 2026"),
    ("renewal_date", "1 April 2027"),
    ("contact", "Dana Ortiz, head of operations"),
    ("why_bought", "We lost two customers because onboarding took three weeks."),
    ("success_criteria", "Onboarding from 14 to 5 days by 30 June"),
    ("promises", "SSO live by 15 March, to Dana Ortiz\nA named engineer"),
    ("red_flags", "Their CFO wanted the other vendor and will look at the numbers."),
];

/// The shipped playbook, read once.
pub(crate) fn ae_csm() -> Playbook {
    static SHIPPED: LazyLock<Playbook> = LazyLock::new(|| {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/playbooks/ae_csm.toml"));
        load::parse("ae_csm.toml", text).expect("the shipped playbook loads")
    });
    SHIPPED.clone()
}

/// Everybody: Monday to Friday, 9:00 to 17:00 in Berlin, Nina in New York.
pub(crate) fn office() -> Directory {
    let member = |person: PersonId| {
        let calendar = if person == NINA { NEW_YORK } else { BERLIN };
        (person, Member { is_present: person != GUS, calendar })
    };
    let calendars = [
        (BERLIN, Calendar::business_week(Tz::Europe__Berlin)),
        (NEW_YORK, Calendar::business_week(Tz::America__New_York)),
    ];
    Directory {
        members: [ANA, BEN, LEA, MIA, OLAF, CARA, NINA, GUS].map(member).into(),
        calendars: calendars.into(),
        default_calendar: Some(BERLIN),
    }
}

/// `Mon 12:30` or `Mon 2026-03-16 12:30`, with seconds where wanted.
#[track_caller]
pub(crate) fn at(text: &str) -> Timestamp {
    let formats = ["%a %Y-%m-%d %H:%M", "%a %Y-%m-%d %H:%M:%S"];
    let dated = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let local = dated.or_else(|| {
        let (day, time) = text.split_once(' ')?;
        let ahead = ["Fri", "Sat", "Sun", "Mon", "Tue", "Wed", "Thu"].iter().position(|known| *known == day)?;
        let time = ["%H:%M", "%H:%M:%S"].iter().find_map(|format| NaiveTime::parse_from_str(time, format).ok())?;
        first_day().checked_add_days(Days::new(ahead as u64)).map(|day| day.and_time(time))
    });
    Calendar::business_week(Tz::Europe__Berlin).moment(local.expect(text)).expect(text)
}

/// The moment as [`at`] reads it.
pub(crate) fn moment(at: Timestamp) -> String {
    let local = at.utc().with_timezone(&Tz::Europe__Berlin).naive_local();
    let days = local.date().signed_duration_since(first_day()).num_days();
    let day = if (0..7).contains(&days) { "%a" } else { "%a %Y-%m-%d" };
    let time = if local.and_utc().timestamp() % 60 == 0 { "%H:%M" } else { "%H:%M:%S" };
    local.format(&format!("{day} {time}")).to_string()
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 6).expect("a Friday")
}

/// A read-back with its two required lines.
pub(crate) fn read_back() -> ReadBackText {
    ReadBackText {
        goal: "Onboarding in five days".to_owned(),
        first_step: "Mail Dana today".to_owned(),
        ..ReadBackText::default()
    }
}

/// To accept with that read-back.
pub(crate) fn accept() -> Action {
    Action::Accept(Acceptance::Now(read_back()))
}

/// To send it back for vague goals.
pub(crate) fn send_back() -> Action {
    Action::Return {
        reason: ReturnReason::VagueCriteria,
        sections: vec!["why".to_owned()],
        note: "By how much?".to_owned(),
    }
}

/// To make first contact, ticking what that needs.
pub(crate) fn first_contact() -> Action {
    Action::FirstContact { tick: vec!["kickoff_scheduled".to_owned()] }
}

/// To ask about nothing in particular.
pub(crate) fn ask(text: &str) -> Action {
    Action::Ask { field: None, text: text.to_owned() }
}

/// To answer question `n` without touching the brief.
pub(crate) fn answer(n: u32) -> Action {
    Action::Answer { n, text: "By nine days".to_owned(), entry: None }
}

/// To give it to somebody else.
pub(crate) fn reassign(to: PersonId) -> Action {
    Action::Reassign { to, reason: "Ben is away".to_owned() }
}

/// To begin a draft for ACME.
pub(crate) fn start(deal_closed: Option<Timestamp>) -> Action {
    Action::Start(Start {
        customer: "ACME".to_owned(),
        purpose: Purpose::Real,
        receiver: None,
        deal_closed,
        signed: None,
        entries: Vec::new(),
        dated: None,
    })
}

/// A handoff of Ana's of which nothing is known yet.
pub(crate) fn blank_handoff(now: Timestamp) -> Handoff {
    Handoff {
        playbook: "ae_csm".to_owned(),
        playbook_version: "1".to_owned(),
        ..Handoff::draft(HandoffId::new(1), WorkspaceId::new(1), ANA, now)
    }
}

impl World {
    /// Ana's complete draft for ACME: closed just now, signed, to Ben, Lea behind him.
    pub(crate) fn draft(now: &str) -> Self {
        Self::draft_of(now, now)
    }

    /// The same, of a deal that closed earlier.
    pub(crate) fn draft_of(now: &str, deal_closed: &str) -> Self {
        let mut world = Self::blank(now);
        world.drafts(deal_closed);
        world
    }

    /// Ana writes it all down.
    pub(crate) fn drafts(&mut self, deal_closed: &str) -> &mut Self {
        self.does(ANA, &start(Some(at(deal_closed))));
        let entries = self.typed(&CORE);
        self.does(ANA, &Action::Fill { entries });
        self.does(ANA, &Action::SetReceiver { to: BEN, suggestion: None });
        self.does(ANA, &Action::SetBackup(Some(LEA))).does(ANA, &Action::SetSigned(true))
    }

    /// Sent on Friday at 16:30, when the deal closed.
    pub(crate) fn sent() -> Self {
        let mut world = Self::draft("Fri 16:30");
        world.does(ANA, &Action::Send);
        world
    }

    /// Sent back on Monday at 10:00.
    pub(crate) fn returned() -> Self {
        let mut world = Self::sent();
        world.until("Mon 10:00").does(BEN, &send_back());
        world
    }

    /// Accepted on Monday at 10:00.
    pub(crate) fn accepted() -> Self {
        let mut world = Self::sent();
        world.until("Mon 10:00").does(BEN, &accept());
        world
    }

    /// First contact on Monday at 11:00.
    pub(crate) fn kicked_off() -> Self {
        let mut world = Self::accepted();
        world.until("Mon 11:00").does(BEN, &first_contact());
        world
    }

    /// Completed on Monday at 12:00.
    pub(crate) fn completed() -> Self {
        let mut world = Self::kicked_off();
        world.until("Mon 12:00").fulfil_clauses();
        world.does(BEN, &Action::Complete);
        world
    }

    /// Accepted by Cara on Monday at 9:10, given to Ben at 9:30: sent, and Cara is the owner.
    pub(crate) fn second_hand() -> Self {
        let mut world = Self::draft("Fri 16:30");
        world.does(ANA, &Action::SetReceiver { to: CARA, suggestion: None });
        world.does(ANA, &Action::Send);
        world.until("Mon 09:10").does(CARA, &accept());
        world.until("Mon 09:30").does(MIA, &reassign(BEN));
        world
    }

    /// What the definition of done waits for after first contact.
    pub(crate) fn fulfil_clauses(&mut self) -> &mut Self {
        self.does(BEN, &Action::Tick { item: "promises_confirmed".to_owned(), line: String::new() });
        let entries = self.typed(&[("ae_leaves_on", "31 March 2026")]);
        self.does(BEN, &Action::Fill { entries })
    }

    /// Answers as somebody types them on the first day.
    pub(crate) fn typed(&self, answers: &[(&str, &str)]) -> Vec<(FieldKey, Entry)> {
        let entry = |(key, typed): &(&str, &str)| {
            let field = self.playbook.field(key).expect(key);
            ((*key).to_owned(), Entry { value: value::read(field, typed, first_day()), source: None })
        };
        answers.iter().map(entry).collect()
    }

    /// Ana fills something in.
    pub(crate) fn fills(&mut self, key: &str, typed: &str) -> &mut Self {
        let entries = self.typed(&[(key, typed)]);
        self.does(ANA, &Action::Fill { entries })
    }
}
