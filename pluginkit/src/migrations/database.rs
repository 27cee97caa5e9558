//! The databases: their history, and how a migration is applied.

use sqlx::migrate::Migration;

/// A connection to a database that migrations can be run on: sqlx's `SqliteConnection` (feature `migrations-sqlite`) or `PgConnection`
/// (feature `migrations-postgres`). It is not to be inside of a transaction.
///
/// ```
/// use pluginkit::migrations::{Database, MigrationError};
///
/// async fn migrate(plugins: &pluginkit::PluginManager, database: &mut impl Database) -> Result<(), MigrationError> {
///     plugins.migrations().run(database).await?;
///     Ok(())
/// }
/// ```
pub trait Database: History {}

/// The history that a database keeps. Nobody else can say so of a type.
pub trait History: Send {
    /// What was applied; nothing, where nothing has been yet. Changes nothing.
    fn records(&mut self) -> impl Future<Output = Result<Vec<Record>, sqlx::Error>> + Send;
    /// Makes the table of the history, where it is not there.
    fn prepare(&mut self) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
    /// Applies a migration and records that, both or neither, unless somebody else has done so by now.
    fn apply(
        &mut self,
        plugin: &str,
        migration: &Migration,
    ) -> impl Future<Output = Result<Outcome, sqlx::Error>> + Send;
}

/// A migration that was applied.
#[derive(Debug)]
pub struct Record {
    pub(super) plugin: String,
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) checksum: String,
    pub(super) applied_at: String,
}

/// What has become of a migration.
#[derive(Debug)]
pub enum Outcome {
    /// It is applied, at this time.
    Applied(String),
    /// Somebody else has applied it.
    Was(Record),
}

/// Where the history is.
pub(super) const TABLE: &str = "pluginkit_migrations";

/// The checksum, as it is recorded.
pub(super) fn checksum(migration: &Migration) -> String {
    let digits =
        |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]));
    migration.checksum.iter().flat_map(digits).collect()
}

#[cfg(any(feature = "migrations-sqlite", feature = "migrations-postgres"))]
mod kept {
    use sqlx::migrate::{Migrate, Migration};
    use sqlx::{Connection, Executor};

    use super::{Database, History, Outcome, Record, checksum};

    type Row = (String, i64, String, String, String);

    impl From<Row> for Record {
        fn from((plugin, version, name, checksum, applied_at): Row) -> Self {
            Record { plugin, version, name, checksum, applied_at }
        }
    }

    /// The same for each kind of connection: bounds for all of them at once would be longer than the code.
    macro_rules! database {
        ($connection:ty, begin: $begin:literal, lock: $lock:literal, is_there: $is_there:literal, now: $now:literal) => {
            impl Database for $connection {}

            impl History for $connection {
                async fn records(&mut self) -> Result<Vec<Record>, sqlx::Error> {
                    if !sqlx::query_scalar::<_, bool>($is_there).fetch_one(&mut *self).await? {
                        return Ok(Vec::new());
                    }
                    let all = "SELECT plugin, version, name, checksum, applied_at FROM pluginkit_migrations";
                    let rows = sqlx::query_as::<_, Row>(all).fetch_all(self).await?;
                    Ok(rows.into_iter().map(Record::from).collect())
                }

                async fn prepare(&mut self) -> Result<(), sqlx::Error> {
                    let mut transaction = self.begin_with($begin).await?;
                    transaction.execute($lock).await?;
                    transaction
                        .execute(concat!(
                            "CREATE TABLE IF NOT EXISTS pluginkit_migrations (",
                            "plugin TEXT NOT NULL, version BIGINT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, ",
                            "applied_at TEXT NOT NULL DEFAULT (",
                            $now,
                            "), PRIMARY KEY (plugin, version))",
                        ))
                        .await?;
                    transaction.commit().await
                }

                async fn apply(&mut self, plugin: &str, migration: &Migration) -> Result<Outcome, sqlx::Error> {
                    async fn apply(
                        connection: &mut $connection,
                        plugin: &str,
                        migration: &Migration,
                    ) -> Result<Outcome, sqlx::Error> {
                        let one = "SELECT plugin, version, name, checksum, applied_at FROM pluginkit_migrations \
                                   WHERE plugin = $1 AND version = $2";
                        let one = sqlx::query_as::<_, Row>(one).bind(plugin).bind(migration.version);
                        if let Some(row) = one.fetch_optional(&mut *connection).await? {
                            return Ok(Outcome::Was(row.into()));
                        }
                        connection.execute(migration.sql.clone()).await?;
                        let record = "INSERT INTO pluginkit_migrations (plugin, version, name, checksum) \
                                      VALUES ($1, $2, $3, $4) RETURNING applied_at";
                        let record = sqlx::query_scalar(record)
                            .bind(plugin)
                            .bind(migration.version)
                            .bind(&*migration.description)
                            .bind(checksum(migration));
                        record.fetch_one(connection).await.map(Outcome::Applied)
                    }

                    if migration.no_tx {
                        self.lock().await?;
                        let applied = apply(self, plugin, migration).await;
                        self.unlock().await?;
                        return applied;
                    }
                    let mut transaction = self.begin_with($begin).await?;
                    transaction.execute($lock).await?;
                    match apply(&mut transaction, plugin, migration).await {
                        Ok(outcome) => transaction.commit().await.map(|()| outcome),
                        Err(error) => {
                            // The error that counts is the one that is there already; and what is not rolled back goes with the connection.
                            let _ = transaction.rollback().await;
                            Err(error)
                        }
                    }
                }
            }
        };
    }

    // Whoever writes has the database to itself from the first statement on.
    #[cfg(feature = "migrations-sqlite")]
    database! {
        sqlx::SqliteConnection,
        begin: "BEGIN IMMEDIATE",
        lock: "SELECT 1",
        is_there: "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'pluginkit_migrations')",
        now: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
    }

    // The lock ends with the transaction, also when nobody is left to give it back. Its number is `pluginki`, in ASCII.
    #[cfg(feature = "migrations-postgres")]
    database! {
        sqlx::PgConnection,
        begin: "BEGIN",
        lock: "SELECT pg_advisory_xact_lock(8100978916743605097)",
        is_there: "SELECT to_regclass('pluginkit_migrations') IS NOT NULL",
        now: r#"to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"#
    }
}
