use pluginkit::testing::MockPlugin;

fn main() {
    let _ = MockPlugin::builder();
}
