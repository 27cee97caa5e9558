//! Migrations that plugins bring along: which are applied, in which order, how often, and what is wrong with them. Each promise is
//! tested on every database that is there.
//!
//! PostgreSQL is there when `PLUGINKIT_TEST_POSTGRES` says where (`scripts/postgres.sh` starts one): an URL of a database in which
//! these tests may make schemas.

#![cfg(feature = "migrations-sqlite")]

use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::Poll;

use pluginkit::migrations::sqlx::{self, AssertSqlSafe, Connection, Executor, SqlStr, SqliteConnection};
use pluginkit::migrations::{
    self, Database, Migration, MigrationError, MigrationReport, MigrationState, MigrationType, Migrations,
    Migrator,
};
use pluginkit::prelude::*;
use pluginkit::{Identified, Identity, PluginManagerBuilder};

/// A plugin with whatever migrations a test gives it.
#[plugin(id = "stub", version = "0.0.0", listed)]
struct Stub {
    migrations: fn() -> Migrator,
}

/// In call order, whoever has the higher priority would come first.
#[extension(priority = 7)]
impl Migrations for Stub {
    fn migrations(&self) -> Migrator {
        (self.migrations)()
    }
}

fn stub(id: &str, needs: &[&str], migrations: fn() -> Migrator) -> Identified<Stub> {
    let identity = Identity::new(id, "1.0.0").unwrap();
    let identity = needs.iter().fold(identity, |identity, need| identity.depends_on(need, "*").unwrap());
    Identified::new(identity, Stub { migrations })
}

fn with(id: &str, migrations: fn() -> Migrator) -> PluginManagerBuilder {
    PluginManager::builder().instance(stub(id, &[], migrations))
}

fn places() -> Migrator {
    migrations::embedded([
        (2, "heights", "ALTER TABLE places ADD COLUMN height INTEGER"),
        (1, "places", "CREATE TABLE places (name TEXT PRIMARY KEY)"),
    ])
}

fn days() -> Migrator {
    migrations::embedded([(1, "days", "CREATE TABLE days (place TEXT REFERENCES places)")])
}

fn nothing() -> Migrator {
    migrations::embedded([])
}

/// `geo`, and `daily`, which needs it.
fn two_plugins() -> PluginManager {
    let daily = stub("daily", &["geo"], days);
    PluginManager::builder().instance(daily).instance(stub("geo", &[], places)).build().unwrap()
}

const ALL_OF_BOTH: &str = "geo 1 (places): applied\ngeo 2 (heights): applied\ndaily 1 (days): applied";

/// A database, as tests see it.
trait Tested: Database + Sized + 'static {
    /// The table in which the database lists its tables, and the column of their names.
    const TABLES: &str;
    /// Another connection to the same database.
    async fn again(&mut self) -> Self;
    async fn sql(&mut self, sql: impl Into<String>);
    /// The locks that this connection holds, as texts.
    async fn locks(&mut self) -> Vec<String>;
    /// A text for each row.
    async fn texts(&mut self, sql: impl Into<String>) -> Vec<String>;
    /// From now on, whatever would change the database is an error.
    async fn read_only(&mut self);
    /// Every table that somebody has made.
    async fn tables(&mut self) -> Vec<String> {
        self.texts(Self::TABLES).await
    }
}

macro_rules! tested {
    ($connection:ty) => {
        async fn sql(&mut self, sql: impl Into<String>) {
            self.execute(AssertSqlSafe(sql.into())).await.unwrap();
        }

        async fn texts(&mut self, sql: impl Into<String>) -> Vec<String> {
            sqlx::query_scalar(AssertSqlSafe(sql.into())).fetch_all(self).await.unwrap()
        }
    };
}

impl Tested for SqliteConnection {
    const TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";

    tested!(SqliteConnection);

    async fn again(&mut self) -> Self {
        let [file] = &*self.texts("SELECT file FROM pragma_database_list").await else { unreachable!() };
        open(Path::new(file)).await
    }

    /// None but its transactions.
    async fn locks(&mut self) -> Vec<String> {
        Vec::new()
    }

