//! The dependency graph as a picture: who depends on whom, drawn on the server, so that the page needs nothing else.

mod drawing;
mod layers;
mod places;
#[cfg(test)]
mod sample;

pub(crate) use drawing::draw;
