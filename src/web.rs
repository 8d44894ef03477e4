//! Shell: HTTP. The playground has a listener of its own, on loopback.

pub mod playground;
