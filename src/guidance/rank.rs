//! Ranks causes: each rule of an answer whose signals are there adds its weight, and its sentence to the evidence.

use super::{
    Advice, Causes, Values,
    catalogue::{self, Answer, CauseId, Rule, Shown, catalogue},
};
use crate::contract::Cause;

/// Explains an answer by the catalogue. `None` when not even its family is known.
pub fn advise(shown: &Shown<'_>, values: &Values) -> Option<Advice> {
    let answer = catalogue().find(shown)?;
    let mut causes = Causes::new(values);
    add_ranked(&mut causes, answer, values.signals);
    Some(causes.advise(answer.id, values.fill(answer.message)))
}

/// Causes of a failure of our own or of the host's, by its code.
pub fn causes_of_own(code: &str) -> Vec<Cause> {
    let values = Values::default();
    let mut causes = Causes::new(&values);
    if let Some(answer) = catalogue().own(code) {
        add_ranked(&mut causes, answer, 0);
    }
    causes.causes
}

/// Adds an answer's causes, likeliest first.
pub fn add_ranked(causes: &mut Causes<'_>, answer: &Answer, signals: u64) {
    let mut weights: Vec<(CauseId, i32)> = Vec::new();
    for rule in holding(answer, signals) {
        match weights.iter_mut().find(|(cause, _)| *cause == rule.cause) {
            Some((_, weight)) => *weight = weight.saturating_add(rule.weight),
            None => weights.push((rule.cause, rule.weight)),
        }
    }
    // The heaviest of those left, each time; of two alike, the one named first in the catalogue. (A sort is 3 KB of code.)
    while let Some(&(id, weight)) = weights.iter().rev().max_by_key(|(_, weight)| *weight) {
        weights.retain(|(other, _)| *other != id);
        // An answer always has a cause, even where everything speaks against it.
        if weight <= 0 && !causes.is_empty() {
            break;
        }
        let said = |speaks_for: bool| {
            let rules = holding(answer, signals).filter(|rule| rule.cause == id && (rule.weight > 0) == speaks_for);
            rules.map(|rule| rule.says).filter(|says| !says.is_empty()).collect()
        };
        causes.add_weighed(id, catalogue::confidence(weight), said(true), said(false));
    }
}

fn holding(answer: &Answer, signals: u64) -> impl Iterator<Item = &Rule> {
    catalogue()
        .rules(answer)
        .filter(move |rule| rule.when & signals == rule.when)
}
