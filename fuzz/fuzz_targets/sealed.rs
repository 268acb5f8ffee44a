#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| outlook_fuzz::sealed::sealed(data));
