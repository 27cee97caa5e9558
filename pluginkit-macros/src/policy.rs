//! The keys that say how long calls may take and how often they may fail: those of an extension, and of a point for all of its.

use std::time::Duration;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Error, Lit, LitStr, Path, Result, parenthesized};

use crate::attribute::{self, Key};
use crate::errors::Errors;
use crate::{literal, types};

/// `timeout`, `slow`, `on_slow`, `breaker`
#[derive(Default)]
pub(crate) struct Policy {
    pub(crate) timeout: Option<Time>,
    pub(crate) slow: Option<Time>,
    pub(crate) on_slow: Option<OnSlow>,
    pub(crate) breaker: Option<Breaker>,
}

/// `"2s"`
pub(crate) struct Time {
    pub(crate) key: Ident,
    pub(crate) literal: LitStr,
    pub(crate) duration: Duration,
}

/// `on_slow = warn` or `on_slow = disable(after = 3)`
pub(crate) struct OnSlow {
    pub(crate) key: Ident,
    /// So many slow calls in a row are too many.
    after: Option<u32>,
}

/// `breaker(failures = 5, within = "10s", retry = "30s")`
pub(crate) struct Breaker {
    pub(crate) key: Ident,
    failures: u32,
    within: Duration,
    retry: Duration,
}

const BREAKER: &str = "`breaker(failures = 5, within = \"10s\", retry = \"30s\")`";

impl Policy {
    /// Reads what belongs to one of the four keys.
    pub(crate) fn read(&mut self, key: &Key, input: ParseStream<'_>) -> Result<()> {
        match key.name().as_str() {
            "slow" => key.set_once(&mut self.slow, time(key, input, "slow = \"50ms\"")),
            "on_slow" => key.set_once(&mut self.on_slow, on_slow(key, input)),
            "breaker" => key.set_once(&mut self.breaker, breaker(key, input)),
            _ => key.set_once(&mut self.timeout, time(key, input, "timeout = \"2s\"")),
        }
    }

    /// The rules that hold for an extension and for a point alike.
    pub(crate) fn check(&self, errors: &Errors) {
        if let (Some(slow), Some(timeout)) = (&self.slow, &self.timeout)
            && slow.duration >= timeout.duration
        {
            errors.at(
                &slow.literal,
                format!(
                    "no call is slow that ends after {} anyway: write a shorter time than `timeout`, or leave `slow` out",
                    timeout.literal.value()
                ),
            );
        }
        if let (Some(on_slow), None) = (&self.on_slow, &self.slow) {
            errors.at(
                &on_slow.key,
                "`on_slow` says what becomes of slow calls, and nothing says which are slow: add `slow = \"50ms\"`",
            );
        }
    }

    /// The keys that shed an implementation.
    pub(crate) fn shedding(&self) -> impl Iterator<Item = &Ident> {
        let slow = self.slow.as_ref().map(|slow| &slow.key);
        let (on_slow, breaker) = (self.on_slow.as_ref(), self.breaker.as_ref());
        slow.into_iter().chain(on_slow.map(|one| &one.key)).chain(breaker.map(|one| &one.key))
    }

