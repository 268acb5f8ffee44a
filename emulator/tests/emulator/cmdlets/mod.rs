//! The administrator's checks: what cmdlets print of the world.

mod recorded;
mod session;

use outlook_emulator::{Emulator, ExchangePointer, Tenant, World, demo};

fn emulator(change: impl FnOnce(&mut Tenant)) -> Emulator {
    let mut world = World::demo();
    change(&mut world.tenants[0]);
    Emulator::in_process(world)
}

/// Runs a command. Returns what the console shows, without the blank lines around it.
fn console(emulator: &Emulator, command: &str) -> String {
    let text = emulator.run_cmdlet(command);
    text.unwrap_or_else(|error| panic!("{command}: {error}"))
        .trim()
        .to_owned()
}

fn is_missing(console: &str, identity: &str) -> bool {
    console.contains(&format!(
        "The operation couldn't be performed because object '{identity}' couldn't be found on '"
    ))
}

fn authorization(emulator: &Emulator, resource: &str) -> String {
    let command = format!(
        "Test-ServicePrincipalAuthorization -Identity '{}' -Resource '{resource}' | Format-List InScope",
        demo::CLIENT_ID
    );
    console(emulator, &command)
}

#[test]
fn authorization_is_tested_by_role_and_resource() {
    let emulator = emulator(|_| {});
    assert_eq!(
        authorization(&emulator, demo::MAILBOX),
        "InScope : True\n\nInScope : True"
    );
    assert_eq!(
        authorization(&emulator, demo::OTHER_MAILBOX),
        "InScope : False\n\nInScope : False"
    );
    // Exchange finds recipients by any of their addresses; what has no mailbox is not found.
    assert_eq!(
        authorization(&emulator, demo::MAILBOX_ALIAS),
        "InScope : True\n\nInScope : True"
    );
    for resource in [
        "nobody@contoso.com",
        "contact@contoso.com",
        "unlicensed@contoso.com",
        "left@contoso.com",
    ] {
        assert!(is_missing(&authorization(&emulator, resource), resource), "{resource}");
    }
    let all = format!(
        "Test-ServicePrincipalAuthorization -Identity {} | Format-List InScope",
        demo::CLIENT_ID
    );
    assert_eq!(console(&emulator, &all), "InScope : Not Run\n\nInScope : Not Run");
}

#[test]
fn authorization_looks_at_exchange_alone() {
    // Entra's consent, the cache and a pointer to nobody make no difference to the test.
    let emulator = emulator(|tenant| tenant.applications[0].exchange_pointer = ExchangePointer::AppRegistration);
    assert_eq!(
        authorization(&emulator, demo::MAILBOX),
        "InScope : True\n\nInScope : True"
    );
    emulator.update(|world| world.tenants[0].applications[0].exchange_roles.clear());
    assert_eq!(authorization(&emulator, demo::MAILBOX), "");
    emulator.update(|world| world.tenants[0].applications[0].exchange_pointer = ExchangePointer::Missing);
    let text = authorization(&emulator, demo::MAILBOX);
    assert!(is_missing(&text, &demo::CLIENT_ID.to_string()), "{text}");
}

#[test]
fn a_service_principal_that_is_not_found_brings_all() {
    let emulator = emulator(|tenant| tenant.applications[0].exchange_pointer = ExchangePointer::AppRegistration);
    let registration = World::demo().tenants[0].applications[0].registration_object_id();
    let one = format!(
        "Get-ServicePrincipal -Identity {} | Format-List AppId,ObjectId",
        demo::CLIENT_ID
    );
    let expected = format!("AppId    : {}\nObjectId : {registration}", demo::CLIENT_ID);
    assert_eq!(console(&emulator, &one), expected);
    emulator.update(|world| world.tenants[0].applications[0].exchange_pointer = ExchangePointer::Missing);
    let wide = console(&emulator, &one);
    assert!(
        wide.contains(&demo::WIDE_CLIENT_ID.to_string()) && !wide.contains(&demo::CLIENT_ID.to_string()),
        "{wide}"
    );
}

#[test]
fn scopes_and_groups_show_why_a_mailbox_is_out_of_scope() {
    let emulator = emulator(|tenant| tenant.groups[0].members.push("alex@contoso.com".to_owned()));
    let dn = "CN=Contoso Email Senders,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted \
              Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM";
    assert_eq!(
        console(&emulator, "Get-ManagementScope | Format-List Name,RecipientFilter"),
        format!("Name            : Contoso Email Senders Scope\nRecipientFilter : MemberOfGroup -eq '{dn}'")
    );
    for name in ["Contoso Email Senders", demo::SENDERS_GROUP, dn] {
        let command =
            format!("Get-DistributionGroupMember -Identity '{name}' | Format-List RecipientType*,PrimarySmtpAddress");
        assert_eq!(
            console(&emulator, &command),
            "RecipientType        : UserMailbox\n\
             RecipientTypeDetails : UserMailbox\n\
             PrimarySmtpAddress   : sender@contoso.com\n\n\
             RecipientType        : UserMailbox\n\
             RecipientTypeDetails : UserMailbox\n\
             PrimarySmtpAddress   : alex@contoso.com"
        );
    }
}

