//! An integration test that names the host: the host's plugins come with it.

#[test]
fn an_integration_test_has_the_plugins_of_the_host_it_names() {
    println!("{}", host::found().unwrap());
}
