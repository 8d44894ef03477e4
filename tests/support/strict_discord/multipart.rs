//! Forms with files: `payload_json` and `files[n]`, and nothing else.

use serde_json::Value;

use super::refusal::{INVALID_JSON, Refusal};
use super::world::File;

/// The body of JSON and the files.
pub fn read(content_type: &str, body: &[u8]) -> Result<(Value, Vec<File>), Refusal> {
    let boundary = content_type.split("boundary=").nth(1).ok_or_else(|| wrong("without a boundary"))?;
    let boundary = format!("--{}", boundary.split(';').next().unwrap_or_default().trim_matches('"'));
    let mut json = Value::Object(serde_json::Map::new());
    let mut files = Vec::new();
    let mut rest = after(body, boundary.as_bytes()).ok_or_else(|| wrong("the boundary does not come"))?;
    while !rest.starts_with(b"--") {
        let end = find(rest, format!("\r\n{boundary}").as_bytes()).ok_or_else(|| wrong("a part does not end"))?;
        let part = rest.get(..end).and_then(|part| part.strip_prefix(b"\r\n")).ok_or_else(|| wrong("an odd part"))?;
        let split = find(part, b"\r\n\r\n").ok_or_else(|| wrong("a part without a head"))?;
        let head = String::from_utf8_lossy(&part[..split]).into_owned();
        let bytes = &part[split + 4..];
        let name = parameter(&head, "name").ok_or_else(|| wrong("a part without a name"))?;
        if name == "payload_json" {
            json = serde_json::from_slice(bytes).map_err(|_| Refusal::from(INVALID_JSON))?;
        } else if name.starts_with("files[") {
            let file_name = parameter(&head, "filename").ok_or_else(|| wrong("a file without a name"))?;
            let kind = header(&head, "content-type").unwrap_or("application/octet-stream").to_owned();
            files.push(File { field: name, name: file_name, kind, bytes: bytes.to_vec() });
        } else {
            return Err(wrong(&format!("an unknown part, {name}")));
        }
        rest = &rest[end + 2 + boundary.len()..];
    }
    Ok((json, files))
}

fn wrong(why: &str) -> Refusal {
    Refusal::field("", format!("multipart: {why}"))
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn after<'a>(text: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    find(text, wanted).map(|at| &text[at + wanted.len()..])
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
}

fn parameter(head: &str, name: &str) -> Option<String> {
    let disposition = header(head, "content-disposition")?;
    let mut parameters = disposition.split(';').filter_map(|part| part.trim().split_once('='));
    parameters.find(|(known, _)| *known == name).map(|(_, value)| value.trim_matches('"').to_owned())
}
