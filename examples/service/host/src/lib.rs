//! A small web service that knows nothing of its plugins: what they answer, what they store, what they say and what they are
//! configured with are their own business. It has one page, where an operator sees them, and switches them off and on.

mod app;
mod database;
mod graph;
mod health;
mod operator;
mod page;
mod service;

pub use service::Service;
