use pluginkit::{extension, extension_point, plugin, plugin_set};

pub struct Document;

#[extension_point]
pub trait Editing {
    #[hook(pipeline)]
    fn edit(&self, document: Document) -> Document;
}

#[plugin(id = "weather", version = "1.0.0", listed)]
#[derive(Default)]
struct Weather;

#[extension]
impl Editing for Weather {
    fn edit(&self, document: Document) -> Document {
        document
    }
}

plugin_set! {
    struct Newsroom { weather: Weather }
    points: [Editing];
}

fn main() {
    let set = Newsroom::default();
    let editing = set.caller::<dyn Editing>();
    let _ = editing.edit(Document);
    editing.isolated().edit(Document);
}
