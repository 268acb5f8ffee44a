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
    let is_sure = !observed.is_cut && !catalogue::is_one_of_several(error, observed);
    add_weighed(&mut causes, error, context.signals(), is_sure);
    Some(causes.diagnose_known(error))
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
    add_weighed(causes, error, signals, true);
}

/// Appends the causes of an error. None is certain unless it is sure that it is this error, or findings say so.
fn add_weighed(causes: &mut CauseList<'_>, error: &KnownError, signals: Signals, is_sure: bool) {
    let rules: Vec<&Rule> = error.rules().filter(|rule| signals.contains_all(rule.when)).collect();
    let mut weights: Vec<(&CauseInfo, i32)> = Vec::new();
    for rule in &rules {
        match weights.iter_mut().find(|(cause, _)| cause.id == rule.cause.id) {
            Some((_, weight)) => *weight = weight.saturating_add(rule.weight),
            None => weights.push((rule.cause, rule.weight)),
        }
    }
    // A cause with evidence against it is not certain, whatever its sum is.
    for (cause, weight) in &mut weights {
        let is_doubted = rules.iter().any(|rule| rule.cause.id == cause.id && rule.weight < 0);
        let is_found = rules
            .iter()
            .any(|rule| rule.cause.id == cause.id && rule.when != Signals::NONE);
        if is_doubted || !is_sure && !is_found {
            *weight = (*weight).min(Confidence::LIKELY_AT_MOST);
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
