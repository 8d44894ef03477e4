//! Fetches the files that go with a command: text of a bounded size, from Discord's own hosts.
//!
//! Interactions are signed or come over our own connection, so an address in one is Discord's. It is checked all the same:
//! nothing that anybody writes into an address may make this program ask another host, or one behind its firewall.

use tracing::warn;

use super::Discord;
use super::parse::Attachment;
use crate::chat::incoming::{Attached, FILE_BYTES_MAX, Unread};

impl Discord {
    /// Each file, or why it was not read.
    pub(super) async fn fetch(&self, attached: Vec<Attachment>) -> Vec<Attached> {
        let mut files = Vec::new();
        for Attachment { name, url, bytes } in attached {
            if usize::try_from(bytes).is_ok_and(|bytes| bytes <= FILE_BYTES_MAX) {
                files.push(match self.client.download(&url, FILE_BYTES_MAX).await {
                    Ok(Some(bytes)) => Attached::of_bytes(name, bytes),
                    Ok(None) => Attached { name, text: Err(Unread::TooLarge) },
                    Err(problem) => {
                        warn!(problem, "a file that somebody attached was not fetched");
                        Attached { name, text: Err(Unread::NotFetched) }
                    }
                });
            } else {
                files.push(Attached { name, text: Err(Unread::TooLarge) });
            }
        }
        files
    }
}
