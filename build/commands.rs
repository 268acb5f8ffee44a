//! The commands in a check or a fix. It is a text for people; its commands stand between backticks, and the text says before them in
//! which program they run.

/// The programs that commands run in, as texts name them.
pub const SHELLS: [&str; 3] = ["Exchange Online PowerShell", "Microsoft Graph PowerShell", "Azure CLI"];

/// A command of a text.
pub struct Command {
    pub shell: &'static str,
    pub text: String,
}

/// Splits a text into itself without backticks, and its commands.
///
/// # Panics
/// When no program is named before a command, or a backtick has no pair.
pub fn split(place: &str, text: &str) -> (String, Vec<Command>) {
    let mut shell = None;
    let mut commands = Vec::new();
    let pieces: Vec<&str> = text.split('`').collect();
    assert!(pieces.len() % 2 == 1, "{place}: a backtick has no pair: {text}");
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
