//! What a point's macro tells about the point, to whoever extends it and to the sets that list it.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitStr, Result, Token, braced, parenthesized};

/// A trait that `#[extension]` can go on.
pub(crate) struct Facts {
    /// As it was declared, whatever it was imported as.
    pub(crate) name: Ident,
    pub(crate) role: Role,
    pub(crate) hooks: Vec<Fact>,
    /// Hooks whose declarations have mistakes, which were reported there.
    pub(crate) broken: Vec<Ident>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// The point's own trait, `Feed`.
    Implementation,
    /// The trait of its middleware, `FeedWrapper`.
    Wrapper,
}

/// What matters about one hook.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone)]
pub(crate) struct Fact {
    pub(crate) name: Ident,
    pub(crate) is_async: bool,
    /// Its first argument is a pipeline's value, which is not among `arguments`.
    pub(crate) is_pipeline: bool,
    /// Its implementations run at once.
    pub(crate) is_concurrent: bool,
    /// Its calls are remembered.
    pub(crate) is_historic: bool,
    pub(crate) arguments: Vec<Passing>,
    /// What to write, where no extension may leave it out.
    pub(crate) required: Option<String>,
    /// What to use instead.
    pub(crate) deprecated: Option<LitStr>,
}

/// How an argument reaches its plugin.
#[derive(Clone, Copy)]
pub(crate) struct Passing {
    pub(crate) is_reference: bool,
    /// Why no copy of it can be owned.
    pub(crate) held: Option<&'static str>,
}

impl Facts {
    /// The name of the point's own trait.
    pub(crate) fn point(&self) -> String {
        let name = self.name.unraw().to_string();
        match self.role {
            Role::Implementation => name,
            Role::Wrapper => name.strip_suffix("Wrapper").map_or(name.clone(), str::to_owned),
        }
    }

    /// The names of its hooks, as a person says them.
    pub(crate) fn hook_names(&self) -> Vec<String> {
        self.hooks.iter().map(Fact::plain_name).collect()
    }

    /// The hook of this name, and its position.
    pub(crate) fn hook(&self, name: &Ident) -> Option<(usize, &Fact)> {
        self.hooks.iter().enumerate().find(|(_, fact)| fact.name.unraw() == name.unraw())
    }
}

impl Fact {
    /// Its name without `r#`.
    pub(crate) fn plain_name(&self) -> String {
        self.name.unraw().to_string()
    }
}

pub(crate) fn in_braces<T: Parse>(input: ParseStream<'_>) -> Result<T> {
    let content;
    braced!(content in input);
    content.parse()
}

/// `implementations Feed { .. } { .. }` or `wrappers FeedWrapper { .. } { .. }`
impl Parse for Facts {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let role = if input.parse::<Ident>()? == "wrappers" { Role::Wrapper } else { Role::Implementation };
        let name = input.parse()?;
        let (hooks, broken);
        braced!(hooks in input);
        braced!(broken in input);
        let hooks = Punctuated::<Fact, Token![,]>::parse_terminated(&hooks)?;
        Ok(Self { name, role, hooks: hooks.into_iter().collect(), broken: idents(&broken)? })
    }
}

/// `fetch(asynchronous each reference owned) { historic "" required "async fn fetch(..)" deprecated "use `read`" }`
impl Parse for Fact {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.parse()?;
        let content;
        parenthesized!(content in input);
        let is_async = content.parse::<Ident>()? == "asynchronous";
        let value = content.parse::<Ident>()?;
        let (is_pipeline, is_concurrent) = (value == "pipeline", value == "concurrent");
        let arguments = idents(&content)?.iter().map(passing).collect();
        let (is_historic, required, deprecated) = (false, None, None);
        let mut fact =
            Self { name, is_async, is_pipeline, is_concurrent, is_historic, arguments, required, deprecated };
        let marks;
        braced!(marks in input);
        while !marks.is_empty() {
            let (mark, text): (Ident, LitStr) = (marks.parse()?, marks.parse()?);
            match mark.to_string().as_str() {
                "historic" => fact.is_historic = true,
                "required" => fact.required = Some(text.value()),
                _ => fact.deprecated = Some(text),
            }
        }
        Ok(fact)
    }
}

fn idents(input: ParseStream<'_>) -> Result<Vec<Ident>> {
    let mut idents = Vec::new();
    while !input.is_empty() {
        idents.push(input.parse()?);
    }
    Ok(idents)
}

fn passing(word: &Ident) -> Passing {
    let (is_reference, held) = match word.to_string().as_str() {
        "reference" => (true, None),
        "nested_reference" => (true, Some("it borrows in turn")),
        "nested_owned" => (false, Some("it borrows in turn")),
        "dyn_reference" => (true, Some("its type is only known as a `dyn`")),
        _ => (false, None),
    };
    Passing { is_reference, held }
}
