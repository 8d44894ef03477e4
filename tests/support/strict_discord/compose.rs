//! From what a bot sends to a message as it stands: merged with what was there, held against the limits, completed.

use serde_json::{Value, json};

use super::components::{self, flat, items};
use super::refusal::{EMPTY, NO_PERMISSION, Refusal, TOO_LARGE};
use super::world::{File, Id, World};
use super::{media, permissions, pings};

/// Of a message: only the person who asked sees it.
pub const EPHEMERAL: u64 = 1 << 6;
/// Of a message: its components are of the newer kind, and all there is.
pub const NEWER: u64 = 1 << 15;
/// Of a message: an answer is announced.
pub const LOADING: u64 = 1 << 7;
/// Without previews of links, and without sound.
const QUIET: u64 = (1 << 2) | (1 << 12);

const CONTENT_MAX: usize = 2000;
const EMBEDS_CHARS_MAX: usize = 6000;
const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;
const FILES_MAX: usize = 10;

/// What a bot sends.
pub struct Sent<'a> {
    pub body: &'a Value,
    pub files: &'a [File],
    /// The message as it stands, where it is edited.
    pub before: Option<&'a Value>,
    /// Whether it answers an interaction, and may be for one person alone.
    pub is_answer: bool,
    /// Where it goes.
    pub channel: Id,
}

