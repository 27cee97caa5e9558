//! Prints what is linked into it. Every plugin crate comes in through the library.

fn main() -> Result<(), pluginkit::Error> {
    println!("{}", host::found()?);
    Ok(())
}
