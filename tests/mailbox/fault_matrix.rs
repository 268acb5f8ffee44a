//! Every fault at every request of every way of sending, with a key and without: never two mails, never a lost mail reported
//! as sent, never a sent mail reported as not sent, and nothing left behind that the answer does not name.
//!
//! Generated: the requests are those that a run without faults makes, so that a new one cannot be forgotten.
//!
//! With a key, every case is played twice more: after a colleague has sent our mailbox a mail with the same key, and as a repeat
//! of a mail that an earlier run has sent. Large mails are left out of the first: their steps are those of the small ones and the
//! upload, which looks for nothing.

use std::{collections::BTreeMap, sync::Arc};

use crate::support::{
    Colleague, Fault, ForeignMark, MailKind, MailboxHost, Persistence, Plan, Step, StoredFiles, connection, emulator,
    error_case, leftovers, own_mark, send, sent_by_connector, stored_files,
};
use outlook_connector::contract::{Error, Receipt};
use outlook_emulator::{Emulator, Folder, demo};

/// One case of the matrix.
#[derive(Debug, Clone, Copy)]
struct Case {
    kind: MailKind,
    keyed: bool,
    before: Before,
    step: Step,
    plan: Plan,
}

/// What happened before the run that meets the fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// A colleague has sent a mail with the same key and this mark.
    ColleagueSent(ForeignMark),
    /// An earlier run has sent the mail.
    EarlierRunSent,
}

/// The marks of the colleague's mails, in turn. All lead to the same requests. A mail without a mark leads to those of no mail
/// at all; `colleague.rs` has it.
const MARKS: [ForeignMark; 4] = [
    ForeignMark::Copied,
    ForeignMark::UnknownVersion,
    ForeignMark::OtherFingerprint,
    ForeignMark::UnknownAlgorithm,
];

/// The marks that the connector writes, by mail.
type Marks = BTreeMap<MailKind, String>;

/// Lets happen what comes before.
fn prepare(emulator: &Emulator, files: &StoredFiles, kind: MailKind, before: Before, marks: &Marks) {
    match before {
        Before::Nothing => {}
        Before::ColleagueSent(mark) => Colleague::new(emulator).send("k", mark, &marks[&kind]),
        Before::EarlierRunSent => {
            send(&MailboxHost::new(emulator, files, 9), kind, Some("k")).expect("without faults it is sent");
        }
    }
}

/// What must come of it. None, where the rules that hold for all say enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Sent,
    Unknown,
    NotSent,
}

/// What must come of a fault that is met once.
fn expected(case: &Case) -> Option<Expected> {
    let fault = case.plan.fault;
    if case.before == Before::EarlierRunSent {
        return expected_of_repeat(case);
    }
    if case.plan.persistence == Persistence::ForGood {
        // A send that is never answered, or never made, is never reported as sent, unless the mailbox shows it.
        // With a key, a draft that is gone may have been sent by another run.
        let perhaps_sent = case.keyed && fault == Fault::Status(404);
        return (case.step.sends() && !fault.is_carried_out() && !perhaps_sent && fault != Fault::Status(401))
            .then_some(match is_unclear(fault) {
                true => Expected::Unknown,
                false => Expected::NotSent,
            });
    }
    match fault {
        // Entra means it.
        Fault::Status(401 | 409 | 412) if case.step == Step::Token => Some(Expected::NotSent),
        // A proof that nothing happened, or no fault at all to a client that reads what it gets.
        Fault::Refused | Fault::Status(401 | 409 | 412) | Fault::Throttled("2.5") | Fault::WrongContentType => {
            Some(Expected::Sent)
        }
        Fault::Throttled(_) | Fault::Status(403) if case.step != Step::ListAttachments => Some(Expected::NotSent),
        _ if is_unclear(fault) && case.step.sends() => Some(match (case.keyed, fault.is_carried_out()) {
            // The mailbox shows it, or it is sent again.
            (true, _) | (_, true) => Expected::Sent,
            (false, false) => Expected::Unknown,
        }),
        _ if is_unclear(fault) => Some(Expected::Sent),
        _ => None,
    }
}

