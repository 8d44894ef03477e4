//! Holds the project to the architecture that `src/lib.rs` describes, by reading its text.
//!
//! Each module checks one kind of promise: a plain function from the files to the violations, one test that runs it over
//! the real tree and at least one that plants violations in memory and sees them found. What a compiler or clippy
//! already holds is deliberately absent.

mod layers;
mod messages;
mod migrations;
mod purity;
mod reader;
mod settings;
mod shape;
mod tree;
mod writing;
