use pluginkit::prelude::*;

pub struct Document;

#[extension_point]
trait Editing {
    #[hook(pipeline)]
    fn edit(&self, document: Document) -> Document;
}

fn main() -> Result<(), pluginkit::Error> {
    let editing = PluginManager::discover()?.caller::<dyn Editing>();
    editing.edit(Document)?;
    editing.isolated().edit(Document);
    editing.reported().edit(Document);
    Ok(())
}
