//! Tests of the set-up scripts; see `tests/`.
