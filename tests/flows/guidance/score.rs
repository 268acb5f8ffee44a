//! How many texts are explained right, by kind and by form. `cargo xtask guidance` shows the table; as a test it fails if one is not.

use std::collections::BTreeMap;

use outlook_connector::{contract::Explanation, explain};

use super::{NOW, answer_of, body_of, cases, corpus, expected, first, forms};

/// The counts of one line of the table.
#[derive(Default)]
struct Row {
    cases: usize,
    causes: usize,
    verdicts: usize,
}

/// The table, and what is wrong.
#[derive(Default)]
struct Score {
    rows: BTreeMap<String, Row>,
    wrong: Vec<String>,
}

impl Score {
    /// Counts a case. `causes` and `verdicts` are those that are right; an empty list says nothing.
    fn count(&mut self, row: &str, name: &str, explanation: &Explanation, causes: &[&str], verdicts: &[&str]) {
        let (cause, verdict) = (first(explanation), explanation.verdict.as_str());
        let is_right = causes.is_empty() || causes.contains(&cause);
        let is_judged_right = verdicts.is_empty() || verdicts.contains(&verdict);
        let row = self.rows.entry(row.to_owned()).or_default();
        row.cases += 1;
        row.causes += usize::from(is_right);
        row.verdicts += usize::from(is_judged_right);
        if !is_right {
            self.wrong.push(format!(
                "{name}: the first cause is {cause} ({}), not {}",
                explanation.detail.code,
                causes.join(" or ")
            ));
        }
        if !is_judged_right {
            self.wrong.push(format!(
                "{name}: the verdict is {verdict}, not {}",
                verdicts.join(" or ")
            ));
        }
    }

    fn print(&self) {
        println!("\n{:44} {:>6} {:>12} {:>14}", "", "cases", "first cause", "verdict");
        for (name, row) in &self.rows {
            println!("{name:44} {:>6} {:>12} {:>14}", row.cases, row.causes, row.verdicts);
        }
        println!();
        for line in &self.wrong {
            println!("{line}");
        }
    }
}

fn words(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

#[test]
fn the_corpora_are_explained_right() {
    let mut score = Score::default();
    for case in cases::all() {
        let explanation = explain(&case.response(), NOW);
        let (row, name) = (
            format!("kind {:2}", case.kind),
            format!("kind {}, {}", case.kind, case.id),
        );
        score.count(
            &row,
            &name,
            &explanation,
            &words(&case.expect.causes),
            &words(case.expect.error.as_slice()),
        );
        let causes = &explanation.detail.causes;
        for cause in causes.iter().filter(|cause| case.expect.not_causes.contains(&cause.id)) {
            score.wrong.push(format!("{name}: {} is among the causes", cause.id));
        }
        for cause in causes
            .iter()
            .filter(|cause| case.expect.not_certain && cause.confidence == "certain")
        {
            // What to do before a repeat is no cause that a check could refute.
            if cause.id != "look-before-sending-again" {
                score.wrong.push(format!("{name}: {} is told as certain", cause.id));
            }
        }
    }
    for (place, case) in corpus() {
        let explanation = explain(&answer_of(&case, body_of(&case)), NOW);
        let file = place.split(':').next().unwrap_or_default();
        score.count(
            &format!("from {file}"),
            &place,
            &explanation,
            &expected(&case, "expect"),
            &expected(&case, "verdict"),
        );
    }
    for form in forms::all() {
        let explanation = explain(&form.response(), NOW);
        let (cause, verdict) = (first(&form.plain).to_owned(), form.plain.verdict.clone());
        score.count(
            &format!("form: {}", form.name),
            &format!("{} as {}", form.place, form.name),
            &explanation,
            &[&cause],
            &[&verdict],
        );
    }
    score.print();
    assert!(
        score.wrong.is_empty(),
        "{} wrong; the table is above",
        score.wrong.len()
    );
}
