//! What does not work, said so that somebody can mend it: what is wrong, what it breaks, and the click.

use crate::chat::command::Name;
use crate::chat::doctor::{Channel, Finding, Pages, Part, Right};
use crate::chat::message::{Button, Inline, Message, Text};
use crate::chat::route::{Route, Verb};
use crate::chat::text::{Words, messages};

/// Of what somebody else said, so much is repeated.
const REASON_CHARS: usize = 120;

messages! {
    fn doctor_of_bot() -> Text;
    fn doctor_of_workspace(name: Plain) -> Text;
    fn doctor_of_all() -> Text;
    fn doctor_head(of: Text, count: Number) -> Text;
    fn doctor_well(of: Text) -> Text;
    fn doctor_partly(of: Text) -> Text;
    fn doctor_notes_head() -> Text;
    fn doctor_again() -> Text;
    fn doctor_try_again() -> String;
    fn doctor_tried_again(count: Number) -> Text;
    fn doctor_page_bot() -> String;
    fn doctor_page_general() -> String;
    fn doctor_page_invite() -> String;
    fn doctor_page_channel() -> String;
    fn doctor_cannot_look(reason: Plain) -> Text;
    fn doctor_token_refused(page: Text) -> Text;
    fn doctor_other_application(named: Plain, page: Text) -> Text;
    fn doctor_members_unseen(page: Text) -> Text;
    fn doctor_code_grant(page: Text) -> Text;
    fn doctor_sent_elsewhere(address: Plain, page: Text) -> Text;
    fn doctor_no_address(page: Text) -> Text;
    fn doctor_other_key(page: Text) -> Text;
    fn doctor_address_silent(address: Plain, reason: Plain, page: Text) -> Text;
    fn doctor_connection_fails(reason: Plain) -> Text;
    fn doctor_connections_spent() -> Text;
    fn doctor_too_few_parts(parts: Number, wanted: Number) -> Text;
    fn doctor_commands_missing() -> Text;
    fn doctor_commands_stale() -> Text;
    fn doctor_bot_gone(page: Text) -> Text;
    fn doctor_commands_not_allowed(page: Text) -> Text;
    fn doctor_channel_gone(part: Key) -> Text;
    fn doctor_channel_hidden(channel: Text, part: Key, page: Text) -> Text;
    fn doctor_channel_kind(channel: Text) -> Text;
    fn doctor_lacks(channel: Text, right: Key, page: Text) -> Text;
    fn doctor_open_to_all(channel: Text, part: Key, page: Text) -> Text;
    fn doctor_not_set_up() -> Text;
    fn doctor_no_channel() -> Text;
    fn doctor_no_manager() -> Text;
    fn doctor_no_manager_channel() -> Text;
    fn doctor_no_fallback() -> Text;
    fn doctor_fallback_left(person: Person) -> Text;
    fn doctor_no_playbook(typed: Plain) -> Text;
    fn doctor_no_receivers(playbook: Plain) -> Text;
    fn doctor_no_present_receivers(playbook: Plain) -> Text;
    fn doctor_closed_direct(person: Person) -> Text;
    fn doctor_never_open() -> Text;
    fn doctor_never_open_team(team: Plain) -> Text;
    fn doctor_holidays_end(year: Plain) -> Text;
    fn doctor_holidays_end_team(year: Plain, team: Plain) -> Text;
    fn doctor_empty_team(team: Plain) -> Text;
    fn doctor_given_up(count: Number) -> Text;
}

/// How the bot itself stands.
pub fn of_bot(words: &Words, pages: &Pages, findings: &[Finding]) -> Message {
    report(words, words.doctor_of_bot(), pages, findings)
}

/// How a workspace stands.
pub fn of_workspace(words: &Words, name: &str, pages: &Pages, findings: &[Finding]) -> Message {
    report(words, words.doctor_of_workspace(name), pages, findings)
}

/// How everything stands, for an admin who asks in the chat.
pub fn of_all(words: &Words, pages: &Pages, findings: &[Finding]) -> Message {
    let message = report(words, words.doctor_of_all(), pages, findings);
    let message =
        if findings.iter().any(Finding::is_wrong) { message.and_small(words.doctor_again()) } else { message };
    let is_given_up = findings.iter().any(|finding| matches!(finding, Finding::GivenUp(_)));
    let try_again = is_given_up.then(|| Button::plain(Route::plain(Verb::TryAgain).id(), words.doctor_try_again()));
    message.and_buttons(try_again.into_iter().collect())
}

/// So many messages go out once more.
pub fn tried_again(words: &Words, count: i64) -> Message {
    Message::line(words.doctor_tried_again(count))
}

/// First what does not work, then what is good to know.
fn report(words: &Words, of: Text, pages: &Pages, findings: &[Finding]) -> Message {
    let (wrong, notes): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|finding| finding.is_wrong());
    let is_blind = wrong.iter().any(|finding| matches!(finding, Finding::CannotLook(_)));
    let head = match wrong.len() {
        0 => words.doctor_well(of),
        _ if is_blind => words.doctor_partly(of),
        count => words.doctor_head(of, i64::try_from(count).unwrap_or(i64::MAX)),
    };
    let say = |message: Message, finding: &&Finding| message.and_line(line(words, pages, finding));
    let message = wrong.iter().fold(Message::line(head), say);
    if notes.is_empty() {
        return message;
    }
    notes.iter().fold(message.and_line(words.doctor_notes_head()), say)
}

