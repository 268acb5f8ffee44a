//! The exports, by hand: each takes its arguments from memory, calls the core, and leaves the answer in memory.
#![allow(
    unsafe_code,
    reason = "exports take and return addresses in linear memory, as the Canonical ABI lays down"
)]

use super::{
    WasiHost,
    abi::{self, Abi, aligned},
};
use crate::{
    contract::{Connection, Mail, SendOptions, ServiceAnswer, Setup, TestOptions},
    host::Clock,
};

/// Takes arguments out of the area that the engine allocated for them: they are more than 16 flat values, so that all travel in
/// memory, like the fields of one record.
macro_rules! take {
    ($area:ident: $($name:ident: $of:ty),*) => {
        let mut next = 0;
        let mut align = 1;
        $(
            next = aligned(next, <$of as Abi>::ALIGN);
            // SAFETY: the engine wrote the arguments there, in this order.
            let $name = unsafe { <$of as Abi>::lift($area.wrapping_add(next)) };
            next = next.wrapping_add(<$of as Abi>::SIZE);
            align = abi::larger(align, <$of as Abi>::ALIGN);
        )*
        // SAFETY: the engine allocated it so, and nothing points to it any more.
        unsafe { abi::free_argument($area, aligned(next, align), align) };
    };
}

/// Leaves an answer in memory, until the engine has read it.
fn answer<T: Abi, E: Abi>(result: Result<T, E>) -> *mut u8 {
    let area = abi::keep(<Result<T, E> as Abi>::SIZE, <Result<T, E> as Abi>::ALIGN);
    // SAFETY: the area is that large, and aligned.
    unsafe { result.lower(area) };
    area
}

/// Names an export, and the function that the engine calls when it has read the answer.
macro_rules! export {
    ($name:literal, $done:ident, fn $function:ident($($argument:ident)?) $body:block) => {
        #[unsafe(export_name = concat!("outlook:connector/mail@0.1.0#", $name))]
        extern "C" fn $function($($argument: *mut u8)?) -> *mut u8 $body

        #[unsafe(export_name = concat!("cabi_post_outlook:connector/mail@0.1.0#", $name))]
        extern "C" fn $done(_: *mut u8) {
            abi::free();
        }
    };
}

export!(
    "describe",
    describe_done,
    fn describe() {
        answer(Ok::<_, ()>(crate::describe()))
    }
);

export!("connect", connect_done, fn connect(area) {
    take!(area: connection: Connection);
    answer(crate::connect(&WasiHost, &connection))
});

export!("test-connection", test_connection_done, fn test_connection(area) {
    take!(area: connection: Connection, options: TestOptions);
    answer(Ok::<_, ()>(crate::test_connection(&WasiHost, &connection, &options)))
});

export!("send-mail", send_mail_done, fn send_mail(area) {
    take!(area: connection: Connection, mail: Mail, options: SendOptions);
    answer(crate::send_mail(&WasiHost, &connection, mail, &options))
});

export!("check-outcome", check_outcome_done, fn check_outcome(area) {
    take!(area: connection: Connection, reference: String);
    answer(Ok::<_, ()>(crate::check_outcome(&WasiHost, &connection, &reference)))
});

export!("explain", explain_done, fn explain(area) {
    take!(area: service_answer: ServiceAnswer);
    answer(Ok::<_, ()>(crate::explain(&service_answer, WasiHost.unix_seconds())))
});

export!("setup-guide", setup_guide_done, fn setup_guide(area) {
    take!(area: setup: Setup);
    answer(crate::setup_guide(&setup))
});
