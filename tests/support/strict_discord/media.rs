//! Files inside of cards and embeds: `attachment://name` has to be among the files, and comes back as an address.

use serde_json::{Value, json};

use super::components::{FILE, GALLERY, THUMBNAIL, flat, items, kind};
use super::refusal::Refusal;

/// The places of a component that hold an address.
fn places(component: &Value) -> Vec<String> {
    match kind(component) {
        FILE => vec!["/file".to_owned()],
        THUMBNAIL => vec!["/media".to_owned()],
        GALLERY => (0..items(&component["items"]).count()).map(|index| format!("/items/{index}/media")).collect(),
        _ => Vec::new(),
    }
}

/// The addresses in a card.
fn addresses(components: &Value) -> Vec<String> {
    let of = |component: &Value| {
        let urls = places(component).into_iter().filter_map(|place| component.pointer(&place)?["url"].as_str());
        urls.map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    flat(components).into_iter().flat_map(of).collect()
}

/// The file that an address means.
fn meant<'a>(attachments: &'a Value, url: &str) -> Option<&'a Value> {
    let name = url.strip_prefix("attachment://");
    let fits = |file: &&Value| name.map_or(file["url"] == url, |name| file["filename"] == name);
    items(attachments).find(fits)
}

/// That every file a card names is there. The names of files that a card leaves unseen are given back.
pub fn check(components: &Value, attachments: &Value) -> Result<Vec<String>, Refusal> {
    let urls = addresses(components);
    let is_missing = |url: &&String| url.starts_with("attachment://") && meant(attachments, url).is_none();
    if let Some(url) = urls.iter().find(is_missing) {
        return Err(Refusal::field("/components", format!("{url} is not among the attachments")));
    }
    let is_seen = |file: &Value| urls.iter().any(|url| meant(attachments, url) == Some(file));
    let unseen = items(attachments).filter(|file| !is_seen(file));
    Ok(unseen.filter_map(|file| file["filename"].as_str()).map(ToOwned::to_owned).collect())
}

/// A component with the addresses that its files have now.
pub fn resolve(component: &mut Value, attachments: &Value) {
    for place in places(component) {
        let Some(media) = component.pointer_mut(&place) else { continue };
        let url = media["url"].as_str().unwrap_or_default().to_owned();
        let file = meant(attachments, &url).cloned();
        let (id, url) =
            file.as_ref().map_or((json!("0"), json!(url)), |file| (file["id"].clone(), file["url"].clone()));
        *media = json!({ "id": id, "url": url, "proxy_url": url });
        if let Some(file) = file.filter(|_| place == "/file") {
            component["name"] = file["filename"].clone();
            component["size"] = file["size"].clone();
        }
    }
    for item in component.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
        complete(item);
    }
    if matches!(kind(component), THUMBNAIL | FILE) {
        complete(component);
    }
}

fn complete(item: &mut Value) {
    if item["spoiler"].is_null() {
        item["spoiler"] = json!(false);
    }
    // Files have a name, pictures a description.
    if item["description"].is_null() && item.get("media").is_some() {
        item["description"] = Value::Null;
    }
}

/// Embeds as they come back.
pub fn embeds(embeds: &Value, attachments: &Value) -> Result<Value, Refusal> {
    let mut embeds = embeds.clone();
    for embed in embeds.as_array_mut().into_iter().flatten() {
        if let Some(fields) = embed.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        embed["type"] = json!("rich");
        for picture in ["image", "thumbnail"] {
            let Some(url) = embed[picture]["url"].as_str().map(ToOwned::to_owned) else { continue };
            let file = meant(attachments, &url);
            if file.is_none() && url.starts_with("attachment://") {
                return Err(Refusal::field("/embeds", format!("{url} is not among the attachments")));
            }
            let url = file.map_or(json!(url), |file| file["url"].clone());
            embed[picture] = json!({ "url": url, "proxy_url": url });
        }
        for field in embed.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
            field["inline"] = json!(field["inline"] == true);
        }
    }
    Ok(embeds)
}