/// What must come of a fault in a repeat of a mail that was sent: no request of it sends, and one fault that is met once hides the
/// sent mail only where there is no time left, or no token.
fn expected_of_repeat(case: &Case) -> Option<Expected> {
    let ends = match case.plan.fault {
        Fault::Throttled("3600") => true,
        Fault::Status(_) => case.step == Step::Token,
        _ => false,
    };
    let is_once = case.plan.persistence == Persistence::Once;
    // A look that is refused is not repeated.
    let is_refused_look = case.step == Step::Find && matches!(case.plan.fault, Fault::Status(403 | 404));
    let is_draft_refused = case.step == Step::MarkDraft;
    (is_once && !ends && !is_refused_look && !is_draft_refused).then_some(Expected::Sent)
}

/// Whether the request may have been carried out, as far as its sender can tell.
fn is_unclear(fault: Fault) -> bool {
    match fault {
        Fault::CutInRequest
        | Fault::AnswerLost
        | Fault::TimeOutBefore
        | Fault::TimeOutAfter
        | Fault::StatusAfter(_)
        | Fault::EmptySuccess
        | Fault::Html(_) => true,
        // Of an answer whose body nobody reads nothing is lost.
        Fault::AnswerCut | Fault::TruncatedJson => false,
        Fault::Status(status) => status == 408 || status >= 500,
        Fault::Refused | Fault::Throttled(_) | Fault::WrongContentType => false,
    }
}

fn marks(files: &StoredFiles) -> Marks {
    let mark = |kind| {
        let emulator = emulator();
        send(&MailboxHost::new(&emulator, files, 1), kind, Some("k")).expect("without faults it is sent");
        (kind, own_mark(&emulator).expect("it is marked"))
    };
    MailKind::ALL.into_iter().map(mark).collect()
}

fn cases(files: &StoredFiles, marks: &Marks) -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in MailKind::ALL {
        for (keyed, before) in [
            (false, Before::Nothing),
            (true, Before::Nothing),
            (true, Before::ColleagueSent(ForeignMark::Copied)),
            (true, Before::EarlierRunSent),
        ] {
            let with_colleague = matches!(before, Before::ColleagueSent(_));
            if with_colleague && !kind.attachments().is_empty() {
                continue;
            }
            let in_turn = |nth: usize| match before {
                Before::ColleagueSent(_) => Before::ColleagueSent(MARKS[nth % MARKS.len()]),
                before => before,
            };
            let emulator = emulator();
            prepare(&emulator, files, kind, before, marks);
            let host = MailboxHost::new(&emulator, files, 1);
            send(&host, kind, keyed.then_some("k")).expect("without faults it is sent");
            for (at, step) in host.steps().into_iter().enumerate() {
                for fault in Fault::ALL {
                    for persistence in [Persistence::Once, Persistence::ForGood] {
                        let plan = Plan { at, fault, persistence };
                        cases.push(Case {
                            kind,
                            keyed,
                            before: in_turn(cases.len()),
                            step,
                            plan,
                        });
                    }
                }
            }
        }
    }
    cases
}

