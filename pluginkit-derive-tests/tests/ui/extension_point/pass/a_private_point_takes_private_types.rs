#![deny(private_interfaces, private_bounds, unreachable_pub)]

mod newsroom {
    use pluginkit::prelude::*;

    #[derive(Clone)]
    struct Secret(u8);

    #[extension_point]
    trait Hidden {
        fn keep(&self, secret: Secret, seen: &Secret) -> Secret;
        #[hook(pipeline)]
        async fn hand_on(&self, secret: Secret) -> Result<Secret, BoxError>;
    }

    #[extension_point]
    pub(super) trait Seen {
        fn tell(&self, told: &Told) -> Vec<Told>;
    }

    #[derive(Debug, PartialEq)]
    pub(super) struct Told;

    #[plugin(id = "spy", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Spy;

    #[extension]
    impl Hidden for Spy {
        fn keep(&self, secret: Secret, seen: &Secret) -> Secret {
            Secret(secret.0 + seen.0)
        }
    }

    #[extension]
    impl Seen for Spy {
        fn tell(&self, _: &Told) -> Vec<Told> {
            vec![Told]
        }
    }

    pub(super) fn plugins() -> PluginManager {
        let plugins = PluginManager::builder().plugin::<Spy>().build().unwrap();
        let hidden = plugins.caller::<dyn Hidden>();
        assert_eq!(hidden.keep(Secret(1), &Secret(2)).unwrap()[0].0, 3);
        assert_eq!(pluginkit::block_on(hidden.hand_on(Secret(4))).unwrap().unwrap().0, 4);
        plugins
    }
}

fn main() {
    let seen: newsroom::SeenCaller = newsroom::plugins().caller::<dyn newsroom::Seen>();
    assert_eq!(seen.tell(&newsroom::Told).unwrap(), [[newsroom::Told]]);
}
