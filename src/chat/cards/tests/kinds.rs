//! One of every kind of message and form of a playbook, the fullest that its states show: what a platform draws word for
//! word.

use std::collections::BTreeMap;

use super::super::testing::{ANA, BEN, LEA, MIA, World};
use super::super::{
    View, admin, attached, brief, catch_up, doctor, explain, forms, held, help, kept, list, note, playground, practice,
    refusal, stats, typed,
};
use super::done::confirmations;
use super::sweep::{PLAYBOOKS, all_forms, messages, states};
use super::{days_off, own_time};
use crate::chat::cards::digest;
use crate::chat::cards::refusal::OurFault;
use crate::chat::cards::setup::teams;
use crate::chat::command::{ACTIONS, Argument, COMMANDS, CommandProblem, Entry, Filter, List, Root, Topic};
use crate::chat::doctor::{Finding, Pages};
use crate::chat::form::{Answers, Form};
use crate::chat::incoming::{Attached, Unread};
use crate::chat::message::Message;
use crate::chat::route::{Route, Verb};
use crate::chat::text::Words;
use crate::clock::Timestamp;
use crate::domain::brief::closed::Closed;
use crate::domain::digest::{About, Digest, Line, Section};
use crate::domain::handoff::Status;
use crate::domain::lifecycle::effect::Note;
use crate::domain::lifecycle::{Event, Refusal};
use crate::domain::playbook::ClockKind;
use crate::domain::sla::late;
use crate::ids::{HandoffId, TeamId};

/// A message or a form.
#[derive(Debug, Clone)]
pub(crate) enum Shown {
    /// A message.
    Message(Message),
    /// A form.
    Form(Form),
}

/// By kind.
pub(crate) type Kinds = BTreeMap<String, Shown>;

/// Every playbook's key, the flagship first.
pub(crate) fn playbooks() -> Vec<&'static str> {
    let mut keys = PLAYBOOKS.to_vec();
    keys.sort_by_key(|key| *key != "ae_csm");
    keys
}

/// What people see of handoffs of one playbook.
pub(crate) fn of_playbook(key: &str) -> Kinds {
    let (mut kinds, mut sizes) = (Kinds::new(), BTreeMap::new());
    for world in states(key) {
        for (what, message) in messages(&world).into_iter().chain(more_messages(&world)).chain(confirmations(&world)) {
            keep(&mut kinds, &mut sizes, kind(&what), Shown::Message(message));
        }
        for form in all_forms(&world).into_iter().chain(forms_of_brief(&world)) {
            keep(&mut kinds, &mut sizes, format!("form {}", form_kind(&form)), Shown::Form(form));
        }
    }
    kinds
}

fn keep(kinds: &mut Kinds, sizes: &mut BTreeMap<String, usize>, kind: String, shown: Shown) {
    let size = size(&shown);
    if sizes.get(&kind).is_none_or(|known| size > *known) {
        sizes.insert(kind.clone(), size);
        kinds.insert(kind, shown);
    }
}

fn size(shown: &Shown) -> usize {
    let json = match shown {
        Shown::Message(message) => serde_json::to_string(message),
        Shown::Form(form) => serde_json::to_string(form),
    };
    json.map(|json| json.len()).unwrap_or_default()
}

/// `Step { clock: Accept, n: 1, step: Due }` is *Step Accept Due*; `Returned { n: 0 }` is *Returned*.
fn kind(what: &str) -> String {
    let mut words = what.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').filter(|word| !word.is_empty());
    match words.next().unwrap_or_default() {
        "Step" => {
            let named: Vec<&str> = words.filter(|word| word.chars().next().is_some_and(char::is_uppercase)).collect();
            format!("Step {}", named.join(" "))
        }
        _ if !what.contains(['{', '(']) => what.to_owned(),
        first => first.to_owned(),
    }
}

/// The verb, with its argument where that is a word of the playbook.
fn form_kind(form: &Form) -> String {
    let route = Route::parse(&form.id).unwrap_or_else(|| panic!("{}", form.id));
    let is_number = route.arg.chars().all(|c| c.is_ascii_digit());
    if is_number { route.verb.key().to_owned() } else { format!("{} {}", route.verb.key(), route.arg) }
}

