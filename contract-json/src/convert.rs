//! Conversions between records of the contract and their JSON types, field by field.

/// Converts a value of one side into the other side's type.
pub(crate) trait Convert<T> {
    /// Converts the value.
    fn convert(self) -> T;
}

/// Types that both sides share.
macro_rules! the_same {
    ($($type:ty)*) => {$(
        impl Convert<$type> for $type {
            fn convert(self) -> $type {
                self
            }
        }
    )*};
}

the_same!(String bool u16 u32 u64);

impl<T: Convert<U>, U> Convert<Option<U>> for Option<T> {
    fn convert(self) -> Option<U> {
        self.map(Convert::convert)
    }
}

impl<T: Convert<U>, U> Convert<Vec<U>> for Vec<T> {
    fn convert(self) -> Vec<U> {
        self.into_iter().map(Convert::convert).collect()
    }
}
