use sqlx::SqlitePool;

/// The database that the host shares with its plugins, as `cx.state::<Option<Database>>()`. Each plugin has tables of its own there.
#[derive(Clone, Debug)]
pub struct Database(pub SqlitePool);