/// One finding.
pub fn line(words: &Words, pages: &Pages, finding: &Finding) -> Text {
    let bot = || link(words.doctor_page_bot(), &pages.bot);
    let general = || link(words.doctor_page_general(), &pages.general);
    let invite = |address: &str| link(words.doctor_page_invite(), address);
    let open = |channel: &Channel| link(words.doctor_page_channel(), &channel.link);
    match finding {
        Finding::CannotLook(reason) => words.doctor_cannot_look(&short(reason)),
        Finding::TokenRefused => words.doctor_token_refused(bot()),
        Finding::OtherApplication(named) => words.doctor_other_application(named, general()),
        Finding::MembersUnseen => words.doctor_members_unseen(bot()),
        Finding::CodeGrant => words.doctor_code_grant(bot()),
        Finding::SentElsewhere(address) => words.doctor_sent_elsewhere(address, general()),
        Finding::NoAddress => words.doctor_no_address(general()),
        Finding::OtherKey => words.doctor_other_key(general()),
        Finding::AddressSilent(address, reason) => words.doctor_address_silent(address, &short(reason), general()),
        Finding::ConnectionFails(reason) => words.doctor_connection_fails(&short(reason)),
        Finding::ConnectionsSpent => words.doctor_connections_spent(),
        Finding::TooFewParts(parts, wanted) => words.doctor_too_few_parts((*parts).into(), (*wanted).into()),
        Finding::CommandsMissing => words.doctor_commands_missing(),
        Finding::CommandsStale => words.doctor_commands_stale(),
        Finding::BotGone(address) => words.doctor_bot_gone(invite(address)),
        Finding::CommandsNotAllowed(address) => words.doctor_commands_not_allowed(invite(address)),
        Finding::ChannelGone(part) => words.doctor_channel_gone(part_key(*part)),
        Finding::ChannelHidden(at) => words.doctor_channel_hidden(named(at), part_key(at.part), open(at)),
        Finding::ChannelKind(at) => words.doctor_channel_kind(named(at)),
        Finding::Lacks(right, at) => words.doctor_lacks(named(at), right_key(*right), open(at)),
        Finding::OpenToAll(at) => words.doctor_open_to_all(named(at), part_key(at.part), open(at)),
        Finding::NotSetUp => words.doctor_not_set_up(),
        Finding::NoChannel => words.doctor_no_channel(),
        Finding::NoManager => words.doctor_no_manager(),
        Finding::NoManagerChannel => words.doctor_no_manager_channel(),
        Finding::NoFallback => words.doctor_no_fallback(),
        Finding::FallbackLeft(person) => words.doctor_fallback_left(*person),
        Finding::NoPlaybook(entry) => words.doctor_no_playbook(&entry.admin(Name::Playbook, "on")),
        Finding::NoReceivers(playbook) => words.doctor_no_receivers(playbook),
        Finding::NoPresentReceivers(playbook) => words.doctor_no_present_receivers(playbook),
        Finding::ClosedDirect(person) => words.doctor_closed_direct(*person),
        Finding::NeverOpen(None) => words.doctor_never_open(),
        Finding::NeverOpen(Some(team)) => words.doctor_never_open_team(team),
        Finding::HolidaysEnd(year, None) => words.doctor_holidays_end(&year.to_string()),
        Finding::HolidaysEnd(year, Some(team)) => words.doctor_holidays_end_team(&year.to_string(), team),
        Finding::EmptyTeam(team) => words.doctor_empty_team(team),
        Finding::GivenUp(count) => words.doctor_given_up(i64::try_from(*count).unwrap_or(i64::MAX)),
    }
}

/// The words alone where no address is known.
fn link(text: String, url: &str) -> Text {
    if url.is_empty() { vec![Inline::Plain(text)] } else { vec![Inline::Link { text, url: url.to_owned() }] }
}

/// A platform draws a channel that it knows; a terminal needs its name.
fn named(channel: &Channel) -> Text {
    match &channel.name {
        Some(name) => vec![Inline::Plain(format!("#{name}"))],
        None => vec![Inline::Channel(channel.id.clone())],
    }
}

fn short(reason: &str) -> String {
    super::view::short(reason, REASON_CHARS)
}

fn part_key(part: Part) -> &'static str {
    match part {
        Part::Cards => "cards",
        Part::Managers => "managers",
    }
}

fn right_key(right: Right) -> &'static str {
    match right {
        Right::Send => "send",
        Right::AttachFiles => "attach",
        Right::ReadHistory => "history",
        Right::PrivateThreads => "private_threads",
        Right::SendInThreads => "in_threads",
        Right::ManageThreads => "manage_threads",
    }
}
