//! Ranks causes: each rule that applies adds its weight to a cause, and its sentence to the evidence.

use std::cmp::Reverse;

use super::{
    CauseList, Confidence, Context, Diagnosis,
    catalogue::{self, CauseInfo, KnownError, ObservedError, Rule},
    signals::Signals,
};
use crate::contract::Cause;

/// Explains an error by the catalogue. Returns `None` if the catalogue knows neither its code, its words nor its status.
pub fn diagnose(observed: &ObservedError<'_>, context: &Context) -> Option<Diagnosis> {
    let error = catalogue::find(observed)?;
    let mut causes = CauseList::new(context);
    add_ranked(&mut causes, error, context.signals());
    Some(causes.diagnose(error.id, context.fill(error.message)))
}

/// Returns the causes of a failure of the connector or its host, by the connector's own code.
pub fn causes_of(code: &str) -> Vec<Cause> {
    let context = Context::default();
    let mut causes = CauseList::new(&context);
    if let Some(error) = catalogue::find_own(code) {
        add_ranked(&mut causes, error, Signals::NONE);
    }
    causes.into_causes()
}

/// Appends the causes of an error, the likeliest first.
pub fn add_ranked(causes: &mut CauseList<'_>, error: &KnownError, signals: Signals) {
    let rules: Vec<&Rule> = error.rules().filter(|rule| signals.contains_all(rule.when)).collect();
    let mut weights: Vec<(&CauseInfo, i32)> = Vec::new();
    for rule in &rules {
        match weights.iter_mut().find(|(cause, _)| cause.id == rule.cause.id) {
            Some((_, weight)) => *weight = weight.saturating_add(rule.weight),
            None => weights.push((rule.cause, rule.weight)),
        }
    }
    // The sort is stable: of two causes with the same weight, the one that the catalogue names first stays first.
    weights.sort_by_key(|(_, weight)| Reverse(*weight));
    for (cause, weight) in weights {
        // The first cause stays in the list even if all evidence is against it: every error has a cause.
        if weight <= 0 && !causes.is_empty() {
            break;
        }
        let sentences = |is_for: bool| -> Vec<&str> {
            rules
                .iter()
                .filter(|rule| rule.cause.id == cause.id && (rule.weight > 0) == is_for)
                .map(|rule| rule.evidence)
                .filter(|evidence| !evidence.is_empty())
                .collect()
        };
        causes.add_weighed(
            cause,
            Confidence::of_weight(weight),
            &sentences(true),
            &sentences(false),
        );
    }
}