    async fn read_only(&mut self) {
        self.sql("PRAGMA query_only = ON").await;
    }
}

async fn memory() -> SqliteConnection {
    SqliteConnection::connect("sqlite::memory:").await.unwrap()
}

async fn open(file: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", file.display())).await.unwrap()
}

/// A file for a test, which is not there yet.
fn file(test: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("migrations-{test}.sqlite"));
    let _ = std::fs::remove_file(&file);
    file
}

#[cfg(feature = "migrations-postgres")]
mod postgres {
    use sqlx::PgConnection;

    use super::{AssertSqlSafe, Connection, Executor, Tested, migrations, run, sqlx, with};

    impl Tested for PgConnection {
        const TABLES: &str =
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema ORDER BY 1";

        tested!(PgConnection);

        async fn again(&mut self) -> Self {
            let schema = self.texts("SELECT current_schema::text").await.remove(0);
            connect(&schema).await.unwrap()
        }

        async fn locks(&mut self) -> Vec<String> {
            let advisory = "locktype = 'advisory' AND pid = pg_backend_pid()";
            self.texts(format!("SELECT objid::text FROM pg_locks WHERE {advisory}")).await
        }

        async fn read_only(&mut self) {
            self.sql("SET default_transaction_read_only = on").await;
        }
    }

    async fn connect(schema: &str) -> Option<PgConnection> {
        let Ok(url) = std::env::var("PLUGINKIT_TEST_POSTGRES") else {
            eprintln!("skipped on PostgreSQL: PLUGINKIT_TEST_POSTGRES does not say where one is");
            return None;
        };
        let mut connection = PgConnection::connect(&url).await.expect("PLUGINKIT_TEST_POSTGRES");
        connection.sql(format!("SET search_path TO {schema}")).await;
        Some(connection)
    }

    /// The database itself would wait for those who wait for their turn.
    #[tokio::test(flavor = "multi_thread")]
    async fn several_at_once_make_an_index_beside_everybody_elses_work() {
        let places = || {
            migrations::embedded([
                (1, "places", "CREATE TABLE places AS SELECT generate_series(1, 200000)::text AS name"),
                (2, "names", "-- no-transaction\nCREATE INDEX CONCURRENTLY names ON places (name)"),
            ])
        };
        let Some(mut database) = schema("several_at_once_make_an_index").await else { return };
        let mut others = Vec::new();
        for _ in 0..8 {
            others.push(database.again().await);
        }
        let mut running = tokio::task::JoinSet::new();
        for mut other in others {
            let plugins = with("geo", places).build().unwrap();
            running.spawn(async move { run(&plugins, &mut other).await.migrations.len() });
        }
        assert_eq!(running.join_all().await.iter().sum::<usize>(), 2);
        let valid = "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'names'::regclass";
        assert_eq!(database.texts(valid).await, ["true"]);
    }

    /// An empty schema for a test.
    pub(super) async fn schema(test: &str) -> Option<PgConnection> {
        let mut connection = connect(test).await?;
        connection
            .sql(format!(
                "SET client_min_messages TO warning; DROP SCHEMA IF EXISTS {test} CASCADE; CREATE SCHEMA {test}"
            ))
            .await;
        Some(connection)
    }
}

/// Each test on SQLite, in a file, and on PostgreSQL.
macro_rules! on_every_database {
    ($($test:ident)*) => {
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test(super::open(&super::file(stringify!($test))).await).await;
                }
            )*
        }

        #[cfg(feature = "migrations-postgres")]
        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    // Names of schemas have an end.
                    let schema = stringify!($test);
                    if let Some(connection) = super::postgres::schema(&schema[..schema.len().min(60)]).await {
                        super::$test(connection).await;
                    }
                }
            )*
        }
    };
}

