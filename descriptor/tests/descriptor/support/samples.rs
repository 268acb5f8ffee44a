//! Texts to try on every field: good and bad values of each kind, and each with something odd about it.

/// Texts that mean something to some field.
const PLAIN: &[&str] = &[
    "",
    " ",
    "a",
    "-",
    ".",
    "@",
    "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10",
    "B1C5A2DE-0000-4000-8000-00000000C11E",
    "00000000-0000-0000-0000-000000000000",
    "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b1",
    "8d1f4e4c8f0e4a349a0f1f4a8a3a2b10",
    "{8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10}",
    "api://8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10",
    "common",
    "Organizations",
    "contoso",
    "contoso.com",
    "contoso.onmicrosoft.com",
    "CONTOSO.com",
    "-contoso.com",
    "contoso-.com",
    "con--toso.com",
    "contoso..com",
    ".contoso.com",
    "contoso.com.",
    "con_toso.com",
    "müller.example",
    "https://portal.azure.com/#@contoso.com",
    "contoso.com/x",
    "me",
    "megan@contoso.com",
    "megan.bowen+x@contoso.com",
    "o'brien@contoso.com",
    "x#ext#@t.onmicrosoft.com",
    "!$%&*/=?^_`{|}~-@contoso.com",
    "jürgen@müller.example",
    "editor@हिन्दी.example",
    "😀@contoso.com",
    "megan@😀.com",
    "megan@contoso",
    "megan@contoso.com;adele@contoso.com",
    "megan@contoso.com, adele@contoso.com",
    "megan@@contoso.com",
    "Megan <megan@contoso.com>",
    "\"megan\"@contoso.com",
    "megan(x)@contoso.com",
    "megan\\x@contoso.com",
    "megan[x]@contoso.com",
    "megan:x@contoso.com",
    ".megan@contoso.com",
    "megan.@contoso.com",
    "me..gan@contoso.com",
    "me gan@contoso.com",
    "megan@con toso.com",
    "megan@[10.0.0.1]",
    "megan@10.0.0.1",
    "2027-03-31",
    "2027-02-29",
    "2028-02-29",
    "2100-02-29",
    "2400-02-29",
    "2027-04-31",
    "2027-13-01",
    "2027-00-10",
    "1969-12-31",
    "1970-01-01",
    "9999-12-31",
    "10000-01-01",
    "31.3.2027",
    "2027-3-1",
    "2026-11-23T07:30:00Z",
    "2026-11-23t07:30:00z",
    "2026-11-23 07:30:00Z",
    "2026-11-23T07:30:00.123456789+01:00",
    "2026-11-23T07:30:60Z",
    "2026-11-23T24:00:00Z",
    "2026-11-23T07:60:00Z",
    "2026-11-23T07:30Z",
    "2026-11-23T07:30:00",
    "2026-11-23T07:30:00.Z",
    "2026-11-23T07:30:00+1:00",
    "2026-11-23T07:30:00+0100",
    "2026-11-23T07:30:00-00:00",
    "1970-01-01T00:00:00+23:59",
    "x-ticket",
    "X-Ticket.No_1",
    "x-",
    "x ticket",
    "List-Unsubscribe",
    "LIST-ID",
    "List-Unsubscribe-Post",
    "In-Reply-To",
    "Subject",
    "Auto-Submitted",
    "Received",
    "report.pdf",
    "application/pdf",
    "text/plain; charset=utf-8",
    "text / plain",
    " text/plain ;x",
    "text/",
    "/plain",
    "text/pl ain",
    "text/plain/x",
    "te(xt/plain",
    "logo@contoso",
    "<logo@contoso>",
    "run-42/step-7",
    "two words",
    "YQ==",
    "token",
    "global",
    "US-Gov-L4",
];

/// Characters that some rule is about: ends of lines, other controls, white space, and what is neither.
const ODD: &[char] = &[
    '\u{0}', '\t', '\n', '\u{b}', '\r', '\u{1f}', ' ', '"', '%', '(', ',', '/', ':', ';', '<', '>', '@', '[', '\\',
    ']', '~', '\u{7f}', '\u{80}', '\u{85}', '\u{9f}', '\u{a0}', '\u{a1}', 'é', '\u{1680}', '\u{180e}', '\u{2000}',
    '\u{200a}', '\u{200b}', '\u{2028}', '\u{2029}', '\u{202f}', '\u{205f}', '\u{3000}', '\u{feff}', '😀',
];

/// Texts into which each odd character is put.
const BASES: &[&str] = &[
    "megan@contoso.com",
    "contoso.com",
    "x-ticket",
    "application/pdf",
    "report.pdf",
    "2027-03-31",
];

/// All texts.
pub fn texts() -> Vec<String> {
    let mut texts: Vec<String> = PLAIN.iter().map(|text| (*text).to_owned()).collect();
    for odd in ODD {
        texts.push(odd.to_string());
        for base in BASES {
            let (first, last) = base.split_at(base.len() / 2);
            texts.extend([
                format!("{odd}{base}"),
                format!("{first}{odd}{last}"),
                format!("{base}{odd}"),
            ]);
        }
    }
    for length in [
        34, 35, 36, 63, 64, 65, 127, 128, 129, 253, 254, 255, 256, 257, 315, 316, 571, 572,
    ] {
        texts.extend(["a".repeat(length), "é".repeat(length)]);
        texts.push(format!("{}@contoso.com", "a".repeat(length)));
        texts.push(format!("a@{}.com", "b".repeat(length)));
        texts.push(format!("{}.com", "b".repeat(length)));
        texts.push(format!(
            "2026-11-23T07:30:00.{}Z",
            "1".repeat(length.saturating_sub(21))
        ));
        // Labels of 50 characters, up to about the length.
        texts.push(format!("a@{}com", format!("{}.", "c".repeat(49)).repeat(length / 50)));
        texts.push(format!("{}com", format!("{}.", "c".repeat(49)).repeat(length / 50)));
    }
    texts
}
