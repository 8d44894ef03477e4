//! Pure: servers coming and going, as the gateway tells it.

use chrono::DateTime;
use serde_json::Value;

use super::fields::{id, text};
use crate::clock::Timestamp;
use crate::platform::{Happening, Here};

/// A server that Baton is in; nothing for one that Discord has lost for a while.
pub fn here(raw: &Value) -> Option<Happening> {
    if is_lost(raw) {
        return None;
    }
    let since = text(raw, "joined_at").and_then(|at| DateTime::parse_from_rfc3339(at).ok());
    Some(Happening::Here(Box::new(Here {
        server: id(raw, "id")?,
        name: text(raw, "name").unwrap_or_default().to_owned(),
        since: since.map(|at| Timestamp::from_utc(at.to_utc())),
        channel: id(raw, "system_channel_id"),
        owner: id(raw, "owner_id"),
        locale: text(raw, "preferred_locale").map(ToOwned::to_owned),
    })))
}

/// A server that Baton was sent away from, or that is no more; nothing for one that Discord has lost for a while.
pub fn gone(raw: &Value) -> Option<Happening> {
    let server = id(raw, "id").filter(|_| !is_lost(raw))?;
    Some(Happening::Removed { server })
}

fn is_lost(raw: &Value) -> bool {
    raw.get("unavailable").and_then(Value::as_bool).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_outage_is_neither_coming_nor_going() {
        assert_eq!(here(&json!({ "id": "700", "unavailable": true })), None);
        assert_eq!(gone(&json!({ "id": "700", "unavailable": true })), None);
        assert_eq!(gone(&json!({ "id": "700" })), Some(Happening::Removed { server: "700".to_owned() }));
    }

    #[test]
    fn what_is_missing_is_unknown() {
        let bare = Here {
            server: "700".to_owned(),
            name: String::new(),
            since: None,
            channel: None,
            owner: None,
            locale: None,
        };
        assert_eq!(here(&json!({ "id": "700" })), Some(Happening::Here(Box::new(bare.clone()))));
        let whole = json!({
            "id": "700", "name": "Northlight", "joined_at": "2026-03-09T10:00:00.5+01:00", "system_channel_id": "600",
            "owner_id": "11", "preferred_locale": "de", "unavailable": false,
        });
        let since = "2026-03-09T09:00:00.5Z".parse().map(Timestamp::from_utc).ok();
        let expected = Here {
            name: "Northlight".to_owned(),
            since,
            channel: Some("600".to_owned()),
            owner: Some("11".to_owned()),
            locale: Some("de".to_owned()),
            ..bare
        };
        assert_eq!(here(&whole), Some(Happening::Here(Box::new(expected))));
        for odd in
            [json!(null), json!({}), json!({ "id": 7.5 }), json!({ "id": "700", "joined_at": 5, "owner_id": [] })]
        {
            assert!(here(&odd).is_none_or(|_| odd["id"] == "700"), "{odd}");
        }
    }
}