on_every_database! {
    a_plugin_comes_after_those_that_it_depends_on_and_its_versions_ascend
    what_is_applied_is_not_applied_again
    a_record_says_what_was_applied_and_when
    what_fails_leaves_nothing_behind_and_what_came_before_stays
    a_plan_changes_nothing
    what_was_changed_is_seen_before_anything_is_applied
    what_is_missing_is_seen_before_anything_is_applied
    who_leaves_all_of_them_out_is_missing_them
    what_nobody_speaks_for_is_left_alone
    a_plugin_that_is_kept_out_is_not_asked
    a_plugin_that_is_disabled_is_asked
    a_plugin_is_asked_before_it_is_started
    a_plugin_that_panics_is_named_and_nothing_is_applied
    two_migrations_of_one_version_are_refused
    ids_that_are_nearly_the_same_are_not_the_same
    names_are_texts_and_nothing_else
    the_way_back_is_not_gone
    a_lower_version_may_come_later
    a_migration_may_ask_for_no_transaction
    several_at_once_apply_each_migration_once
    who_comes_second_sees_that_the_other_has_another_text
    cancelled_nothing_is_half_applied
}

async fn run(plugins: &PluginManager, database: &mut impl Database) -> MigrationReport {
    plugins.migrations().run(database).await.unwrap()
}

async fn refused(plugins: &PluginManager, database: &mut impl Database) -> MigrationError {
    plugins.migrations().run(database).await.unwrap_err()
}

async fn status(plugins: &PluginManager, database: &mut impl Database) -> String {
    plugins.migrations().status(database).await.unwrap().to_string()
}

async fn a_plugin_comes_after_those_that_it_depends_on_and_its_versions_ascend(mut database: impl Tested) {
    // By id and by priority, `daily` would come first; and both have a version 1.
    assert_eq!(run(&two_plugins(), &mut database).await.to_string(), ALL_OF_BOTH);
    assert_eq!(database.tables().await, ["days", "places", "pluginkit_migrations"]);
}

async fn what_is_applied_is_not_applied_again(mut database: impl Tested) {
    let applied = run(&two_plugins(), &mut database).await;
    assert!(run(&two_plugins(), &mut database).await.is_empty());
    let mut another = database.again().await;
    assert!(run(&two_plugins(), &mut another).await.is_empty());
    assert_eq!(two_plugins().migrations().status(&mut another).await.unwrap(), applied);
}

async fn a_record_says_what_was_applied_and_when(mut database: impl Tested) {
    let applied = run(
        &with("daily", || migrations::embedded([(7, "one", "SELECT 1")])).build().unwrap(),
        &mut database,
    )
    .await;
    let record =
        "SELECT plugin || ' ' || version || ' ' || name || ' ' || checksum FROM pluginkit_migrations";
    assert_eq!(database.texts(record).await, ["daily 7 one ".to_owned() + SELECT_1]);
    let when = database.texts("SELECT applied_at FROM pluginkit_migrations").await.remove(0);
    assert!(
        when.starts_with("20") && when.len() == "2026-11-27T17:20:03.250Z".len() && when.ends_with('Z'),
        "{when}"
    );
    assert_eq!(applied.migrations[0].applied_at.as_ref(), Some(&when));
}

/// As `printf 'SELECT 1' | sha384sum` says.
const SELECT_1: &str =
    "a87be5ea59a50f1537b8361d62582b67f0f8665b89a1afa8f5f5ccc3ec84e9b8c62649fb92c16783942166f392ecc20e";

async fn what_fails_leaves_nothing_behind_and_what_came_before_stays(mut database: impl Tested) {
    let careless = || {
        migrations::embedded([
            (1, "fine", "CREATE TABLE fine (a TEXT)"),
            (2, "half", "CREATE TABLE half (a TEXT); INSERT INTO nowhere VALUES (1)"),
            (3, "never", "CREATE TABLE never (a TEXT)"),
        ])
    };
    let plugins = |careless| {
        let geo = stub("geo", &["careless"], places);
        with("careless", careless).instance(geo).build().unwrap()
    };
    let error = refused(&plugins(careless), &mut database).await;
    assert!(
        error.to_string().starts_with("`careless` 2 (half): ") && error.to_string().contains("nowhere"),
        "{error}"
    );
    let MigrationError::Failed { migration, applied, .. } = error else { panic!("{error}") };
    assert_eq!(
        (migration.to_string(), applied.to_string()),
        ("careless 2 (half): pending".into(), "careless 1 (fine): applied".into())
    );
    assert_eq!(database.tables().await, ["fine", "pluginkit_migrations"]);
    assert_eq!(
        status(&plugins(careless), &mut database).await,
        "careless 1 (fine): applied\ncareless 2 (half): pending\ncareless 3 (never): pending\n\
         geo 1 (places): pending\ngeo 2 (heights): pending"
    );

    let careful = || {
        migrations::embedded([
            (1, "fine", "CREATE TABLE fine (a TEXT)"),
            (2, "half", "CREATE TABLE half (a TEXT)"),
        ])
    };
    assert_eq!(
        run(&plugins(careful), &mut database).await.to_string(),
        "careless 2 (half): applied\ngeo 1 (places): applied\ngeo 2 (heights): applied"
    );
}

