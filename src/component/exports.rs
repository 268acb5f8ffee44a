//! The exports, by hand: that makes the component 23 KB smaller.
//!
//! The generated code lowers an error anew for each of its cases, all of which carry the same record: 40 KB for two functions
//! (docs/SIZE.md). Here every error is lowered as one and the same case, and the number of the true one is put in its place
//! afterwards. The layout is the Canonical ABI's: a variant begins with its number, in a byte; the payload follows.
#![allow(
    unsafe_code,
    reason = "exports take and return addresses in linear memory, as the Canonical ABI lays down"
)]

use std::{cell::Cell, hint};

use super::Component;
use crate::contract::{Error, ErrorDetail, bindings::exports::outlook::connector::mail};

/// The case that stands for all: the last one, `transient`.
const STAND_IN: u8 = 6;

/// Place of the error's number in a `result<_, error>`: after the result's own number, aligned for the `u64` in both payloads.
const NUMBER_AT: usize = 8;

thread_local! {
    static NUMBER: Cell<u8> = const { Cell::new(STAND_IN) };
}

/// Keeps the error's number and hands on its detail under the case that stands for all.
#[inline(always)]
#[allow(clippy::result_large_err, reason = "the contract's own error type, once in a call")]
pub(super) fn as_stand_in<T>(result: Result<T, Error>) -> Result<T, Error> {
    result.map_err(|error| {
        let (number, detail) = parts(error);
        NUMBER.set(number);
        Error::Transient(detail)
    })
}

/// Numbers in the order of the contract's cases. Kept apart, so that the compiler sees no case but one beyond it.
#[inline(never)]
fn parts(error: Error) -> (u8, ErrorDetail) {
    match error {
        // Never returned: it has no detail. Were it ever to be, a passing fault without detail is the nearest.
        Error::ExecutionFailed => (STAND_IN, crate::failure::empty_detail()),
        Error::PermanentInvalidInput(detail) => (1, detail),
        Error::PermanentUnauthorized(detail) => (2, detail),
        Error::PermanentRejected(detail) => (3, detail),
        Error::PermanentOutcomeUnknown(detail) => (4, detail),
        Error::Throttled(detail) => (5, detail),
        Error::Transient(detail) => (STAND_IN, detail),
    }
}

/// Puts the error's number in its place, if the result is an error.
unsafe fn put_number(area: *mut u8) -> *mut u8 {
    // SAFETY: the area is one that the generated code has just filled, and larger than that.
    unsafe {
        if *area == 1 {
            *area.add(NUMBER_AT) = NUMBER.get();
        }
    }
    area
}

/// Frees a result whose error, if it is one, was lowered as the case that stands for all.
#[inline(always)]
unsafe fn free(area: *mut u8, post_return: impl Fn(*mut u8)) {
    // SAFETY: the area is one that `put_number` returned: its first byte is 0 or 1.
    unsafe {
        if *area == 1 {
            *area.add(NUMBER_AT) = STAND_IN;
            hint::assert_unchecked(*area == 1 && *area.add(NUMBER_AT) == STAND_IN);
            post_return(area);
        } else {
            hint::assert_unchecked(*area == 0);
            post_return(area);
        }
    }
}

#[unsafe(export_name = "outlook:connector/mail@0.1.0#send-mail")]
unsafe extern "C" fn send_mail(arguments: *mut u8) -> *mut u8 {
    unsafe { put_number(mail::_export_send_mail_cabi::<Component>(arguments)) }
}

#[unsafe(export_name = "cabi_post_outlook:connector/mail@0.1.0#send-mail")]
unsafe extern "C" fn send_mail_done(area: *mut u8) {
    unsafe { free(area, |area| mail::__post_return_send_mail::<Component>(area)) }
}

#[unsafe(export_name = "outlook:connector/mail@0.1.0#connect")]
unsafe extern "C" fn connect(arguments: *mut u8) -> *mut u8 {
    unsafe { put_number(mail::_export_connect_cabi::<Component>(arguments)) }
}

#[unsafe(export_name = "cabi_post_outlook:connector/mail@0.1.0#connect")]
unsafe extern "C" fn connect_done(area: *mut u8) {
    unsafe { free(area, |area| mail::__post_return_connect::<Component>(area)) }
}

#[unsafe(export_name = "outlook:connector/mail@0.1.0#test-connection")]
unsafe extern "C" fn test_connection(arguments: *mut u8) -> *mut u8 {
    unsafe { mail::_export_test_connection_cabi::<Component>(arguments) }
}

#[unsafe(export_name = "cabi_post_outlook:connector/mail@0.1.0#test-connection")]
unsafe extern "C" fn test_connection_done(area: *mut u8) {
    unsafe { mail::__post_return_test_connection::<Component>(area) }
}

#[unsafe(export_name = "outlook:connector/mail@0.1.0#check-outcome")]
unsafe extern "C" fn check_outcome(arguments: *mut u8) -> *mut u8 {
    unsafe { mail::_export_check_outcome_cabi::<Component>(arguments) }
}

#[unsafe(export_name = "cabi_post_outlook:connector/mail@0.1.0#check-outcome")]
unsafe extern "C" fn check_outcome_done(area: *mut u8) {
    unsafe { mail::__post_return_check_outcome::<Component>(area) }
}

#[unsafe(export_name = "outlook:connector/mail@0.1.0#describe")]
unsafe extern "C" fn describe() -> *mut u8 {
    unsafe { mail::_export_describe_cabi::<Component>() }
}

#[unsafe(export_name = "cabi_post_outlook:connector/mail@0.1.0#describe")]
unsafe extern "C" fn describe_done(area: *mut u8) {
    unsafe { mail::__post_return_describe::<Component>(area) }
}

#[unsafe(export_name = "outlook:connector/mail@0.1.0#explain")]
unsafe extern "C" fn explain(arguments: *mut u8) -> *mut u8 {
    unsafe { mail::_export_explain_cabi::<Component>(arguments) }
}

#[unsafe(export_name = "cabi_post_outlook:connector/mail@0.1.0#explain")]
unsafe extern "C" fn explain_done(area: *mut u8) {
    unsafe { mail::__post_return_explain::<Component>(area) }
}

#[unsafe(export_name = "outlook:connector/mail@0.1.0#setup-guide")]
unsafe extern "C" fn setup_guide(arguments: *mut u8) -> *mut u8 {
    unsafe { mail::_export_setup_guide_cabi::<Component>(arguments) }
}

#[unsafe(export_name = "cabi_post_outlook:connector/mail@0.1.0#setup-guide")]
unsafe extern "C" fn setup_guide_done(area: *mut u8) {
    unsafe { mail::__post_return_setup_guide::<Component>(area) }
}
