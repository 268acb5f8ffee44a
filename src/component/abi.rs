//! The Canonical ABI's layout of the contract's types in linear memory, by hand: each type is read and written by one
//! function, however many exports hold it.
//!
//! The generated code writes out every type anew wherever it occurs, and an error once for each of its cases: a fifth of the
//! component (docs/src/project/size.md). Layout: component-model `design/mvp/CanonicalABI.md`, "Alignment", "Element Size", "Loading" and
//! "Storing". That the records here are those of `wit/` is tested natively (`tests`), and through wasmtime end to end.
#![allow(
    unsafe_code,
    reason = "exports take and return addresses in linear memory, as the Canonical ABI lays down"
)]
#![allow(
    clippy::arithmetic_side_effects,
    reason = "sizes and offsets are constants of types, and lengths come from the engine, which has checked them"
)]

use std::{
    alloc::{Layout, alloc, dealloc, handle_alloc_error},
    cell::RefCell,
    mem,
};

thread_local! {
    /// What the answer of the call under way consists of; freed when the engine has read it.
    static KEPT: RefCell<Vec<(*mut u8, Layout)>> = const { RefCell::new(Vec::new()) };
}

/// A type with its place in memory.
pub trait Abi: Sized {
    /// Bytes.
    const SIZE: usize;
    /// Alignment.
    const ALIGN: usize;

    /// Takes a value that the engine wrote, with everything that it points to.
    ///
    /// # Safety
    /// A value of this type must stand at `at`, and must not be taken twice.
    unsafe fn lift(at: *mut u8) -> Self;

    /// Writes a value for the engine. What it points to is kept until [`free`].
    ///
    /// # Safety
    /// `at` must be aligned, with room for the value.
    unsafe fn lower(self, at: *mut u8);
}

/// The next place from `offset` on for something of that alignment.
pub const fn aligned(offset: usize, align: usize) -> usize {
    (offset + align - 1) & !(align - 1)
}

pub const fn larger(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

/// Memory for the answer.
pub fn keep(size: usize, align: usize) -> *mut u8 {
    let Ok(layout) = Layout::from_size_align(size, align) else {
        return align as *mut u8;
    };
    if size == 0 {
        return align as *mut u8;
    }
    // SAFETY: the size is not zero.
    let at = unsafe { alloc(layout) };
    if at.is_null() {
        handle_alloc_error(layout);
    }
    KEPT.with_borrow_mut(|kept| kept.push((at, layout)));
    at
}

/// Frees the answer: the engine has read it.
pub fn free() {
    for (at, layout) in KEPT.take() {
        // SAFETY: each was allocated with that layout, and is in the list once.
        unsafe { dealloc(at, layout) }
    }
}

/// Frees what the engine allocated for an argument.
///
/// # Safety
/// `at` must have been allocated by `cabi_realloc` with that size and alignment.
pub unsafe fn free_argument(at: *mut u8, size: usize, align: usize) {
    if let (Ok(layout), 1..) = (Layout::from_size_align(size, align), size) {
        unsafe { dealloc(at, layout) }
    }
}

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Abi for $type {
            const SIZE: usize = mem::size_of::<$type>();
            const ALIGN: usize = mem::align_of::<$type>();
            unsafe fn lift(at: *mut u8) -> Self {
                unsafe { at.cast::<$type>().read() }
            }
            unsafe fn lower(self, at: *mut u8) {
                unsafe { at.cast::<$type>().write(self) }
            }
        }
    )*};
}

plain!(u16, u32, u64);

impl Abi for () {
    const SIZE: usize = 0;
    const ALIGN: usize = 1;
    unsafe fn lift(_: *mut u8) -> Self {}
    unsafe fn lower(self, _: *mut u8) {}
}

impl Abi for bool {
    const SIZE: usize = 1;
    const ALIGN: usize = 1;
    unsafe fn lift(at: *mut u8) -> Self {
        unsafe { at.read() != 0 }
    }
    unsafe fn lower(self, at: *mut u8) {
        unsafe { at.write(u8::from(self)) }
    }
}

/// Bytes, as one piece: files are large.
impl Abi for Vec<u8> {
    const SIZE: usize = 8;
    const ALIGN: usize = 4;
    #[inline(never)]
    unsafe fn lift(at: *mut u8) -> Self {
        unsafe {
            let (data, length) = list(at);
            match length {
                0 => Self::new(),
                // The engine allocated exactly that much.
                _ => Self::from_raw_parts(data, length, length),
            }
        }
    }
    #[inline(never)]
    unsafe fn lower(self, at: *mut u8) {
        unsafe {
            let data = keep(self.len(), 1);
            data.copy_from_nonoverlapping(self.as_ptr(), self.len());
            put_list(at, data, self.len());
        }
    }
}

impl Abi for String {
    const SIZE: usize = 8;
    const ALIGN: usize = 4;
    unsafe fn lift(at: *mut u8) -> Self {
        // SAFETY: an engine traps on a string that is not UTF-8, before it calls.
        unsafe { Self::from_utf8_unchecked(Vec::lift(at)) }
    }
    unsafe fn lower(self, at: *mut u8) {
        unsafe { self.into_bytes().lower(at) }
    }
}

impl<T: Abi> Abi for Vec<T> {
    const SIZE: usize = 8;
    const ALIGN: usize = 4;
    #[inline(never)]
    unsafe fn lift(at: *mut u8) -> Self {
        unsafe {
            let (data, length) = list(at);
            let items = (0..length).map(|place| T::lift(data.add(place * T::SIZE))).collect();
            free_argument(data, length * T::SIZE, T::ALIGN);
            items
        }
    }
    #[inline(never)]
    unsafe fn lower(self, at: *mut u8) {
        unsafe {
            let length = self.len();
            let data = keep(length * T::SIZE, T::ALIGN);
            for (place, item) in self.into_iter().enumerate() {
                item.lower(data.add(place * T::SIZE));
            }
            put_list(at, data, length);
        }
    }
}