async fn a_plan_changes_nothing(mut database: impl Tested) {
    let plugins = two_plugins();
    plugins.migrations().plan(&mut database).await.unwrap();
    plugins.migrations().status(&mut database).await.unwrap();
    assert!(database.tables().await.is_empty());
    database.read_only().await;
    let plan = plugins.migrations().plan(&mut database).await.unwrap();
    assert_eq!(
        plan.to_string(),
        "geo 1 (places): pending\ngeo 2 (heights): pending\ndaily 1 (days): pending"
    );
    assert_eq!(plugins.migrations().status(&mut database).await.unwrap(), plan);
    assert!(database.tables().await.is_empty());
    assert!(matches!(refused(&plugins, &mut database).await, MigrationError::History { .. }));

    let mut database = database.again().await;
    let applied = run(&plugins, &mut database).await;
    let same = |report: &MigrationReport| {
        report.migrations.iter().map(|it| (it.plugin.clone(), it.version)).collect::<Vec<_>>()
    };
    assert_eq!(same(&plan), same(&applied));
    database.read_only().await;
    assert!(plugins.migrations().plan(&mut database).await.unwrap().is_empty());
    assert!(run(&plugins, &mut database).await.is_empty());
}

async fn what_was_changed_is_seen_before_anything_is_applied(mut database: impl Tested) {
    run(&with("geo", places).build().unwrap(), &mut database).await;
    let changed = || {
        migrations::embedded([
            (1, "places", "CREATE TABLE places (name TEXT PRIMARY KEY) -- the same, nearly"),
            (2, "heights", "ALTER TABLE places ADD COLUMN height INTEGER"),
        ])
    };
    // `daily` would come first.
    let plugins = with("geo", changed)
        .instance(stub("daily", &[], || migrations::embedded([(1, "new", "CREATE TABLE new (a TEXT)")])))
        .build()
        .unwrap();
    let error = refused(&plugins, &mut database).await;
    assert_eq!(
        error.to_string(),
        "what was applied to the database is not what the plugins have: geo 1 (places): changed after it was applied"
    );
    assert_eq!(database.tables().await, ["places", "pluginkit_migrations"]);
    let planned = plugins.migrations().plan(&mut database).await.unwrap_err();
    assert_eq!(planned.to_string(), error.to_string());
    assert_eq!(
        status(&plugins, &mut database).await,
        "daily 1 (new): pending\ngeo 1 (places): changed after it was applied\ngeo 2 (heights): applied"
    );
}

async fn what_is_missing_is_seen_before_anything_is_applied(mut database: impl Tested) {
    run(&with("geo", places).build().unwrap(), &mut database).await;
    let without_the_first = || {
        migrations::embedded([(2, "heights", "changed"), (3, "rivers", "CREATE TABLE rivers (name TEXT)")])
    };
    let plugins = with("geo", without_the_first).build().unwrap();
    let error = refused(&plugins, &mut database).await;
    assert_eq!(
        error.to_string(),
        "what was applied to the database is not what the plugins have: \
         geo 1 (places): applied, and missing from its plugin; geo 2 (heights): changed after it was applied"
    );
    assert_eq!(database.tables().await, ["places", "pluginkit_migrations"]);
    let report = plugins.migrations().status(&mut database).await.unwrap();
    let states: Vec<MigrationState> = report.migrations.iter().map(|migration| migration.state).collect();
    assert_eq!(states, [MigrationState::Missing, MigrationState::Changed, MigrationState::Pending]);
}

