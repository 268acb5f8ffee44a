//! Two assignments in the forms in which people have them.

use super::*;

/// The role that sends.
const SENDS: &str = "Application Mail.Send";

/// The same two assignments, as consoles and people show them: one that sends in scope, and one for drafts out of scope.
const FORMS: [(&str, &str); 11] = [
    (
        "a list",
        "RoleName             : Application Mail.Send\nAllowedResourceScope : Senders\nInScope              : True\n\nRoleName             : Application Mail.ReadWrite\nAllowedResourceScope : Senders\nInScope              : False\n",
    ),
    (
        "objects without an empty line between",
        "RoleName : Application Mail.Send\nInScope : True\nRoleName : Application Mail.ReadWrite\nInScope : False",
    ),
    (
        "lines run together",
        "RoleName : Application Mail.Send AllowedResourceScope : Senders InScope : True RoleName : Application Mail.ReadWrite AllowedResourceScope : Senders InScope : False",
    ),
    (
        "a table",
        "RoleName                   AllowedResourceScope InScope\n--------                   -------------------- -------\nApplication Mail.Send      Senders              True\nApplication Mail.ReadWrite Senders              False\n",
    ),
    (
        "a table that lost its columns",
        "RoleName AllowedResourceScope InScope\n-------- -------------------- -------\nApplication Mail.Send All senders of Contoso True\nApplication Mail.ReadWrite All senders of Contoso False\n",
    ),
    (
        "a table with prompts",
        "PS C:\\> Test-ServicePrincipalAuthorization -Identity x\n\nRoleName                    InScope\n--------                    -------\nApplication Mail.Send       True\nApplication Mail.ReadWrite  False\n\nPS C:\\>",
    ),
    (
        "JSON",
        "[\n  { \"RoleName\": \"Application Mail.Send\", \"InScope\": true },\n  { \"RoleName\": \"Application Mail.ReadWrite\", \"InScope\": \"False\" }\n]",
    ),
    (
        "CSV",
        "#TYPE Deserialized.X\n\"RoleName\",\"AllowedResourceScope\",\"InScope\"\n\"Application Mail.Send\",\"Senders, all\",\"True\"\n\"Application Mail.ReadWrite\",\"Senders\",\"False\"\n",
    ),
    (
        "CSV with semicolons",
        "RoleName;InScope\nApplication Mail.Send;Wahr\nApplication Mail.ReadWrite;Falsch\n",
    ),
    (
        "Markdown",
        "| RoleName | InScope |\n|---|---|\n| Application Mail.Send | True |\n| Application Mail.ReadWrite | False |\n",
    ),
    (
        "other languages",
        "RoleName : Application Mail.Send\r\nInScope : Vrai\r\n\r\nRoleName : Application Mail.ReadWrite\r\nInScope : Faux\r\n",
    ),
];

#[test]
fn every_form_shows_the_same() {
    let drafting = context().with(Signal::ForDrafts);
    for (form, text) in FORMS {
        let sending = read(text, &context());
        assert_eq!(sending.signals, Signal::FoundInScope.into(), "{form}: {sending:?}");
        assert_eq!(read(text, &drafting).signals, Signal::FoundOutOfScope.into(), "{form}");
        assert!(
            sending
                .understood
                .iter()
                .any(|note| note.contains(SENDS) && note.contains("True")),
            "{form}: {sending:?}"
        );
    }
}
