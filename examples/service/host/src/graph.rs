//! The dependency graph as a picture: who depends on whom, drawn on the server, so that the page needs nothing else.

mod drawing;
mod layers;
mod places;

pub(crate) use drawing::draw;
