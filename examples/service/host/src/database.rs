//! The database, which the service shares with its plugins.

use std::path::Path;

use service_api::Database;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

/// Opens the file, and makes it where there is none.
pub(crate) async fn open(file: &Path) -> Result<Database, sqlx::Error> {
    // Who reads does not wait for who writes.
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal);
    Ok(Database(SqlitePool::connect_with(options).await?))
}
