#![deny(warnings)]

use pluginkit::prelude::*;

mod inside {
    use pluginkit::prelude::*;

    struct Secret;

    #[extension_point]
    trait Feed {
        fn fetch(&self, secret: &Secret) -> Option<Secret>;
        #[hook(pipeline)]
        async fn edit(&self, secret: Secret) -> Secret;
    }

    #[extension_point]
    pub(crate) trait Other {
        fn fetch(&self);
    }
}

#[extension_point]
trait Feed {
    async fn fetch(&self, topic: &str) -> String;
}

fn main() {
    #[extension_point]
    trait Local {
        fn fetch(&self, topic: &str) -> String;
    }
}