fn more_messages(world: &World) -> Vec<(String, Message)> {
    let events: Vec<(Timestamp, Event)> = world.events.iter().map(|(at, _, event)| (*at, event.clone())).collect();
    let lates = late::pieces(&world.handoff, &events, &world.directory.calendars, world.now);
    let route = Route::of(Verb::Receiver, world.handoff.id);
    let mut all = Vec::new();
    for person in [ANA, BEN, MIA] {
        let v = world.view_of(person);
        let missing = Refusal::NotSigned;
        all.extend(held::held(&v, &missing).map(|message| ("held".to_owned(), message)));
        all.extend([
            ("show".to_owned(), list::show(&v)),
            ("show in public".to_owned(), list::show_public(&v)),
            ("explain".to_owned(), explain::explain(&v, &lates)),
            ("nobody".to_owned(), refusal::nobody(&v, &route, "the whole team", &[BEN, LEA])),
        ]);
    }
    let v = world.view_of(ANA);
    if world.handoff.round == 0 {
        let desk = brief::Desk { candidates: &[], accounts: None, after: None, has_newer: true };
        all.push(("brief".to_owned(), brief::brief_card(&v, &desk)));
        let draft = [brief::DraftLine { handoff: &world.handoff, playbook: &world.playbook }];
        all.push((
            "drafts".to_owned(),
            brief::resume_chooser(
                &world.words,
                &draft,
                "Nordwind Logistics",
                &Route::plain(Verb::Start).with("Nordwind Logistics"),
            ),
        ));
    } else {
        all.push(("edit".to_owned(), brief::edit_card(&v)));
    }
    let form = forms::hand_over::accept_form(&world.view_of(BEN), Verb::Accept);
    let form = forms::once_more(form, &typed_answers(), world.words.problem_read_back());
    all.push(("form again".to_owned(), kept::form_again(&world.words, &form)));
    all.push(("copy".to_owned(), kept::with_typed(&world.words, refusal::out_of_date(&world.words), &form)));
    all
}

fn typed_answers() -> Answers {
    Answers::from([
        ("goal".to_owned(), "Onboarding in *five* days".to_owned()),
        ("watch".to_owned(), "two lines\nof it".to_owned()),
    ])
}

fn forms_of_brief(world: &World) -> Vec<Form> {
    let v: View<'_> = world.view_of(ANA);
    let sections = world.playbook.sections.iter().map(|section| section.key.as_str());
    let mut all: Vec<Form> = sections.filter_map(|key| brief::section_form(&v, key)).collect();
    all.extend([brief::CARD, brief::CUSTOMER].into_iter().filter_map(|key| brief::section_form(&v, key)));
    all.extend(Closed::ALL.into_iter().filter_map(|closed| brief::closed_form(&v, closed)));
    all.extend([brief::receiver_form(&v), brief::sender_form(&v), brief::backup_form(&v)]);
    all.extend(world.playbook.fields().filter_map(|field| brief::user_form(&v, &field.key)));
    all.extend(brief::draft_promise_form(&v, 1));
    let items: Vec<String> = world.handoff.items.iter().map(|item| item.key.clone()).collect();
    all.extend(forms::checklist::tick_form(&v, items.iter().map(|item| forms::checklist::Chosen::from_value(item))));
    all
}

/// What belongs to no playbook.
pub(crate) fn common() -> Kinds {
    let world = World::draft();
    let (words, now) = (&world.words, world.now);
    let mut kinds = Kinds::new();
    let mut add = |kind: &str, message: Message| {
        assert!(kinds.insert(kind.to_owned(), Shown::Message(message)).is_none(), "{kind} twice");
    };
    for (how, entry) in [("typed", Entry::TYPED), ("registered", Entry::REGISTERED)] {
        add(&format!("help {how}"), help::help(words, Topic::All, true, entry));
        add(&format!("help buttons {how}"), help::help(words, Topic::Buttons, false, entry));
        for spec in COMMANDS.iter().filter(|spec| spec.is_built) {
            let about = help::help(words, Topic::Of(spec.name), true, entry);
            add(&format!("help {how} {:?} {}", spec.root, spec.word), about);
        }
        let missing = CommandProblem::Missing { name: COMMANDS[0].name, argument: Argument::Customer };
        add(&format!("argument missing {how}"), help::problem(words, &missing, entry));
        add(&format!("no playbook on {how}"), admin::which_playbook(words, &[], entry));
        let asleep = [Finding::NoPlaybook(entry)];
        add(&format!("doctor no playbook {how}"), doctor::of_all(words, &Pages::default(), &asleep));
        add(&format!("many teams {how}"), teams::list(words, (&many_teams(), entry), Verb::Settings, None));
        add(&format!("import without a file {how}"), admin::playbook_import_empty(words, entry));
        add(&format!("import without lines {how}"), admin::playbook_import_flat(words, entry));
    }
    add("help my data", help::help(words, Topic::MyData, false, Entry::TYPED));
    let file = Attached { name: "holidays \u{202e}`2026`.ics".to_owned(), text: Err(Unread::NotText) };
    for why in [Unread::TooLarge, Unread::NotText, Unread::NotFetched] {
        add(&format!("file {why:?}"), attached::unread(words, &file, why));
    }
    add("file unused", attached::unused(words, admin::playbook_usage(words), &file));
    let unknown = CommandProblem::Unknown { root: Root::Handoff, word: "acept".into(), nearest: Some("accept") };
    add("no such command", help::problem(words, &unknown, Entry::TYPED));
    add("not ours", help::problem(words, &CommandProblem::NotOurs, Entry::TYPED));
    for action in ACTIONS {
        add(&format!("which handoff {}", action.word), typed::which_handoff(words, action));
    }
    administration(words, &mut add);
    lists(words, now, &mut add);
    own_time::add(&world, &mut add);
    days_off::add(words, &mut add);
    stats::tests::kinds(words, &mut add);
    practice::tests::kinds(words, &mut add);
    add("deal signed", playground::deal_signed(words, "Nordwind Logistics"));
    let missed = |n| catch_up::Missed {
        handoff: HandoffId::new(n),
        customer: format!("Customer {n}"),
        clock: ClockKind::Accept,
        due: now,
    };
    add("catch up", catch_up::catch_up(words, BEN, &(1..20).map(missed).collect::<Vec<_>>()));
    add("fault", kept::fault_with(words, OurFault::Other, typed_answers().values()));
    add("fault_away", refusal::our_fault(words, OurFault::DatabaseAway));
    add("fault_full", refusal::our_fault(words, OurFault::DiskFull));
    let greeting = note::note(&World::sent().view(), &Note::Greeting { to: BEN });
    add("greeting", greeting.unwrap_or_else(|| panic!("nobody is greeted")));
    for form in own_time::forms(&world).into_iter().chain(days_off::forms(words)) {
        kinds.insert(form_kind(&form), Shown::Form(form));
    }
    kinds
}