unsafe fn list(at: *mut u8) -> (*mut u8, usize) {
    unsafe {
        (
            at.cast::<*mut u8>().read(),
            at.add(mem::size_of::<usize>()).cast::<usize>().read(),
        )
    }
}

unsafe fn put_list(at: *mut u8, data: *mut u8, length: usize) {
    unsafe {
        at.cast::<*mut u8>().write(data);
        at.add(mem::size_of::<usize>()).cast::<usize>().write(length);
    }
}

impl<T: Abi> Abi for Option<T> {
    const SIZE: usize = aligned(aligned(1, T::ALIGN) + T::SIZE, T::ALIGN);
    const ALIGN: usize = T::ALIGN;
    unsafe fn lift(at: *mut u8) -> Self {
        unsafe {
            match at.read() {
                0 => None,
                _ => Some(T::lift(at.add(aligned(1, T::ALIGN)))),
            }
        }
    }
    unsafe fn lower(self, at: *mut u8) {
        unsafe {
            at.write(u8::from(self.is_some()));
            if let Some(value) = self {
                value.lower(at.add(aligned(1, T::ALIGN)));
            }
        }
    }
}

impl<T: Abi, E: Abi> Abi for Result<T, E> {
    const SIZE: usize = aligned(aligned(1, Self::ALIGN) + larger(T::SIZE, E::SIZE), Self::ALIGN);
    const ALIGN: usize = larger(T::ALIGN, E::ALIGN);
    unsafe fn lift(at: *mut u8) -> Self {
        unsafe {
            let payload = at.add(aligned(1, Self::ALIGN));
            match at.read() {
                0 => Ok(T::lift(payload)),
                _ => Err(E::lift(payload)),
            }
        }
    }
    unsafe fn lower(self, at: *mut u8) {
        unsafe {
            at.write(u8::from(self.is_err()));
            let payload = at.add(aligned(1, Self::ALIGN));
            match self {
                Ok(value) => value.lower(payload),
                Err(error) => error.lower(payload),
            }
        }
    }
}

/// A record: its fields one after the other.
macro_rules! record {
    ($type:ident { $($field:ident: $of:ty),* $(,)? }) => {
        impl Abi for $type {
            const ALIGN: usize = {
                let mut align = 1;
                $(align = larger(align, <$of as Abi>::ALIGN);)*
                align
            };
            const SIZE: usize = {
                let mut end = 0;
                $(end = aligned(end, <$of as Abi>::ALIGN) + <$of as Abi>::SIZE;)*
                aligned(end, Self::ALIGN)
            };
            #[inline(never)]
            unsafe fn lift(at: *mut u8) -> Self {
                let mut next = 0;
                $(
                    next = aligned(next, <$of as Abi>::ALIGN);
                    let $field = unsafe { <$of as Abi>::lift(at.add(next)) };
                    next += <$of as Abi>::SIZE;
                )*
                let _ = next;
                Self { $($field),* }
            }
            #[inline(never)]
            unsafe fn lower(self, at: *mut u8) {
                let Self { $($field),* } = self;
                let mut next = 0;
                $(
                    next = aligned(next, <$of as Abi>::ALIGN);
                    unsafe { <$of as Abi>::lower($field, at.add(next)) };
                    next += <$of as Abi>::SIZE;
                )*
                let _ = next;
            }
        }
    };
}

/// A variant whose cases all hold something: a number in a byte, and the payload. An engine passes no number but theirs.
macro_rules! variant {
    ($type:ident { $($number:literal => $case:ident($of:ty)),* ; else $last:ident($last_of:ty) = $last_number:literal }) => {
        impl Abi for $type {
            const ALIGN: usize = {
                let mut align = <$last_of as Abi>::ALIGN;
                $(align = larger(align, <$of as Abi>::ALIGN);)*
                align
            };
            const SIZE: usize = {
                let mut size = <$last_of as Abi>::SIZE;
                $(size = larger(size, <$of as Abi>::SIZE);)*
                aligned(aligned(1, Self::ALIGN) + size, Self::ALIGN)
            };
            unsafe fn lift(at: *mut u8) -> Self {
                unsafe {
                    let payload = at.add(aligned(1, Self::ALIGN));
                    match at.read() {
                        $($number => Self::$case(<$of as Abi>::lift(payload)),)*
                        _ => Self::$last(<$last_of as Abi>::lift(payload)),
                    }
                }
            }
            unsafe fn lower(self, at: *mut u8) {
                unsafe {
                    let payload = at.add(aligned(1, Self::ALIGN));
                    match self {
                        $(Self::$case(value) => {
                            at.write($number);
                            value.lower(payload);
                        })*
                        Self::$last(value) => {
                            at.write($last_number);
                            value.lower(payload);
                        }
                    }
                }
            }
        }
    };
}

/// An enum: a number in a byte.
macro_rules! numbered {
    ($type:ident { $($number:literal => $case:ident),* ; else $last:ident = $last_number:literal }) => {
        impl Abi for $type {
            const SIZE: usize = 1;
            const ALIGN: usize = 1;
            unsafe fn lift(at: *mut u8) -> Self {
                match unsafe { at.read() } {
                    $($number => Self::$case,)*
                    _ => Self::$last,
                }
            }
            unsafe fn lower(self, at: *mut u8) {
                let number = match self {
                    $(Self::$case => $number,)*
                    Self::$last => $last_number,
                };
                unsafe { at.write(number) }
            }
        }
    };
}

pub(super) use {numbered, record, variant};
