//! Encrypted values as they lie on the disk. Encrypting and the key itself are elsewhere.

use sqlx::FromRow;

use super::Store;
use super::fault::Fault;
use super::sql::{args, statements};
use crate::ids::WorkspaceId;

/// A value nobody can read without the key.
#[derive(Clone, PartialEq, Eq, FromRow)]
pub struct Secret {
    /// The connection it belongs to.
    #[sqlx(rename = "connection_id")]
    pub connection: i64,
    /// What it is: `refresh_token`.
    pub name: String,
    /// Which key encrypted it.
    pub key_id: String,
    /// Drawn anew for each encryption.
    pub nonce: Vec<u8>,
    /// The encrypted value.
    pub ciphertext: Vec<u8>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({}/{}, key {})", self.connection, self.name, self.key_id)
    }
}

statements! {
    SECRETS = "SELECT connection_id, name, key_id, nonce, ciphertext FROM secrets \
               WHERE workspace_id = $1 AND connection_id = $2 ORDER BY name";
}

impl Store {
    /// The secrets of a connection.
    pub async fn secrets(&self, workspace: WorkspaceId, connection: i64) -> Result<Vec<Secret>, Fault> {
        self.readers().all(SECRETS, args![workspace, connection]).await
    }
}