/// More than a select takes.
fn many_teams() -> Vec<teams::Line> {
    let team = |n: i64| teams::Line {
        id: TeamId::new(n),
        name: format!("Team *{n}*"),
        people: usize::from(n % 2 == 0),
        has_own_hours: n % 3 == 0,
    };
    (1..=28).map(team).collect()
}

fn administration(words: &Words, add: &mut impl FnMut(&str, Message)) {
    let line = |n: usize| admin::PlaybookLine {
        key: format!("playbook_{n}"),
        name: format!("Team {n} > team {}", n + 1),
        version: "0123456789abcdef".to_owned(),
        is_on: n.is_multiple_of(2),
    };
    add("only admins", admin::only_admins(words));
    add("only managers", admin::only_managers(words, BEN));
    add("which playbook", admin::which_playbook(words, &["AE > CSM".to_owned(), "SDR > AE".to_owned()], Entry::TYPED));
    add("nobody called", admin::nobody_called(words, "the *whole* team"));
    add("playbooks", admin::playbook_list(words, &(0..11).map(line).collect::<Vec<_>>()));
    add("playbook usage", admin::playbook_usage(words));
    add("no such playbook", admin::no_such_playbook(words, "ae_cms"));
    add("playbook exported", admin::playbook_exported(words, "ae_csm"));
    add("playbook imported", admin::playbook_imported(words, "ae_csm", true));
    add("playbook refused", admin::playbook_refused(words, &["line 3: no such field".to_owned(), "line 9".to_owned()]));
    add("playbook switched", admin::playbook_switched(words, "ae_csm", false));
}

fn lists(words: &Words, now: Timestamp, add: &mut impl FnMut(&str, Message)) {
    let statuses = [Status::Draft, Status::Sent, Status::Returned, Status::Accepted, Status::Completed];
    let line = |n: i64| list::ListLine {
        handoff: HandoffId::new(n),
        number: (n % 5 != 0).then_some(480 + n),
        customer: format!("Customer *{n}*"),
        playbook: "AE > CSM".to_owned(),
        status: statuses[usize::try_from(n % 5).unwrap_or_default()],
        sender: ANA,
        receiver: Some(BEN),
        accepted_by: (n % 5 > 2).then_some(BEN),
        next_due: (n % 2 == 0).then_some((ClockKind::Accept, now)),
        waiting_since: (n % 5 == 3).then_some(now),
        has_open_question: n % 5 == 1,
    };
    let lines: Vec<list::ListLine> = (0..10).map(line).collect();
    let page = list::ListPage { list: List { filter: Filter::Mine, page: 2 }, lines: &lines, total: 35 };
    add("list", list::list(words, &page, now));
    let empty = list::ListPage { list: List { filter: Filter::Overdue, page: 1 }, lines: &[], total: 0 };
    add("empty list", list::list(words, &empty, now));
    add("which one", list::which_one(words, "customer", &lines));
    add("not found", list::not_found(words, "<@17> *acme*"));
    let line = |n: i64, section, about| Line {
        section,
        handoff: HandoffId::new(n),
        number: Some(480 + n),
        customer: format!("Customer {n}"),
        kickoff: "first contact".to_owned(),
        about,
        at: now,
        who: BEN,
    };
    let lines = vec![
        line(1, Section::Late, About::Clock(ClockKind::Accept)),
        line(2, Section::Today, About::Clock(ClockKind::Kickoff)),
        line(3, Section::YourTurn, About::Answered { by: ANA }),
        line(4, Section::YourTurn, About::Returned { by: BEN }),
        line(5, Section::Unrated, About::Arrived),
    ];
    let whole = Digest { lines, more: 7 };
    add("digest", digest::for_person(words, BEN, &whole, (now, chrono_tz::Europe::Berlin)));
    add("digest of a team", digest::for_team(words, "Customer success", &whole, now));
    add("empty digest", digest::nothing(words));
}

#[test]
fn every_playbook_has_every_kind() {
    let flagship = of_playbook("ae_csm");
    assert!(flagship.len() > 100, "{}", flagship.len());
    for key in ["Arrived", "Step Accept Due", "form accept", "form return", "brief", "edit", "form again", "history"] {
        assert!(flagship.contains_key(key), "{key} of {:?}", flagship.keys());
    }
}
