//! The tables and sentences from which the crate `descriptor` writes its documents. Other crates must not use them: they change
//! without notice.

pub use crate::{
    cloud::Cloud,
    connection::CACHE_PREFIX,
    header_fields::settable as settable_header_fields,
    link::{FieldLinks, LinkInfo, links, of_field as links_of_field},
    notice::{NoticeInfo, notices},
    operations::{setup_steps, test_steps},
    portals::{Portals, of as portals_of},
    verdict::{
        Action, Actions, GRAPH_RULES, GraphRule, NO_RESPONSE_RULES, NoResponseRule, Statuses, TOKEN_RULES, TokenRule,
    },
};

/// Sentences that tell people what to type instead.
pub mod fixes {
    pub use crate::validate::{
        address::FIX as ADDRESS,
        app::{CLIENT_FIX as CLIENT, CLOUD_FIX as CLOUD, TENANT_FIX as TENANT},
        connection::{
            DATE_FIX as DATE, KEY_NAME_FIX as KEY_NAME, MAILBOX_FIX as MAILBOX, MOMENT_FIX as MOMENT,
            TOKEN_NAME_FIX as TOKEN_NAME,
        },
        options::key_fix as key,
        setup::{
            AUDIENCE_FIX as AUDIENCE, ISSUER_FIX as ISSUER, NAME_FIX as NAME, OBJECT_ID_FIX as OBJECT_ID,
            SUBJECT_FIX as SUBJECT,
        },
    };
}

/// The guidance catalogue.
pub mod guidance {
    pub use crate::guidance::{
        Confidence,
        catalogue::{CauseInfo, ERRORS, KnownError, RULE_SETS, Rule, RuleSet, Service, causes},
        signals::{Signal, Signals},
    };
}
