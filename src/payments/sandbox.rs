//! The sandbox vault.
