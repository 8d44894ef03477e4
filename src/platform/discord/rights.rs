//! Pure: what somebody may do in a channel, computed as Discord does (documentation, 2026-08): the roles' permissions, then
//! what the channel allows and denies to everyone, to roles, to the member.

use serde_json::Value;

use crate::chat::doctor::Right;

const ADMINISTRATOR: u64 = 1 << 3;
const MANAGE_CHANNELS: u64 = 1 << 4;
pub(super) const VIEW_CHANNEL: u64 = 1 << 10;
pub(super) const SEND_MESSAGES: u64 = 1 << 11;
const ATTACH_FILES: u64 = 1 << 15;
pub(super) const READ_HISTORY: u64 = 1 << 16;
const MANAGE_THREADS: u64 = 1 << 34;
const PRIVATE_THREADS: u64 = 1 << 36;
const SEND_IN_THREADS: u64 = 1 << 38;

/// What the bot is invited with: all it needs, and to make the channel that set-up offers.
pub const INVITED: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | ATTACH_FILES
    | READ_HISTORY
    | MANAGE_THREADS
    | PRIVATE_THREADS
    | SEND_IN_THREADS
    | MANAGE_CHANNELS;

/// What the bot needs where it speaks.
const NEEDED: [(u64, Right); 6] = [
    (SEND_MESSAGES, Right::Send),
    (ATTACH_FILES, Right::AttachFiles),
    (READ_HISTORY, Right::ReadHistory),
    (PRIVATE_THREADS, Right::PrivateThreads),
    (SEND_IN_THREADS, Right::SendInThreads),
    (MANAGE_THREADS, Right::ManageThreads),
];

/// Somebody's part in a server.
pub(super) struct Held<'a> {
    /// The server's id, which is also that of the role everybody has.
    pub(super) server: &'a str,
    /// Ids of the roles they have besides.
    pub(super) roles: &'a [String],
    /// Their own id; absent for anybody.
    pub(super) account: Option<&'a str>,
}

impl Held<'_> {
    /// What they may do in a channel; `roles` are all of the server.
    pub(super) fn permissions(&self, roles: &Value, channel: &Value) -> u64 {
        let mut bits = roles
            .as_array()
            .into_iter()
            .flatten()
            .filter(|role| role["id"].as_str().is_some_and(|id| self.has(id)))
            .fold(0, |bits, role| bits | number(&role["permissions"]));
        if bits & ADMINISTRATOR != 0 {
            return u64::MAX;
        }
        let overwrites: Vec<&Value> = channel["permission_overwrites"].as_array().into_iter().flatten().collect();
        let is_everyone = |id: &str| id == self.server;
        let is_role = |id: &str| id != self.server && self.has(id);
        let is_own = |id: &str| self.account == Some(id);
        let steps: [&dyn Fn(&str) -> bool; 3] = [&is_everyone, &is_role, &is_own];
        for step in steps {
            let ours = overwrites.iter().filter(|rule| rule["id"].as_str().is_some_and(step));
            let (allow, deny) =
                ours.fold((0, 0), |(allow, deny), rule| (allow | number(&rule["allow"]), deny | number(&rule["deny"])));
            bits = (bits & !deny) | allow;
        }
        if bits & VIEW_CHANNEL == 0 { 0 } else { bits }
    }

    fn has(&self, role: &str) -> bool {
        role == self.server || self.roles.iter().any(|own| own == role)
    }
}

/// Whether a channel can be seen with these.
pub(super) fn may_see(bits: u64) -> bool {
    bits & VIEW_CHANNEL != 0
}

/// What is missing in these.
pub(super) fn lacking(bits: u64) -> Vec<Right> {
    NEEDED.into_iter().filter(|(bit, _)| bits & bit == 0).map(|(_, right)| right).collect()
}

/// Permissions travel as text.
fn number(value: &Value) -> u64 {
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn held<'a>(roles: &'a [String], account: Option<&'a str>) -> Held<'a> {
        Held { server: "1", roles, account }
    }

    #[test]
    fn overwrites_have_their_say_in_order() {
        let roles = json!([
            { "id": "1", "permissions": (VIEW_CHANNEL | SEND_MESSAGES).to_string() },
            { "id": "2", "permissions": ATTACH_FILES.to_string() },
            { "id": "3", "permissions": ADMINISTRATOR.to_string() },
        ]);
        let closed = json!({ "permission_overwrites": [
            { "id": "1", "deny": VIEW_CHANNEL.to_string(), "allow": "0" },
            { "id": "2", "allow": VIEW_CHANNEL.to_string(), "deny": SEND_MESSAGES.to_string() },
            { "id": "9", "allow": SEND_MESSAGES.to_string(), "deny": "0" },
        ] });
        let own = ["2".to_owned()];
        assert_eq!(held(&[], None).permissions(&roles, &closed), 0);
        assert_eq!(held(&own, None).permissions(&roles, &closed), VIEW_CHANNEL | ATTACH_FILES);
        let all = held(&own, Some("9")).permissions(&roles, &closed);
        assert_eq!(all, VIEW_CHANNEL | ATTACH_FILES | SEND_MESSAGES);
        assert_eq!(lacking(all).len(), 4);
        assert_eq!(held(&["3".to_owned()], None).permissions(&roles, &closed), u64::MAX);
    }

    #[test]
    fn the_readme_invites_with_the_same() {
        let readme = include_str!("../../../README.md");
        assert!(readme.contains(&format!("scope=bot+applications.commands&permissions={INVITED}`")));
    }

    #[test]
    fn who_was_invited_lacks_nothing() {
        assert_eq!(lacking(INVITED), []);
        assert!(may_see(INVITED) && !may_see(0));
    }
}
