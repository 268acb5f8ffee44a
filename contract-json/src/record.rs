//! The macros that define a record's JSON type together with its conversion. The compiler names a field that the contract has and a
//! list lacks.

/// Defines types that are only written: results and errors. Each has the name and the fields of the contract's record.
macro_rules! responses {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type),*
        }

        impl crate::convert::Convert<$name> for crate::contract::$name {
            fn convert(self) -> $name {
                let Self { $($field),* } = self;
                $name { $($field: $field.convert()),* }
            }
        }

        impl From<crate::contract::$name> for $name {
            fn from(record: crate::contract::$name) -> Self {
                crate::convert::Convert::convert(record)
            }
        }
    )*};
}

/// Defines types that are only read. They have no `Debug`: they hold texts and addresses of mail.
macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type),*
        }

        impl crate::convert::Convert<crate::contract::$name> for $name {
            fn convert(self) -> crate::contract::$name {
                let Self { $($field),* } = self;
                crate::contract::$name { $($field: $field.convert()),* }
            }
        }

        impl From<$name> for crate::contract::$name {
            fn from(record: $name) -> Self {
                crate::convert::Convert::convert(record)
            }
        }
    )*};
}

pub(crate) use {requests, responses};