#[test]
fn recipients_are_of_their_kind() {
    let emulator = emulator(|_| {});
    let kind = |cmdlet: &str, name: &str| {
        console(
            &emulator,
            &format!("{cmdlet} -Identity '{name}' | Format-List RecipientTypeDetails"),
        )
    };
    for (name, details) in [
        (demo::MAILBOX, "UserMailbox"),
        (demo::MAILBOX_ALIAS, "UserMailbox"),
        ("support@contoso.com", "SharedMailbox"),
        ("onprem@contoso.com", "MailUser"),
        ("partner_fabrikam.com#EXT#@contoso.onmicrosoft.com", "GuestMailUser"),
        ("contact@contoso.com", "MailContact"),
        (demo::SENDERS_GROUP, "MailUniversalSecurityGroup"),
    ] {
        assert_eq!(
            kind("Get-Recipient", name),
            format!("RecipientTypeDetails : {details}"),
            "{name}"
        );
    }
    for nobody in [
        "unlicensed@contoso.com",
        "new@contoso.com",
        "left@contoso.com",
        "nobody@contoso.com",
    ] {
        assert!(is_missing(&kind("Get-Recipient", nobody), nobody), "{nobody}");
    }
    assert_eq!(
        kind("Get-User", "unlicensed@contoso.com"),
        "RecipientTypeDetails : User"
    );
    for none in [
        "left@contoso.com",
        "onprem@contoso.com",
        "contact@contoso.com",
        demo::SENDERS_GROUP,
    ] {
        assert!(is_missing(&kind("Get-Mailbox", none), none), "{none}");
    }
    assert_eq!(
        console(
            &emulator,
            "Get-Mailbox -SoftDeletedMailbox -Identity 'left@contoso.com' | Format-List RecipientTypeDetails,WhenSoftDeleted"
        ),
        "RecipientTypeDetails : UserMailbox\nWhenSoftDeleted      : 11/3/2025 8:09:10 AM"
    );
    let properties = "PrimarySmtpAddress,UserPrincipalName,EmailAddresses,MaxSendSize,WhenMailboxCreated";
    assert_eq!(
        console(
            &emulator,
            &format!("Get-Mailbox -Identity no-reply@contoso.com | Format-List {properties}")
        ),
        "PrimarySmtpAddress : sender@contoso.com\n\
         UserPrincipalName  : sender@contoso.com\n\
         EmailAddresses     : {SMTP:sender@contoso.com, smtp:no-reply@contoso.com}\n\
         MaxSendSize        : 35 MB (36,700,160 bytes)\n\
         WhenMailboxCreated : 1/15/2024 10:20:30 AM"
    );
}

#[test]
fn consents_are_told_apart() {
    let emulator = emulator(|tenant| {
        tenant.applications[0].delegated_permissions = vec!["Mail.Send".to_owned(), "User.Read".to_owned()];
        tenant.applications[0].service_principal.as_mut().expect("one").enabled = false;
    });
    let principal = format!(
        "Get-MgServicePrincipal -Filter \"appId eq '{}'\" | Format-List Id,AccountEnabled",
        demo::CLIENT_ID
    );
    assert_eq!(
        console(&emulator, &principal),
        format!(
            "Id             : {}\nAccountEnabled : False",
            demo::SERVICE_PRINCIPAL_ID
        )
    );
    let id = demo::SERVICE_PRINCIPAL_ID;
    let roles = format!("Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId '{id}' | Format-List AppRoleId");
    let grants = format!("Get-MgOauth2PermissionGrant -Filter \"clientId eq '{id}'\" | Format-List ConsentType,Scope");
    assert_eq!(console(&emulator, &roles), "");
    assert_eq!(
        console(&emulator, &grants),
        "ConsentType : AllPrincipals\nScope       : Mail.Send User.Read"
    );
    emulator.update(|world| world.tenants[0].applications[0].entra_permissions = vec!["Mail.Send".to_owned()]);
    assert_eq!(
        console(&emulator, &roles),
        "AppRoleId : b633e1c5-b582-4048-a93e-9f11b44c7e96"
    );
}

#[test]
fn who_may_send_as_whom() {
    let emulator = emulator(|tenant| tenant.mailboxes[0].send_as = vec!["support@contoso.com".to_owned()]);
    let permissions = |name: &str| {
        let command = format!("Get-RecipientPermission -Identity '{name}' | Format-List Trustee,AccessRights");
        console(&emulator, &command)
    };
    assert_eq!(
        permissions("support@contoso.com"),
        "Trustee      : sender@contoso.com\nAccessRights : {SendAs}"
    );
    assert_eq!(permissions("alex@contoso.com"), "");
}

#[test]
fn a_command_that_no_check_prints_is_an_error() {
    let emulator = emulator(|_| {});
    for (command, expected) in [
        ("Get-Mailboxes -Identity x | Format-List", "cmdlet Get-Mailboxes"),
        ("Get-Mailbox -Name x | Format-List", "parameter Name of Get-Mailbox"),
        ("Get-Mailbox x | Format-List", "name of a parameter before `x`"),
        ("Get-Mailbox -Identity x | Format-Table", "end with `| Format-List`"),
        ("Get-Mailbox -Identity 'x | Format-List", "A quote has no end"),
    ] {
        let error = emulator.run_cmdlet(command).expect_err(command);
        assert!(error.contains(expected), "{command}: {error}");
    }
    // Quotes are doubled within quotes.
    let text = console(
        &emulator,
        "Get-Mailbox -Identity 'o''neill@contoso.com' | Format-List Name",
    );
    assert!(is_missing(&text, "o'neill@contoso.com"), "{text}");
}