#[test]
fn the_fault_matrix() {
    let files = Arc::new(stored_files());
    let marks = marks(&files);
    let cases = cases(&files, &marks);
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for (i, case) in cases.iter().enumerate() {
        let emulator = emulator();
        prepare(&emulator, &files, case.kind, case.before, &marks);
        let host = MailboxHost::new(&emulator, &files, i as u64 + 1).with_plan(case.plan);
        let answer = send(&host, case.kind, case.keyed.then_some("k"));
        let outcome = match &answer {
            Ok(_) => "sent",
            Err(error) => error_case(error),
        };
        *outcomes
            .entry(format!(
                "{:<21} {outcome}",
                match (case.keyed, case.before) {
                    (false, _) => "without key",
                    (true, Before::Nothing) => "with key",
                    (true, Before::ColleagueSent(_)) => "with key, colleague's",
                    (true, Before::EarlierRunSent) => "with key, repeated",
                }
            ))
            .or_default() += 1;
        if let Err(why) = judge(&emulator, &files, case, &answer) {
            failures.push(format!("{case:?} -> {outcome}: {why}"));
        }
    }
    println!("{} cases", cases.len());
    for (outcome, count) in &outcomes {
        println!("{count:>6}  {outcome}");
    }
    assert!(cases.len() > 3_000, "the matrix is generated from what is requested");
    assert!(
        failures.is_empty(),
        "{} of {}:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

fn judge(emulator: &Emulator, files: &StoredFiles, case: &Case, answer: &Result<Receipt, Error>) -> Result<(), String> {
    let delivered = sent_by_connector(emulator);
    if delivered > 1 {
        return Err(format!("{delivered} mails"));
    }
    let told = match answer {
        Ok(_) => Expected::Sent,
        Err(Error::PermanentOutcomeUnknown(_)) => Expected::Unknown,
        Err(_) => Expected::NotSent,
    };
    match (told, delivered) {
        (Expected::Sent, 0) => return Err("a lost mail was reported as sent".to_owned()),
        // A repeat that cannot look says that it sent nothing, and why it cannot look.
        (Expected::NotSent, 1) if case.before != Before::EarlierRunSent => {
            return Err("a sent mail was reported as not sent".to_owned());
        }
        _ => {}
    }
    if let Some(expected) = expected(case)
        && expected != told
    {
        return Err(format!("expected {expected:?}"));
    }
    left_behind(emulator, case, answer)?;
    later(emulator, files, case, answer)
}

/// Nothing is left that the answer does not name.
fn left_behind(emulator: &Emulator, case: &Case, answer: &Result<Receipt, Error>) -> Result<(), String> {
    let items = emulator.mailbox_items(demo::MAILBOX);
    let in_drafts = items
        .iter()
        .filter(|item| format!("{:?}", item.folder) == "Drafts")
        .count();
    let named = match answer {
        Ok(receipt) => receipt
            .notices
            .iter()
            .filter(|notice| notice.code == "draft-left")
            .count(),
        Err(error) => leftovers(error).len(),
    };
    if in_drafts > named {
        return Err(format!("{in_drafts} drafts are left, {named} named"));
    }
    for item in items.iter().filter(|item| item.folder == Folder::SentItems) {
        let attachments: Vec<(&str, usize)> = item.attachments.iter().map(|(n, s)| (n.as_str(), *s)).collect();
        if attachments != case.kind.attachments() {
            return Err(format!("attachments: {attachments:?}"));
        }
    }
    Ok(())
}

/// What a later look, and a later run with the key, find.
fn later(emulator: &Emulator, files: &StoredFiles, case: &Case, answer: &Result<Receipt, Error>) -> Result<(), String> {
    let host = MailboxHost::new(emulator, files, 7);
    let reference = match answer {
        Ok(receipt) => Some(receipt.reference.clone()),
        Err(Error::PermanentOutcomeUnknown(detail)) => Some(detail.reference.clone().ok_or("no reference")?),
        Err(_) => None,
    };
    if let Some(reference) = reference {
        let found = outlook_connector::check_outcome(&host, &connection(), &reference).state;
        let sent = sent_by_connector(emulator) > 0;
        if (found == "sent") != sent {
            return Err(format!("check-outcome says {found}"));
        }
    }
    if case.keyed {
        match send(&host, case.kind, Some("k")) {
            Ok(_) => {}
            Err(error) => {
                return Err(format!("the next run: {} {error:?}", error_case(&error)));
            }
        }
        let delivered = sent_by_connector(emulator);
        if delivered != 1 {
            return Err(format!("{delivered} mails after the next run"));
        }
        let items = emulator.mailbox_items(demo::MAILBOX);
        if items.iter().any(|item| format!("{:?}", item.folder) == "Drafts") {
            return Err("a draft is left after the next run".to_owned());
        }
    }
    Ok(())
}

#[test]
fn names_of_cases_are_those_of_the_contract() {
    let emulator = emulator();
    let files = Arc::new(stored_files());
    let plan = Plan {
        at: 0,
        fault: Fault::Throttled("3600"),
        persistence: Persistence::ForGood,
    };
    let host = MailboxHost::new(&emulator, &files, 1).with_plan(plan);
    assert_eq!(
        error_case(&send(&host, MailKind::Plain, None).unwrap_err()),
        "throttled"
    );
}