#[plugin(id = "geo", version = "2.0.0", listed)]
#[derive(Default)]
struct Forgetful;

async fn who_leaves_all_of_them_out_is_missing_them(mut database: impl Tested) {
    run(&with("geo", days_alone).build().unwrap(), &mut database).await;
    let forgetful = PluginManager::builder().plugin::<Forgetful>().build().unwrap();
    for plugins in [forgetful, with("geo", nothing).build().unwrap()] {
        let MigrationError::Diverged { diverged, applied } = refused(&plugins, &mut database).await else {
            panic!("nothing else is wrong")
        };
        assert_eq!(diverged.to_string(), "geo 1 (days): applied, and missing from its plugin");
        assert!(applied.is_empty());
    }
}

fn days_alone() -> Migrator {
    migrations::embedded([(1, "days", "CREATE TABLE days (place TEXT)")])
}

async fn what_nobody_speaks_for_is_left_alone(mut database: impl Tested) {
    run(&two_plugins(), &mut database).await;
    let plugins = with("geo", places).build().unwrap();
    assert!(run(&plugins, &mut database).await.is_empty());
    assert_eq!(
        status(&plugins, &mut database).await,
        "geo 1 (places): applied\ngeo 2 (heights): applied\ndaily 1 (days): applied, and its plugin is not there any more"
    );
    assert_eq!(database.tables().await, ["days", "places", "pluginkit_migrations"]);
    assert!(run(&two_plugins(), &mut database).await.is_empty(), "it comes back to what it had");
}

async fn a_plugin_that_is_kept_out_is_not_asked(mut database: impl Tested) {
    let unasked = || panic!("nobody is to ask");
    let needy = stub("needy", &["nobody"], unasked);
    let plugins =
        with("geo", places).instance(needy).instance(stub("daily", &["needy"], unasked)).build().unwrap();
    assert_eq!(run(&plugins, &mut database).await.migrations.len(), 2);

    run(&two_plugins(), &mut database).await;
    let without = two_plugins_but("geo");
    assert_eq!(
        status(&without, &mut database).await,
        "daily 1 (days): applied, and its plugin is kept out\n\
         geo 1 (places): applied, and its plugin is kept out\ngeo 2 (heights): applied, and its plugin is kept out"
    );
    assert!(run(&without, &mut database).await.is_empty());
}

fn two_plugins_but(disabled: &str) -> PluginManager {
    let daily = stub("daily", &["geo"], days);
    let builder = PluginManager::builder().instance(daily).instance(stub("geo", &[], places));
    builder.disabled([disabled]).build().unwrap()
}

async fn a_plugin_that_is_disabled_is_asked(mut database: impl Tested) {
    let plugins = two_plugins();
    plugins.disable("geo").unwrap();
    assert_eq!(run(&plugins, &mut database).await.to_string(), ALL_OF_BOTH);
}

#[plugin(id = "started", version = "1.0.0", listed)]
#[derive(Default)]
struct Started;

#[extension]
impl Lifecycle for Started {
    async fn start(&self, _: &PluginContext) -> Result<(), BoxError> {
        Err("there is no such thing".into())
    }
}

#[extension]
impl Migrations for Started {
    fn migrations(&self) -> Migrator {
        days_alone()
    }
}

/// Its other hooks are called only while it is started.
async fn a_plugin_is_asked_before_it_is_started(mut database: impl Tested) {
    let plugins = PluginManager::builder().plugin::<Started>().build().unwrap();
    assert_eq!(plugins.migrations().plan(&mut database).await.unwrap().migrations.len(), 1);
    plugins.start().await.unwrap_err();
    assert_eq!(
        run(&plugins, &mut database).await.to_string(),
        "started 1 (days): applied",
        "when it has failed, too"
    );
}

