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
pub use crate::field_problem::field_fixes as fixes;

/// The guidance catalogue.
pub mod guidance {
    pub use crate::guidance::{
        Confidence,
        catalogue::{CauseInfo, ERRORS, KnownError, RULE_SETS, Rule, RuleSet, Service, causes},
        signals::{Signal, Signals},
    };
}