/// The parts of a message.
pub fn compose(world: &mut World, sent: &Sent) -> Result<Value, Refusal> {
    let flags = flags(sent)?;
    let was = |name: &str| sent.before.map_or(Value::Null, |before| before[name].clone());
    let part = |name: &str, empty: Value| match sent.body.get(name) {
        None => Some(was(name)).filter(|was| !was.is_null()).unwrap_or(empty),
        Some(Value::Null) => empty,
        Some(value) => value.clone(),
    };
    let content = part("content", json!(""));
    let embeds = part("embeds", json!([]));
    let given = part("components", json!([]));
    check_text(&content)?;
    check_embeds(&embeds)?;
    check_mentions(&sent.body["allowed_mentions"])?;
    if flags & NEWER != 0 && (content != "" || embeds != json!([])) {
        return Err(Refusal::field("/flags", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"));
    }
    components::check(&given, flags & NEWER != 0)?;
    let attachments = attachments(world, sent)?;
    let is_empty =
        [&content, &embeds, &given, &attachments].iter().all(|part| **part == json!("") || **part == json!([]));
    if is_empty {
        return Err(EMPTY.into());
    }
    if flags & NEWER != 0 && flat(&given).is_empty() {
        return Err(EMPTY.into());
    }
    let unseen = media::check(&given, &attachments)?;
    if flags & NEWER != 0 && !unseen.is_empty() {
        world.problem(format!("files that nobody sees, for no component shows them: {unseen:?}"));
    }
    let components = components::completed(&given, &attachments);
    let embeds = media::embeds(&embeds, &attachments)?;
    let has_text = content != "" || !components::texts(&components).is_empty();
    if has_text && !sent.body["allowed_mentions"].is_object() && !is_untouched(sent) {
        let text = pings::shown(&content, &components);
        world.problem(format!("a message with text and without allowed_mentions: {text}"));
    }
    Ok(json!({
        "content": content,
        "embeds": embeds,
        "components": components,
        "attachments": attachments,
        "flags": flags,
    }))
}

/// Whether an edit leaves the words as they are.
fn is_untouched(sent: &Sent) -> bool {
    sent.before.is_some() && sent.body.get("content").is_none() && sent.body.get("components").is_none()
}

fn flags(sent: &Sent) -> Result<u64, Refusal> {
    let asked = sent.body["flags"].as_u64().unwrap_or_default();
    let allowed = QUIET | NEWER | if sent.is_answer { EPHEMERAL } else { 0 };
    if asked & !allowed != 0 {
        return Err(Refusal::field("/flags", format!("{asked} has flags that cannot be set here")));
    }
    let was = sent.before.map_or(0, |before| before["flags"].as_u64().unwrap_or_default());
    // Once of the newer kind, always of the newer kind.
    Ok(asked | (was & (NEWER | EPHEMERAL)))
}

fn check_text(content: &Value) -> Result<(), Refusal> {
    let chars = content.as_str().map_or(0, |text| text.chars().count());
    if chars > CONTENT_MAX {
        return Err(Refusal::field("/content", format!("Must be {CONTENT_MAX} or fewer in length.")));
    }
    Ok(())
}

fn check_embeds(embeds: &Value) -> Result<(), Refusal> {
    let chars = |value: &Value| value.as_str().map_or(0, |text| text.chars().count());
    let count = |embed: &Value| {
        let fields: usize = items(&embed["fields"]).map(|field| chars(&field["name"]) + chars(&field["value"])).sum();
        let around = chars(&embed["footer"]["text"]) + chars(&embed["author"]["name"]);
        chars(&embed["title"]) + chars(&embed["description"]) + fields + around
    };
    let all: usize = items(embeds).map(count).sum();
    if all > EMBEDS_CHARS_MAX {
        return Err(Refusal::field("/embeds", format!("Embed size exceeds maximum size of {EMBEDS_CHARS_MAX}")));
    }
    Ok(())
}

/// A list and "everybody of that kind" exclude each other.
fn check_mentions(mentions: &Value) -> Result<(), Refusal> {
    for kind in ["users", "roles"] {
        let is_parsed = items(&mentions["parse"]).any(|parsed| parsed == kind);
        if is_parsed && items(&mentions[kind]).next().is_some() {
            let why = format!("parse:[\"{kind}\"] and {kind}:[ids…] are mutually exclusive");
            return Err(Refusal::field("/allowed_mentions", why));
        }
    }
    Ok(())
}

/// Keeps the files; which of the old ones stay is said by the list, where there is one.
fn attachments(world: &mut World, sent: &Sent) -> Result<Value, Refusal> {
    let old = sent.before.map(|before| before["attachments"].clone()).unwrap_or_default();
    let listed = sent.body["attachments"].as_array();
    let kept = items(&old).filter(|old| listed.is_none_or(|listed| listed.iter().any(|it| it["id"] == old["id"])));
    let mut attachments: Vec<Value> = kept.cloned().collect();
    for file in sent.files {
        if file.bytes.len() > FILE_BYTES_MAX {
            return Err(TOO_LARGE.into());
        }
        let number = file.field.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
        let described = listed.and_then(|listed| listed.iter().find(|it| it["id"] == number));
        if listed.is_some() && described.is_none() {
            return Err(Refusal::field("/attachments", format!("{} is not described", file.field)));
        }
        let name = described.and_then(|it| it["filename"].as_str()).unwrap_or(&file.name).to_owned();
        let id = world.next_id();
        let url = format!("{}/attachments/{}/{id}/{name}", world.base, sent.channel);
        world.files.insert(id, file.clone());
        attachments.push(json!({
            "id": id.to_string(),
            "filename": name,
            "size": file.bytes.len(),
            "url": url,
            "proxy_url": url,
            "content_type": file.kind,
        }));
    }
    for (index, it) in listed.into_iter().flatten().enumerate() {
        let id = it["id"].as_str().unwrap_or_default();
        let is_new = sent.files.iter().any(|file| file.field == format!("files[{id}]"));
        if !is_new && !items(&old).any(|old| old["id"] == id) {
            return Err(Refusal::field(format!("/attachments/{index}"), "Attachment data is invalid or not uploaded."));
        }
    }
    if attachments.len() > FILES_MAX {
        return Err(Refusal::field("/attachments", format!("{} files, {FILES_MAX} at most", attachments.len())));
    }
    let may_attach = world.permissions(world.bot, sent.channel) & permissions::ATTACH_FILES != 0;
    if !sent.files.is_empty() && !sent.is_answer && !may_attach {
        return Err(NO_PERMISSION.into());
    }
    Ok(json!(attachments))
}
