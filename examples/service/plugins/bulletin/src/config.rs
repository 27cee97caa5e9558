use std::num::NonZeroU32;

use serde::Deserialize;

/// What the bulletin is about.
#[derive(Clone, Debug, Deserialize)]
pub struct BulletinConfig {
    /// Which city.
    pub city: String,
    /// At most so many readings.
    #[serde(default = "three")]
    pub limit: NonZeroU32,
}

fn three() -> NonZeroU32 {
    const { NonZeroU32::new(3).unwrap() }
}
