//! What was typed stays within its literals, however it was made.

use super::{
    CLIENT, OBJECT, SCRIPTS, TENANT, instructions, programs,
    reading::{decode, read, unescape},
    setup,
};
use outlook_connector::{contract::Error, setup_guide};
use std::sync::LazyLock;

/// What would end a string, begin an expression, a comment or a here-string, or end a block, if it got out of its literal.
pub const HOSTILE: [&str; 28] = [
    "'",
    "''",
    "'; Remove-Mailbox *; '",
    "\"",
    "\"$(Get-Mailbox)\"",
    "$(Get-Mailbox)",
    "$GroupName",
    "${x}",
    "`'",
    "`",
    "a`nb",
    "#",
    "<# x #>",
    "#>",
    "@'",
    "'@",
    "\u{2018}; Remove-Mailbox *; \u{2018}",
    "\u{2019}\u{201a}\u{201b}",
    "\u{201c}$(x)\u{201d}\u{201e}",
    "x) ; } ; exit",
    "{values} {group} {mailbox}",
    "日本語 ☃ e\u{301}",
    "\\u0027; exit #",
    "C:\\temp\\",
    "\u{1f4e7} \u{202e}senders",
    "Ñ’’Ñ",
    "--% & | > x",
    "$($(`\"`'",
];

/// What is read of the programs with a harmless name.
static HARMLESS: LazyLock<Vec<(Vec<String>, Vec<String>)>> = LazyLock::new(|| {
    programs(&instructions("Email senders"))
        .iter()
        .map(|program| read(program))
        .collect()
});

#[track_caller]
fn stays_the_same_program(name: &str) {
    let hostile = programs(&instructions(name));
    assert_eq!(HARMLESS.len(), hostile.len());
    for (place, ((wanted, plain), hostile)) in HARMLESS.iter().zip(&hostile).enumerate() {
        let script = place < SCRIPTS;
        assert!(
            !script || hostile.is_ascii(),
            "{name:?} brings a character that a code page may change"
        );
        let (kinds, literals) = read(hostile);
        assert_eq!(kinds, *wanted, "{name:?} changes the program:\n{hostile}");
        assert_eq!(literals.len(), plain.len());
        for (literal, plain) in literals.iter().zip(plain) {
            if plain != "'Email senders'" {
                assert_eq!(literal, plain, "{name:?} changes another value");
            } else if script {
                assert_eq!(unescape(&decode(literal)), name.trim());
            } else {
                assert_eq!(decode(literal), name.trim());
            }
        }
    }
}

#[test]
fn hostile_names_stay_in_their_literals() {
    for name in HOSTILE {
        stays_the_same_program(name);
        stays_the_same_program(&format!("Senders {name} of mail"));
        stays_the_same_program(&name.repeat(64 / name.chars().count()));
    }
}

#[test]
fn random_names_stay_in_their_literals() {
    let seed = std::env::var("OUTLOOK_SETUP_SEED").map_or(0x5eed_2026, |seed| seed.parse().unwrap());
    println!("seed {seed} (OUTLOOK_SETUP_SEED)");
    // xorshift64.
    let mut state: u64 = seed;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let alphabet: Vec<char> =
        "'\"`$(){}@#;|&<>\\,.-%! auZ0Ñé☃\u{1f4e7}\u{2018}\u{2019}\u{201a}\u{201b}\u{201c}\u{201d}\u{201e}\u{2013}\u{2014}\u{2015}"
            .chars()
            .collect();
    for _ in 0..250 {
        let length = 1 + next() as usize % 63;
        let name: String = (0..length)
            .map(|_| alphabet[next() as usize % alphabet.len()])
            .collect();
        if !name.trim().is_empty() {
            stays_the_same_program(&name);
        }
    }
}

#[test]
fn addresses_stay_in_their_literals() {
    let addresses = [
        "o'brien@contoso.com",
        "a`$x@contoso.com",
        "o\u{2019}brien@contoso.com",
        "\u{201c}x\u{201d}@contoso.com",
        "${x}&#{a}|'@contoso.com",
        "andr\u{e9}@m\u{fc}nchen.example",
    ];
    let of = |mailboxes: [String; 6]| {
        let mut setup = setup("Email senders");
        setup.mailboxes = mailboxes.to_vec();
        programs(&setup_guide(&setup).unwrap())
    };
    let plain = of([0, 1, 2, 3, 4, 5].map(|n| format!("a{n}@contoso.com")));
    for (place, (plain, hostile)) in plain.iter().zip(of(addresses.map(str::to_owned))).enumerate() {
        let ((wanted, _), (kinds, literals)) = (read(plain), read(&hostile));
        assert_eq!(kinds, wanted, "{hostile}");
        if !plain.contains("a0@contoso.com") {
            continue;
        }
        let decoded: Vec<String> = literals
            .iter()
            .map(|literal| match place < SCRIPTS {
                true => unescape(&decode(literal)),
                false => decode(literal),
            })
            .collect();
        for address in addresses {
            assert!(decoded.iter().any(|value| value == address), "{address}");
        }
    }
}

#[test]
fn a_line_break_is_refused_with_its_field() {
    for name in ["a\nb", "a\rb", "a\u{85}b", "a\u{2028}b", "a\u{0}b"] {
        let Error::PermanentInvalidInput(detail) = setup_guide(&setup(name)).unwrap_err() else {
            panic!("{name:?}: another case of the error");
        };
        assert!(
            detail.fields.iter().any(|problem| problem.field == "setup.group-name"),
            "{name:?}"
        );
    }
}

#[test]
fn values_stand_in_one_block_and_nowhere_else() {
    let marked = instructions("ZZmarkZZ");
    for line in marked.script.lines().filter(|line| {
        ["ZZmarkZZ", TENANT, CLIENT, OBJECT, "contoso.com"]
            .iter()
            .any(|value| line.contains(value))
    }) {
        let (_, literals) = read(line.trim_start_matches(['$', ' ']));
        assert_eq!(literals.len(), 1, "{line}");
        let before = line.split('\'').next().unwrap();
        assert!(
            before.trim().is_empty() || before.starts_with('$') && before.ends_with(" = "),
            "{line}"
        );
    }
}
