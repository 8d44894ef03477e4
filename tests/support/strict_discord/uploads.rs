//! Files that people attach to a command: uploaded first, told of in the command as Discord does, and fetched from an address
//! that is signed and needs no token. Whoever shows the token there has given it away.

use hyper::header::{AUTHORIZATION, HeaderMap};
use serde_json::{Map, Value, json};

use super::people::Person;
use super::world::{File, Id, World};

/// Where such files are. On Discord's own servers this is another host.
pub const FOLDER: &str = "/ephemeral-attachments/";
/// The field of an upload, which no bot ever sends.
const UPLOADED: &str = "uploaded";

impl Person {
    /// Puts a file into the command that is about to be sent; an option names it.
    pub fn attaches(&self, name: &str, kind: &str, bytes: &[u8]) -> Id {
        let file =
            File { field: UPLOADED.to_owned(), name: name.to_owned(), kind: kind.to_owned(), bytes: bytes.to_vec() };
        self.discord.change(|world| {
            let id = world.next_id();
            world.files.insert(id, file);
            id
        })
    }
}

/// The newest upload of that name, and how a command tells of it.
pub fn resolve(world: &World, name: &str, resolved: &mut Map<String, Value>) -> Result<Value, String> {
    let mut uploads = world.files.iter().rev().filter(|(_, file)| file.field == UPLOADED);
    let (id, file) = uploads.find(|(_, file)| file.name == name).ok_or_else(|| format!("{name:?} is not uploaded"))?;
    let url = format!("{}{}", world.base, address(world, *id, file));
    let known = resolved.entry("attachments").or_insert_with(|| json!({}));
    known[id.to_string()] = json!({
        "id": id.to_string(), "filename": file.name, "size": file.bytes.len(), "url": url, "proxy_url": url,
        "content_type": file.kind, "ephemeral": true, "original_content_type": file.kind, "placeholder_version": 1,
    });
    Ok(json!(id.to_string()))
}

fn address(world: &World, id: Id, file: &File) -> String {
    let name: String = url::form_urlencoded::byte_serialize(file.name.as_bytes()).collect();
    format!("{FOLDER}{}/{id}/{name}?ex=6a1b2c3d&is=6a19dabd&hm={id:x}&", world.bot)
}

/// A file's bytes; nothing where there is none, or the address is not signed.
pub fn serve(world: &mut World, method: &str, uri: &str, headers: &HeaderMap) -> Option<(String, Vec<u8>)> {
    if headers.contains_key(AUTHORIZATION) {
        world.problem(format!("a token was sent to where files are: {uri}"));
    }
    let known = world.files.iter().filter(|(_, file)| file.field == UPLOADED && method == "GET");
    let found = known.into_iter().find(|(id, file)| address(world, **id, file) == uri);
    found.map(|(_, file)| (file.kind.clone(), file.bytes.clone()))
}
