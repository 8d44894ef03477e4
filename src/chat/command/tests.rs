//! What people type, and what it is taken for.

use super::tokens::tokens;
use super::*;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn start(text: &str) -> (Option<String>, Option<String>, Option<String>) {
    match read(text) {
        Ok(Command::Start(Start { playbook, customer, receiver, sender: None })) => (playbook, customer, receiver),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn an_imported_file_keeps_its_lines() {
    let file = "# a comment\nformat = 1\n\nname = \"A  > B\"";
    let expected = Command::Admin { name: Name::Playbook, words: vec!["import".into(), file.into()] };
    for text in [
        format!("/handoff-admin playbook import {file}"),
        format!("/handoff-admin Playbook  Import\n{file}\n"),
        format!("/handoff-admin playbook import ```toml\n{file}\n```"),
        format!("/handoff-admin playbook import\n```\n{file}\n```"),
    ] {
        assert_eq!(read(&text), Ok(expected.clone()), "{text}");
    }
    let long = format!("/handoff-admin playbook import {}", "x\n".repeat(TEXT_CHARS_MAX));
    assert!(matches!(read(&long), Ok(Command::Admin { words, .. }) if words[1].len() > TEXT_CHARS_MAX));
}

#[test]
fn start_takes_its_words_in_any_dress() {
    for (text, playbook, customer, receiver) in [
        ("/handoff start", "", "", ""),
        ("/handoff start ACME", "", "ACME", ""),
        ("/handoff start ACME Corp", "", "ACME Corp", ""),
        ("/handoff start ACME Corp @ben", "", "ACME Corp", "ben"),
        ("/handoff start ACME to @ben", "", "ACME", "ben"),
        ("/handoff start @ben ACME", "", "ACME", "ben"),
        ("/handoff start ae_csm \"ACME Corp\" @ben", "ae_csm", "ACME Corp", "ben"),
        ("/handoff start ae_csm “ACME Corp” ben", "ae_csm", "ACME Corp", "ben"),
        ("/handoff start \"ACME Corp\" @\"Ben Ross\"", "", "ACME Corp", "Ben Ross"),
        ("/handoff start AE > CSM ACME", "AE > CSM", "ACME", ""),
        ("/handoff start AE>CSM ACME", "AE>CSM", "ACME", ""),
        ("/handoff start customer:\"ACME\" receiver:@ben playbook:ae_csm", "ae_csm", "ACME", "ben"),
        ("/handoff start customer: ACME receiver: ben", "", "ACME", "ben"),
        ("/handoff start customer:\"ACME Corp\" receiver:\"Ben Ross\"", "", "ACME Corp", "Ben Ross"),
        ("/handoff start ACME <@!170>", "", "ACME", "170"),
        ("!handoff START  ACME ", "", "ACME", ""),
        ("handoff start ACME: Berlin", "", "ACME: Berlin", ""),
        ("/handoff start 17\" Screens", "", "17\" Screens", ""),
        ("/handoff start O'Neil & Sons", "", "O'Neil & Sons", ""),
        ("/handoff start to", "", "to", ""),
        ("/handoff start \"@Home Ltd\" @ben", "", "@Home Ltd", "ben"),
        ("/handoff start customer:\"@Home\"", "", "@Home", ""),
        ("/handoff start From Here Ltd", "", "From Here Ltd", ""),
        ("/handoff start \"ACME", "", "ACME", ""),
    ] {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        assert_eq!(start(text), (some(playbook), some(customer), some(receiver)), "{text}");
    }
}

#[test]
fn a_manager_names_the_one_who_hands_over() {
    for text in [
        "csm_csm ACME @ida from @ben",
        "csm_csm from @ben ACME to @ida",
        "ACME sender:ben receiver:@ida playbook:csm_csm",
    ] {
        let some = |text: &str| Some(text.to_owned());
        let expected =
            Start { playbook: some("csm_csm"), customer: some("ACME"), receiver: some("ida"), sender: some("ben") };
        assert_eq!(read(&format!("/handoff start {text}")), Ok(Command::Start(expected)), "{text}");
    }
}

#[test]
fn two_people_are_one_too_many() {
    let problem = CommandProblem::Unexpected { name: Name::Start, word: "@lea".into(), nearest: None };
    assert_eq!(read("/handoff start ACME @ben @lea"), Err(problem));
}

#[test]
fn lists_have_a_filter_and_a_page() {
    for (text, filter, page) in [
        ("/handoff list", Filter::Mine, 1),
        ("/handoff list overdue", Filter::Overdue, 1),
        ("/handoff list filter:Team", Filter::Team, 1),
        ("/handoff list late 2", Filter::Overdue, 2),
        ("/handoff list sent back", Filter::Returned, 1),
        ("/handoff list my handoffs", Filter::Mine, 1),
        ("/handoff list all page 3", Filter::All, 3),
    ] {
        assert_eq!(read(text), Ok(Command::List(List { filter, page })), "{text}");
    }
    let problem = CommandProblem::Unexpected { name: Name::List, word: "overdu".into(), nearest: Some("overdue") };
    assert_eq!(read("/handoff list overdu"), Err(problem));
    for filter in Filter::ALL {
        let list = List { filter, page: 7 };
        assert_eq!(List::from_arg(&list.to_arg()), Some(list));
    }
    for stats in [
        Stats::default(),
        Stats { playbook: Some("ae_csm".into()), ..Stats::default() },
        Stats { period: Period::Dates { first: day("2026-03-01"), last: day("2026-03-31") }, ..Stats::default() },
        Stats { period: Period::LastDays(7), playbook: Some("a.b".into()), person: None },
    ] {
        assert_eq!(Stats::from_arg(&stats.to_arg()), Some(stats));
    }
    for arg in ["", "30d", "d.", "0d.", "30.", "2026-03-01.x", "x~y."] {
        assert_eq!(Stats::from_arg(arg), None, "{arg}");
    }
    for arg in ["", "mine", "mine.0", "mine.x", "x.1", "mine.-1"] {
        assert_eq!(List::from_arg(arg), None, "{arg}");
    }
}

#[test]
fn a_handoff_is_a_number_or_a_customer() {
    for (text, which) in [
        ("/handoff show 482", Which::Number(482)),
        ("/handoff show #482", Which::Number(482)),
        ("/handoff show handoff:#482", Which::Number(482)),
        ("/handoff #482", Which::Number(482)),
        ("/handoff 482", Which::Number(482)),
        ("/handoff show ACME Corp", Which::Customer("ACME Corp".into())),
        ("/handoff show \"482 Ltd\"", Which::Customer("482 Ltd".into())),
        ("/handoff show 99999999999999999999", Which::Customer("99999999999999999999".into())),
    ] {
        assert_eq!(read(text), Ok(Command::Show(which)), "{text}");
    }
    let missing = CommandProblem::Missing { name: Name::Show, argument: Argument::Handoff };
    assert_eq!(read("/handoff show "), Err(missing));
}

#[test]
fn figures_take_a_period_a_playbook_and_a_person() {
    let dates = |first: &str, last: &str| Period::Dates { first: day(first), last: day(last) };
    for (text, period) in [
        ("", Period::LastDays(30)),
        ("7d", Period::LastDays(7)),
        ("90", Period::LastDays(90)),
        ("last 14 days", Period::LastDays(14)),
        ("this quarter", Period::LastDays(90)),
        ("period:week", Period::LastDays(7)),
        ("2026-02", dates("2026-02-01", "2026-02-28")),
        ("2026-12", dates("2026-12-01", "2026-12-31")),
        ("2026-03-02..2026-03-06", dates("2026-03-02", "2026-03-06")),
        ("2026-03-02 to 2026-03-06", dates("2026-03-02", "2026-03-06")),
        ("2026-03-02", dates("2026-03-02", "2026-03-02")),
        ("2019", dates("2019-01-01", "2019-12-31")),
        ("2019d", Period::LastDays(2019)),
    ] {
        let expected = Stats { period, ..Stats::default() };
        assert_eq!(read(&format!("/handoff stats {text}")), Ok(Command::Stats(expected)), "{text}");
    }
    let full = Stats { period: Period::LastDays(30), playbook: Some("ae_csm".into()), person: Some("ben".into()) };
    for text in ["30d ae_csm @ben", "@ben ae_csm 30d", "person:ben playbook:ae_csm"] {
        assert_eq!(read(&format!("/handoff stats {text}")), Ok(Command::Stats(full.clone())), "{text}");
    }
    let mine = Stats { playbook: Some("AE > CSM".into()), person: Some("me".into()), ..Stats::default() };
    assert_eq!(read("/handoff stats AE > CSM me"), Ok(Command::Stats(mine)));
    let problem = CommandProblem::Unexpected { name: Name::Stats, word: "quater".into(), nearest: Some("quarter") };
    assert_eq!(read("/handoff stats quater"), Err(problem));
    for bad in ["0d", "4000d", "2026-13", "2026-02-30", "-5"] {
        assert!(matches!(read(&format!("/handoff stats {bad}")), Err(CommandProblem::Unexpected { .. })), "{bad}");
    }
}

#[test]
fn help_has_topics() {
    for (text, topic) in [
        ("/handoff", Topic::All),
        ("/handoff help", Topic::All),
        ("/handoff-admin", Topic::All),
        ("/handoff-admin help", Topic::All),
        ("/handoff help my data", Topic::MyData),
        ("/handoff help start", Topic::Of(Name::Start)),
        ("/handoff help /handoff stats", Topic::Of(Name::Stats)),
    ] {
        assert_eq!(read(text), Ok(Command::Help(topic)), "{text}");
    }
}

#[test]
fn admins_have_their_own_words() {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let export = Command::Admin { name: Name::Playbook, words: words(&["export", "ae_csm"]) };
    assert_eq!(read("/handoff-admin playbook export ae_csm"), Ok(export.clone()));
    assert_eq!(read("/handoff admin playbook export ae_csm"), Ok(export));
    let setup = Command::Admin { name: Name::Setup, words: Vec::new() };
    assert_eq!(read("/handoff-admin SETUP"), Ok(setup));
    let problem = CommandProblem::Unknown { root: Root::Admin, word: "start".into(), nearest: None };
    assert_eq!(read("/handoff-admin start"), Err(problem));
}

#[test]
fn buttons_have_words_too() {
    let act = |verb, which, words: &str| Command::Act(Act { verb, which, words: words.into(), is_bare: false });
    let bare = Act { verb: Verb::Accept, which: Some(Which::Number(482)), words: String::new(), is_bare: true };
    assert_eq!(read("/handoff accept 482"), Ok(Command::Act(bare)));
    let ask = act(Verb::Ask, Some(Which::Number(482)), "by when, and how much?");
    assert_eq!(read("/handoff ask #482 by when, and how much?"), Ok(ask));
    assert_eq!(read("/handoff ask by when?"), Ok(act(Verb::Ask, None, "by when?")));
    let send = act(Verb::Send, Some(Which::Customer("ACME Corp".into())), "");
    assert_eq!(parse("/handoff send \"ACME Corp\""), Ok(send));
    assert_eq!(read("/handoff help accept"), Ok(Command::Help(Topic::Buttons)));
    let words = ACTIONS.iter().map(|action| action.word).chain(COMMANDS.iter().map(|spec| spec.word));
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), ACTIONS.len() + COMMANDS.len(), "a word means two things");
}

