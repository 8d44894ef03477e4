//! Each fact alone makes its finding, and a sound house makes none.

use super::*;

fn sound_bot(way: Way) -> Bot {
    Bot { look: Look::Done, hears_of_members: Some(true), way, commands: Commands::Current, ..Bot::default() }
}

fn connection() -> Way {
    Way::Connection { sent_to: None, fault: None, is_spent: false, parts: (1, 1) }
}

fn sound_house() -> House {
    House { fallback: Fallback::Here, ..House::default() }
}

fn channel(part: Part, state: ChannelState) -> Channel {
    Channel { id: "5".to_owned(), name: None, part, link: String::new(), state }
}

fn server(state: ChannelState) -> Server {
    Server { look: Look::Done, channels: vec![channel(Part::Cards, state)], ..Server::default() }
}

#[test]
fn what_is_sound_says_nothing() {
    assert_eq!(of_bot(&Bot::default()), []);
    assert_eq!(of_bot(&sound_bot(connection())), []);
    let requests = Way::Requests { address: Some("https://b".to_owned()), is_our_key: true, fault: None };
    assert_eq!(of_bot(&sound_bot(requests)), []);
    let seen = ChannelState::Seen { lacks: Vec::new(), is_open_to_all: false };
    assert_eq!(of_workspace(&server(seen), &sound_house()), []);
}

#[test]
fn who_is_not_let_in_hears_of_nothing_else() {
    let refused = Bot { look: Look::Refused, needs_code_grant: true, ..Bot::default() };
    assert_eq!(of_bot(&refused), [Finding::TokenRefused]);
    let gone = Server { look: Look::Refused, may_offer_commands: Some(false), ..Server::default() };
    assert_eq!(of_workspace(&gone, &sound_house()), [Finding::BotGone(String::new())]);
}

#[test]
fn each_way_in_has_its_own_faults() {
    let elsewhere =
        Way::Connection { sent_to: Some("https://a".to_owned()), fault: None, is_spent: true, parts: (1, 2) };
    assert_eq!(
        of_bot(&sound_bot(elsewhere)),
        [Finding::SentElsewhere("https://a".to_owned()), Finding::ConnectionsSpent, Finding::TooFewParts(1, 2)]
    );
    let unset = Way::Requests { address: None, is_our_key: false, fault: Some("nobody".to_owned()) };
    assert_eq!(of_bot(&sound_bot(unset)), [Finding::OtherKey, Finding::NoAddress]);
}

#[test]
fn an_open_channel_is_wrong_only_where_managers_speak() {
    let open = |part| Finding::OpenToAll(channel(part, ChannelState::Unseen));
    assert!(open(Part::Managers).is_wrong() && !open(Part::Cards).is_wrong());
    let lacks = ChannelState::Seen { lacks: vec![Right::Send, Right::ReadHistory], is_open_to_all: true };
    let found = of_workspace(&server(lacks), &sound_house());
    assert_eq!(found.len(), 3);
    assert_eq!(found.iter().filter(|finding| finding.is_wrong()).count(), 2);
}

#[test]
fn an_empty_house_is_told_whole() {
    let gaps = vec![Gap::SetUp, Gap::Channel, Gap::ManagerChannel, Gap::Manager, Gap::Playbook];
    let found = of_workspace(&Server::default(), &House { gaps, entry: Entry::REGISTERED, ..House::default() });
    let wanted = [
        Finding::NoChannel,
        Finding::NoPlaybook(Entry::REGISTERED),
        Finding::NoManager,
        Finding::NoManagerChannel,
        Finding::NoFallback,
        Finding::NotSetUp,
    ];
    assert_eq!(found, wanted);
}
