use pluginkit::prelude::*;

fn ask() -> Result<Vec<u8>, pluginkit::Error> {
    struct Question(u8);

    #[extension_point]
    trait Quiz {
        fn answer(&self, question: &Question) -> u8;
    }

    #[plugin(id = "guessing", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Guessing;

    #[extension]
    impl Quiz for Guessing {
        fn answer(&self, question: &Question) -> u8 {
            question.0
        }
    }

    #[plugin(id = "doubting", version = "1.0.0", listed)]
    #[derive(Default)]
    struct Doubting;

    #[extension(wrapper)]
    impl QuizWrapper for Doubting {
        fn answer(&self, _: &Question, next: Next<'_>) -> HookResult<Vec<u8>> {
            next.run()
        }
    }

    let plugins = PluginManager::builder().plugins(plugins![Guessing, Doubting]).build()?;
    let quiz: QuizCaller = plugins.caller::<dyn Quiz>();
    quiz.answer(&Question(3))
        .map_err(|error| panic!("{error}"))
}

fn main() {
    let nested = || {
        #[extension_point]
        trait Quiz {
            fn answer(&self) -> u8;
        }
        PluginManager::builder().build().unwrap().caller::<dyn Quiz>().answer().unwrap()
    };
    assert_eq!(ask().unwrap(), [3]);
    assert!(nested().is_empty());
}