#[test]
fn a_slip_is_answered_with_the_nearest_word() {
    for (typed, meant) in [
        ("strat", Some("start")),
        ("STARTT", Some("start")),
        ("lsit", Some("list")),
        ("dig", Some("digest")),
        ("hlep", Some("help")),
        ("sta", None),
        ("xyzzy", None),
        ("", None),
        ("s", None),
    ] {
        let known = ["start", "list", "show", "stats", "digest", "help"];
        assert_eq!(nearest(typed, &known), meant, "{typed}");
    }
    let problem = CommandProblem::Unknown { root: Root::Handoff, word: "strat".into(), nearest: Some("start") };
    assert_eq!(read("/handoff strat ACME"), Err(problem));
    for text in ["", "  ", "/start", "hello", "/handoffs list", "handoff-adm"] {
        assert_eq!(read(text), Err(CommandProblem::NotOurs), "{text}");
    }
}

#[test]
fn the_table_is_sound() {
    for spec in COMMANDS {
        assert_eq!(spec.name.spec(), Some(spec), "one line for each name");
        assert_eq!(Spec::of(spec.root, spec.word), Some(spec));
        // Discord: command names of 1 to 32 small letters, digits, - and _; at most 25 options.
        assert!(spec.word.len() <= 32 && spec.word.chars().all(|c| c.is_ascii_lowercase()), "{}", spec.word);
        assert!(spec.arguments.len() <= 25);
        let text = format!("{} 1", spec.typed());
        match parse(&text) {
            Ok(_) | Err(CommandProblem::Unexpected { .. }) => assert!(spec.is_built, "{text}"),
            Err(CommandProblem::NotYet { word }) => assert!(!spec.is_built && word == spec.word, "{text}"),
            Err(other) => panic!("{text}: {other:?}"),
        }
    }
    for root in [Root::Handoff, Root::Admin] {
        assert!(COMMANDS.iter().filter(|spec| spec.root == root).count() <= 25);
    }
}

#[test]
fn hostile_text_is_only_text() {
    let bell = start("/handoff start \u{202e}AC\u{0}ME\u{7}\u{200b}");
    assert_eq!(bell.1.as_deref(), Some("ACME"));
    assert_eq!(start("/handoff start @everyone").2.as_deref(), Some("everyone"), "a name, looked up like any other");
    assert_eq!(start("/handoff start **x** [a](https://x) `y`").1.as_deref(), Some("**x** [a](https://x) `y`"));
    assert_eq!(start("/handoff start ACME\n/handoff start Lumen").1.as_deref(), Some("ACME /handoff start Lumen"));
    let long = "x".repeat(100_000);
    let customer = start(&format!("/handoff start {long}")).1.unwrap();
    assert!(customer.len() < TEXT_CHARS_MAX);
    for text in ["/handoff start \"\"", "/handoff start customer:", "/handoff start @", "/handoff list \u{1F600}"] {
        let _ = read(text);
    }
    assert_eq!(start("/handoff start \"\" @ben"), (None, None, Some("ben".into())));
    assert_eq!(nearest(&long, &["start"]), None);
    assert!(tokens(&"\"".repeat(5_000), &["customer"]).is_empty());
}