async fn a_plugin_that_panics_is_named_and_nothing_is_applied(mut database: impl Tested) {
    let plugins =
        with("a-fine-one", places).instance(stub("careless", &[], || panic!("no idea"))).build().unwrap();
    for error in [
        refused(&plugins, &mut database).await,
        plugins.migrations().plan(&mut database).await.unwrap_err(),
        plugins.migrations().status(&mut database).await.unwrap_err(),
    ] {
        let MigrationError::Hook(error) = error else { panic!("{error}") };
        assert_eq!(error.plugin(), "careless");
        assert!(error.to_string().contains("no idea"), "{error}");
    }
    assert!(database.tables().await.is_empty());
}

async fn two_migrations_of_one_version_are_refused(mut database: impl Tested) {
    let twice = || migrations::embedded([(1, "one", "SELECT 1"), (1, "other", "SELECT 2")]);
    let error = refused(&with("twice", twice).build().unwrap(), &mut database).await;
    assert_eq!(error.to_string(), "`twice` has two migrations of version 1");
    assert!(database.tables().await.is_empty());
}

async fn ids_that_are_nearly_the_same_are_not_the_same(mut database: impl Tested) {
    let ids = ["Geo", "a-b", "a_b", "geo", &("x".repeat(63) + "y"), &("x".repeat(63) + "z")];
    let one = || migrations::embedded([(1, "one", "SELECT 1")]);
    for id in ids {
        assert_eq!(run(&with(id, one).build().unwrap(), &mut database).await.migrations.len(), 1, "{id}");
    }
    let recorded = database.texts("SELECT plugin FROM pluginkit_migrations").await;
    assert_eq!(std::collections::BTreeSet::from(ids.map(str::to_owned)), recorded.into_iter().collect());
}

async fn names_are_texts_and_nothing_else(mut database: impl Tested) {
    const NAME: &str = "it's \"odd\"; DROP TABLE pluginkit_migrations; -- $1 ☂";
    let odd = || migrations::embedded([(1, NAME, "SELECT 1")]);
    run(&with("odd", odd).build().unwrap(), &mut database).await;
    assert_eq!(database.texts("SELECT name FROM pluginkit_migrations").await, [NAME]);
}

async fn the_way_back_is_not_gone(mut database: impl Tested) {
    let both_ways = || {
        let way = |kind, sql| Migration::new(1, "some".into(), kind, SqlStr::from_static(sql), false);
        Migrator::with_migrations(vec![
            way(MigrationType::ReversibleUp, "CREATE TABLE there (a TEXT)"),
            way(MigrationType::ReversibleDown, "DROP TABLE there"),
        ])
    };
    assert_eq!(run(&with("both", both_ways).build().unwrap(), &mut database).await.migrations.len(), 1);
    assert_eq!(database.tables().await, ["pluginkit_migrations", "there"]);
}

async fn a_lower_version_may_come_later(mut database: impl Tested) {
    run(&with("late", || migrations::embedded([(2, "two", "SELECT 2")])).build().unwrap(), &mut database)
        .await;
    let both = || migrations::embedded([(2, "two", "SELECT 2"), (1, "one", "SELECT 1")]);
    assert_eq!(
        run(&with("late", both).build().unwrap(), &mut database).await.to_string(),
        "late 1 (one): applied"
    );
}

async fn a_migration_may_ask_for_no_transaction(mut database: impl Tested) {
    // Both databases refuse it in a transaction.
    let inside = || migrations::embedded([(1, "some", "VACUUM")]);
    let outside = || {
        migrations::embedded([
            (1, "some", "-- no-transaction\nVACUUM"),
            (2, "more", "-- no-transaction\nSELECT * FROM nowhere"),
        ])
    };
    let error = refused(&with("tidy", inside).build().unwrap(), &mut database).await;
    assert!(matches!(error, MigrationError::Failed { .. }));
    let plugins = with("tidy", outside).build().unwrap();
    let error = refused(&plugins, &mut database).await;
    assert!(error.to_string().starts_with("`tidy` 2 (more): "), "{error}");
    assert!(database.locks().await.is_empty(), "also after a failure");
    assert_eq!(status(&plugins, &mut database).await, "tidy 1 (some): applied\ntidy 2 (more): pending");
}