    /// A constant of the runtime's type; `None` where nothing is asked.
    pub(crate) fn expand(&self, kit: &Path) -> Option<TokenStream> {
        let Policy { timeout, slow, on_slow, breaker } = self;
        if timeout.is_none() && self.shedding().next().is_none() {
            return None;
        }
        let none = || quote!(::core::option::Option::None);
        let timeout = timeout.as_ref().map_or_else(none, |timeout| {
            let (here, nanoseconds) = (types::at(timeout.literal.span()), nanoseconds(timeout.duration));
            let kit = types::respanned(kit, here);
            quote_spanned!(here=> #kit::__private::timeout!(#nanoseconds))
        });
        let slow = slow.as_ref().map_or_else(none, |slow| {
            let time = span(slow.duration);
            clocked(kit, slow.literal.span(), "slow", &time)
        });
        let on_slow = on_slow.as_ref().map_or_else(none, |on_slow| {
            let reaction = match on_slow.after {
                None => quote!(Warn),
                Some(after) => quote!(Disable { after: #after }),
            };
            quote!(::core::option::Option::Some(#kit::OnSlow::#reaction))
        });
        let breaker = breaker.as_ref().map_or_else(none, |breaker| {
            let Breaker { key, failures, .. } = breaker;
            let (within, retry) = (span(breaker.within), span(breaker.retry));
            let value = quote!(#kit::Breaker { failures: #failures, within: #within, retry: #retry });
            clocked(kit, key.span(), "breaker", &value)
        });
        Some(quote!(#kit::HookPolicy::of(#timeout, #slow, #on_slow, #breaker)))
    }
}

/// What is refused where there is no clock.
fn clocked(kit: &Path, span: Span, key: &str, value: &TokenStream) -> TokenStream {
    let here = types::at(span);
    let kit = types::respanned(kit, here);
    quote_spanned!(here=> #kit::__private::clocked!(#key, #value))
}

fn span(duration: Duration) -> TokenStream {
    let nanoseconds = nanoseconds(duration);
    quote!(::core::time::Duration::from_nanos(#nanoseconds))
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn time(key: &Key, input: ParseStream<'_>, example: &str) -> Result<Time> {
    let literal = key.string(input, example)?;
    let duration = literal::duration(&key.name(), &literal)?;
    Ok(Time { key: key.ident.clone(), literal, duration })
}

fn on_slow(key: &Key, input: ParseStream<'_>) -> Result<OnSlow> {
    let wrong = "`on_slow` takes `warn` or `disable(after = 3)`";
    let (word, content) = key.value(input, "`warn` or `disable(after = 3)`", |input| {
        let word = input.call(Ident::parse_any)?;
        let content = if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            Some(content.parse::<TokenStream>()?)
        } else {
            None
        };
        Ok((word, content))
    })?;
    let key = key.ident.clone();
    match (word.to_string().as_str(), content) {
        ("warn", None) => Ok(OnSlow { key, after: None }),
        ("disable", Some(content)) => {
            let after = syn::parse::Parser::parse2(
                |input: ParseStream<'_>| {
                    let inner = input.call(Key::parse)?;
                    if inner.name() != "after" {
                        return Err(inner.error(wrong.to_owned()));
                    }
                    count(&inner, input, "how many slow calls in a row are too many: `after = 3`")
                },
                content,
            )?;
            Ok(OnSlow { key, after: Some(after) })
        }
        ("disable", None) => Err(Error::new(
            word.span(),
            "`disable` says after how many slow calls in a row: write `disable(after = 3)`",
        )),
        _ => Err(Error::new(word.span(), wrong)),
    }
}

fn breaker(key: &Key, input: ParseStream<'_>) -> Result<Breaker> {
    if !input.peek(syn::token::Paren) {
        return Err(key.error(format!("`breaker` says when it opens and for how long: write {BREAKER}")));
    }
    let (mut failures, mut within, mut retry) = (None, None, None);
    attribute::list(input, |input| {
        let inner = input.call(Key::parse)?;
        match inner.name().as_str() {
            "failures" => inner
                .set_once(&mut failures, count(&inner, input, "how many failures open it: `failures = 5`")),
            "within" => inner.set_once(&mut within, time(&inner, input, "within = \"10s\"")),
            "retry" => inner.set_once(&mut retry, time(&inner, input, "retry = \"30s\"")),
            name => Err(inner.error(format!("`breaker` has no key `{name}`: write {BREAKER}"))),
        }
    })?;
    let missing = |name: &str| key.error(format!("`breaker` lacks `{name}`: write {BREAKER}"));
    Ok(Breaker {
        key: key.ident.clone(),
        failures: failures.ok_or_else(|| missing("failures"))?,
        within: within.ok_or_else(|| missing("within"))?.duration,
        retry: retry.ok_or_else(|| missing("retry"))?.duration,
    })
}

/// A whole number, from 1.
fn count(key: &Key, input: ParseStream<'_>, wanted: &str) -> Result<u32> {
    let literal = key.value(input, wanted, <Lit as syn::parse::Parse>::parse)?;
    let number = match &literal {
        Lit::Int(number) => number.base10_parse::<u32>().ok().filter(|number| *number > 0),
        _ => None,
    };
    number.ok_or_else(|| {
        Error::new(literal.span(), format!("`{}` is a whole number from 1 to {}", key.name(), u32::MAX))
    })
}
