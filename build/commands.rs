//! The commands in a check. A check is a text for people; its commands stand between backticks, and the text says before them in which
//! program they run.

/// The programs that commands run in, as texts name them.
const SHELLS: [&str; 2] = ["Exchange Online PowerShell", "Microsoft Graph PowerShell"];

/// A command of a check.
pub struct Command {
    pub shell: &'static str,
    pub text: String,
}

/// Splits a check into its text without backticks, and its commands.
///
/// # Panics
/// When no program is named before a command, or a backtick has no pair.
pub fn split(place: &str, check: &str) -> (String, Vec<Command>) {
    let mut shell = None;
    let mut commands = Vec::new();
    let pieces: Vec<&str> = check.split('`').collect();
    assert!(pieces.len() % 2 == 1, "{place}: a backtick has no pair: {check}");
    for (at, piece) in pieces.iter().enumerate() {
        if at % 2 == 0 {
            let named = SHELLS.iter().filter_map(|shell| Some((piece.rfind(shell)?, *shell)));
            shell = named.max().map(|(_, shell)| shell).or(shell);
        } else {
            commands.push(Command {
                shell: shell.unwrap_or_else(|| panic!("{place}: nothing says where to run {piece}")),
                text: (*piece).to_owned(),
            });
        }
    }
    (pieces.concat(), commands)
}