async fn several_at_once_apply_each_migration_once(mut database: impl Tested) {
    let mut others = Vec::new();
    for _ in 0..8 {
        others.push(database.again().await);
    }
    let mut running = tokio::task::JoinSet::new();
    for mut other in others {
        running.spawn(async move { run(&two_plugins(), &mut other).await.migrations.len() });
    }
    let applied = running.join_all().await;
    assert_eq!(applied.iter().sum::<usize>(), 3, "{applied:?}");
    assert_eq!(status(&two_plugins(), &mut database).await, ALL_OF_BOTH);
}

/// Another program has been there since this one looked: here, the migration itself does what the other one would.
async fn who_comes_second_sees_that_the_other_has_another_text(mut database: impl Tested) {
    let meanwhile = || {
        migrations::embedded([(
            1,
            "another program",
            "INSERT INTO pluginkit_migrations (plugin, version, name, checksum) VALUES ('geo', 1, 'other', '00')",
        )])
    };
    let plugins = with("geo", places).instance(stub("daily", &[], meanwhile)).build().unwrap();
    let MigrationError::Diverged { diverged, applied } = refused(&plugins, &mut database).await else {
        panic!("nothing else is wrong")
    };
    assert_eq!(diverged.to_string(), "geo 1 (places): changed after it was applied");
    assert_eq!(applied.to_string(), "daily 1 (another program): applied");
    assert_eq!(database.tables().await, ["pluginkit_migrations"]);
}

async fn cancelled_nothing_is_half_applied(mut database: impl Tested) {
    let plugins = two_plugins();
    let mut cancelled = 0;
    for polls in 1.. {
        let mut other = database.again().await;
        let finished = {
            let runner = plugins.migrations();
            let mut running = pin!(runner.run(&mut other));
            let mut left = polls;
            poll_fn(|cx| {
                left -= 1;
                match running.as_mut().poll(cx) {
                    Poll::Pending if left == 0 => Poll::Ready(None),
                    polled => polled.map(Some),
                }
            })
            .await
        };
        // What was sent is done first, perhaps the end of the transaction.
        let tables = other.tables().await;
        let known = ["places", "days"].map(|table| tables.iter().any(|it| it == table));
        let recorded = status(&plugins, &mut other).await;
        let recorded =
            ["geo 1 (places): applied", "daily 1 (days): applied"].map(|line| recorded.contains(line));
        assert_eq!(known, recorded, "after {polls} polls");
        // The connection can go on.
        run(&plugins, &mut other).await;
        assert_eq!(status(&plugins, &mut database).await, ALL_OF_BOTH);
        if finished.is_some() {
            break;
        }
        cancelled += 1;
        database.sql("DROP TABLE days; DROP TABLE places; DROP TABLE pluginkit_migrations").await;
    }
    assert!(cancelled > 5, "only {cancelled} places to be cancelled at");
}

#[tokio::test]
async fn a_connection_inside_of_a_transaction_is_refused() {
    let mut database = memory().await;
    let mut transaction = database.begin().await.unwrap();
    let error = refused(&two_plugins(), &mut *transaction).await;
    let MigrationError::Failed { migration, applied, .. } = error else { panic!("{error}") };
    assert_eq!((migration.to_string(), applied.is_empty()), ("geo 1 (places): pending".into(), true));
}

#[tokio::test]
async fn a_database_in_memory_is_as_good() {
    let mut database = memory().await;
    assert_eq!(run(&two_plugins(), &mut database).await.to_string(), ALL_OF_BOTH);
    assert!(run(&two_plugins(), &mut database).await.is_empty());
}

#[tokio::test]
async fn a_report_can_be_handed_on_as_data() {
    let mut database = memory().await;
    let status = with("geo", days_alone).build().unwrap().migrations().status(&mut database).await.unwrap();
    assert_eq!(
        serde_json::to_value(status).unwrap(),
        serde_json::json!({"migrations": [{"plugin": "geo", "version": 1, "name": "days", "state": "pending"}]})
    );
}
