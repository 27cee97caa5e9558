use newsdesk::FeedWrapper;
use pluginkit::prelude::*;

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

// What rust-analyzer writes for the hooks that are chosen from its list, word for word.
#[extension(wrapper)]
#[rustfmt::skip]
impl FeedWrapper for Weather {
    async  fn fetch<__N: pluginkit::__private::ProceedAsync< pluginkit::AsyncCall< pluginkit::__private::Vec<String> > > >(&self,topic: &str,next: pluginkit::Next<'_, pluginkit::AsyncCall< pluginkit::__private::Vec<String> > ,__N>) -> pluginkit::HookResult< pluginkit::__private::Vec<String> > where Self: ::core::marker::Sized {
        let mut headlines = next.run().await?;
        headlines.push(topic.to_owned());
        Ok(headlines)
    }
    fn render<__N: pluginkit::__private::Proceed< pluginkit::Stage<String> > >(&self,text:String,width:usize,next: pluginkit::Next<'_, pluginkit::Stage<String> ,__N>) ->  pluginkit::HookResult<String>where Self: ::core::marker::Sized {
        next.run(text + &"!".repeat(width))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let feed = PluginManager::builder().plugin::<Weather>().build()?.caller::<dyn newsdesk::Feed>();
    assert_eq!(pluginkit::block_on(feed.fetch("fog"))??, ["fog"]);
    assert_eq!(feed.render("fog".to_owned(), 2)?, "fog!!");
    Ok(())
}
