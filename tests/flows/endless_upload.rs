//! A service whose upload session makes no progress gets a few more chunks than the file has, and the mail is not sent.

use std::cell::Cell;

use outlook_connector::{
    contract::{Attachment, Content, Error, Mail, Message, SendOptions},
    http::Method,
};

use crate::{
    connection, message, parts,
    script::{Answer, answer},
    served::{Came, Served},
    token_answer,
};

const CHUNK: u64 = 3_932_160;
/// Three chunks.
const LENGTH: u64 = 8_000_000;
const CHUNKS: usize = 3;
const SESSIONS: usize = 3;
const DRAFT: &str = r#"{"id":"d1","isDraft":true,"parentFolderId":"drafts","@odata.etag":"W/\"1\""}"#;

/// What a session answers to a chunk from the first to before the second offset, or to the question for its state (`None`). The
/// number counts them.
type Session<'s> = &'s dyn Fn(Option<(u64, u64)>, u64) -> Answer;

fn expecting(next: u64) -> Answer {
    answer(200, format!(r#"{{"nextExpectedRanges":["{next}-"]}}"#))
}

fn range(came: &Came) -> Option<(u64, u64)> {
    let (first, last) = came
        .content_range
        .as_deref()?
        .strip_prefix("bytes ")?
        .split_once('/')?
        .0
        .split_once('-')?;
    Some((first.parse().ok()?, last.parse::<u64>().ok()? + 1))
}

/// Sends a mail with a file of [`LENGTH`] bytes. Returns its end, and the start of each chunk, session by session.
fn run(session: Session<'_>, deletion: u16) -> (Result<(), Error>, Vec<Vec<u64>>) {
    let nth = Cell::new(0);
    let host = Served::by(|came| {
        let path = came.path.as_str();
        match (came.method, path) {
            (Method::Post, path) if path.ends_with("/token") => token_answer(3599),
            (Method::Post, path) if path.ends_with("/messages") => answer(201, DRAFT),
            (Method::Post, path) if path.ends_with("/createUploadSession") => answer(
                201,
                r#"{"uploadUrl":"https://outlook.office.com/session?authtoken=marker-upload"}"#,
            ),
            (Method::Put | Method::Get, path) if path.starts_with("/session") => {
                nth.set(nth.get() + 1);
                session(range(came), nth.get())
            }
            (Method::Delete, path) if path.starts_with("/session") => answer(204, ""),
            (Method::Get, path) if path.contains("/attachments") => answer(200, r#"{"value":[]}"#),
            (Method::Post, path) if path.ends_with("/d1/send") => answer(202, ""),
            (Method::Get, path) if path.contains("/messages/d1") => answer(200, DRAFT),
            (Method::Delete, _) => answer(deletion, ""),
            _ => panic!("{:?} {path}", came.method),
        }
    });
    let mail = Message {
        attachments: vec![Attachment {
            name: "a.bin".to_owned(),
            content: Content::Bytes(vec![7; LENGTH as usize]),
            ..Attachment::default()
        }],
        ..message()
    };
    let end = outlook_connector::send_mail(&host, &connection(), Mail::Message(mail), &SendOptions::default());
    let mut sessions: Vec<Vec<u64>> = Vec::new();
    for came in host.take_requests() {
        if came.path.ends_with("/createUploadSession") {
            sessions.push(Vec::new());
        }
        if let Some((start, _)) = range(&came) {
            sessions.last_mut().unwrap().push(start);
        }
    }
    (end.map(drop), sessions)
}

/// Each session gets at most twice as many chunks as the file has, and never an earlier chunk after a later one. A request is
/// repeated `tries` times, with a wait before each repeat.
fn assert_bounded(sessions: &[Vec<u64>], tries: usize, what: &str) {
    assert!(sessions.len() <= SESSIONS, "{what}: {sessions:?}");
    for chunks in sessions {
        assert!(
            chunks.len() <= 2 * CHUNKS * tries && chunks.is_sorted(),
            "{what}: {chunks:?}"
        );
    }
}

#[test]
fn a_session_that_always_expects_the_same_bytes_is_ended() {
    for (deletion, leftovers) in [(204, 0), (500, 1)] {
        let (end, sessions) = run(&|chunk, _| expecting(chunk.map_or(0, |(start, _)| start)), deletion);
        let (case, detail) = parts(end.unwrap_err());
        assert_eq!((case, detail.code.as_str()), ("transient", "upload-without-progress"));
        // Ended for good: a new session would take as many again.
        assert_eq!(sessions, [[0; 2 * CHUNKS]]);
        assert_eq!(detail.leftovers.len(), leftovers, "{:?}", detail.leftovers);
        assert!(!format!("{detail:?}").contains("marker-upload"));
    }
}

#[test]
fn no_session_gets_more_than_twice_the_chunks() {
    let refusing = |status: u16| answer(status, r#"{"error":{"code":"ErrorInvalidRange","message":"m"}}"#);
    let creeping = |chunk: Option<(u64, u64)>| chunk.map_or(0, |(start, _)| start + 1);
    let services: [(&str, usize, Session<'_>); 8] = [
        ("one byte at a time", 1, &|chunk, _| expecting(creeping(chunk))),
        ("back and forth", 1, &|_, nth| {
            expecting(if nth % 2 == 0 { 0 } else { CHUNK })
        }),
        ("back by question", 1, &|chunk, nth| match chunk {
            Some(_) if nth % 2 == 0 => refusing(416),
            Some((_, end)) => expecting(end),
            None => expecting(0),
        }),
        ("refused, and one byte on by question", 4, &|chunk, nth| match chunk {
            Some(_) => refusing(409),
            None => expecting(nth),
        }),
        ("refused, and far ahead by question", 1, &|chunk, _| match chunk {
            Some(_) => refusing(400),
            None => expecting(u64::MAX),
        }),
        ("beyond the end", 1, &|_, _| expecting(u64::MAX)),
        ("unreadable", 1, &|_, _| answer(200, "<html>")),
        ("refused and silent", 1, &|_, _| refusing(416)),
    ];
    for (what, tries, session) in services {
        let (end, sessions) = run(session, 204);
        let (case, detail) = parts(end.unwrap_err());
        assert!(
            ["transient", "permanent-rejected"].contains(&case) && detail.leftovers.is_empty(),
            "{what}: {case} {detail:?}"
        );
        assert_bounded(&sessions, tries, what);
    }
}

#[test]
fn a_session_that_keeps_half_of_each_chunk_is_no_failure() {
    let (end, sessions) = run(
        &|chunk, _| match chunk {
            Some((_, LENGTH)) => answer(201, ""),
            Some((start, end)) => expecting(start + (end - start) / 2),
            None => expecting(0),
        },
        204,
    );
    end.unwrap();
    assert_eq!(sessions, [[0, CHUNK / 2, CHUNK, CHUNK / 2 * 3]]);
}
