//! The administrator's checks: what cmdlets print about the world.

use outlook_emulator::{
    AccessPolicy, AccessRight, ClientAccessPolicy, Emulator, ExchangePointer, Scope, Tenant, World, demo,
};

fn emulator(change: impl FnOnce(&mut Tenant)) -> Emulator {
    let mut world = World::demo();
    change(&mut world.tenants[0]);
    Emulator::in_process(world)
}

/// What a line prints, without the empty lines around it.
fn printed(emulator: &Emulator, line: &str) -> String {
    let text = emulator
        .run_cmdlet(line)
        .unwrap_or_else(|error| panic!("{line}: {error}"));
    text.trim().to_owned()
}

fn error(emulator: &Emulator, line: &str) -> String {
    emulator.run_cmdlet(line).expect_err(line)
}

#[test]
fn authorization_is_tested_by_role_and_resource() {
    let emulator = emulator(|_| {});
    let test = |resource: &str| {
        let client = demo::CLIENT_ID;
        let line =
            format!("Test-ServicePrincipalAuthorization -Identity '{client}' -Resource '{resource}' | Format-List");
        emulator.run_cmdlet(&line)
    };
    assert_eq!(
        test(demo::MAILBOX).expect("rows"),
        "\n\
         RoleName             : Application Mail.Send\n\
         GrantedPermissions   : Mail.Send\n\
         AllowedResourceScope : Contoso Email Senders Scope\n\
         ScopeType            : CustomRecipientScope\n\
         InScope              : True\n\
         \n\
         RoleName             : Application Mail.ReadWrite\n\
         GrantedPermissions   : Mail.ReadWrite\n\
         AllowedResourceScope : Contoso Email Senders Scope\n\
         ScopeType            : CustomRecipientScope\n\
         InScope              : True\n\n"
    );
    assert!(
        test(demo::OTHER_MAILBOX)
            .expect("rows")
            .contains("InScope              : False")
    );
    // Exchange finds recipients by any of their addresses; what has no mailbox is not found.
    assert!(
        test(demo::MAILBOX_ALIAS)
            .expect("rows")
            .contains("InScope              : True")
    );
    for resource in [
        "nobody@contoso.com",
        "contact@contoso.com",
        "unlicensed@contoso.com",
        "left@contoso.com",
    ] {
        let text = test(resource).expect_err("an error");
        assert!(
            text.contains(&format!(
                "The operation couldn't be performed because object '{resource}' couldn't be found on '"
            )),
            "{text}"
        );
    }
    let all = printed(
        &emulator,
        &format!("Test-ServicePrincipalAuthorization {}|fl InScope", demo::CLIENT_ID),
    );
    assert_eq!(all, "InScope : Not Run\n\nInScope : Not Run");
}

#[test]
fn authorization_looks_at_exchange_alone() {
    // Entra's consent, the cache and a pointer to nobody make no difference to the test.
    let emulator = emulator(|tenant| tenant.applications[0].exchange_pointer = ExchangePointer::AppRegistration);
    let line = format!(
        "Test-ServicePrincipalAuthorization -Identity {} -Resource {} | fl InScope",
        demo::CLIENT_ID,
        demo::MAILBOX
    );
    assert_eq!(printed(&emulator, &line), "InScope : True\n\nInScope : True");
    emulator.update(|world| world.tenants[0].applications[0].exchange_roles.clear());
    assert_eq!(printed(&emulator, &line), "");
    emulator.update(|world| world.tenants[0].applications[0].exchange_pointer = ExchangePointer::Missing);
    assert!(error(&emulator, &line).contains("couldn't be found"));
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
    assert_eq!(printed(&emulator, &one), expected);
    emulator.update(|world| world.tenants[0].applications[0].exchange_pointer = ExchangePointer::Missing);
    let wide = printed(&emulator, &one);
    assert!(
        wide.contains(&demo::WIDE_CLIENT_ID.to_string()) && !wide.contains(&demo::CLIENT_ID.to_string()),
        "{wide}"
    );
}

#[test]
fn scopes_assignments_and_groups_show_why_somebody_is_out_of_scope() {
    let emulator = emulator(|tenant| tenant.groups[0].members.push("alex@contoso.com".to_owned()));
    let dn = "CN=Contoso Email Senders,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted \
              Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM";
    let scope = printed(&emulator, "Get-ManagementScope | Format-List Name,RecipientFilter");
    // The console is 120 columns wide: longer values go on below themselves.
    assert_eq!(
        scope,
        "Name            : Contoso Email Senders Scope\n\
         RecipientFilter : MemberOfGroup -eq 'CN=Contoso Email Senders,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted\n\
         \u{20}                 Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM'"
    );
    let assigned = format!(
        "Get-ManagementRoleAssignment -RoleAssignee {} | fl Role,CustomResourceScope",
        demo::SERVICE_PRINCIPAL_ID
    );
    assert_eq!(
        printed(&emulator, &assigned),
        "Role                : Application Mail.Send\n\
         CustomResourceScope : Contoso Email Senders Scope\n\n\
         Role                : Application Mail.ReadWrite\n\
         CustomResourceScope : Contoso Email Senders Scope"
    );
    for name in ["Contoso Email Senders", demo::SENDERS_GROUP, dn] {
        let group = printed(
            &emulator,
            &format!("Get-DistributionGroup -Identity '{name}' | fl PrimarySmtpAddress"),
        );
        assert_eq!(group, format!("PrimarySmtpAddress : {}", demo::SENDERS_GROUP));
        let members = format!("Get-DistributionGroupMember '{name}' | fl RecipientType*,PrimarySmtpAddress");
        assert_eq!(
            printed(&emulator, &members),
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
    for (name, details) in [
        (demo::MAILBOX, "UserMailbox"),
        (demo::MAILBOX_ALIAS, "UserMailbox"),
        ("support@contoso.com", "SharedMailbox"),
        ("onprem@contoso.com", "MailUser"),
        ("partner_fabrikam.com#EXT#@contoso.onmicrosoft.com", "GuestMailUser"),
        ("contact@contoso.com", "MailContact"),
        (demo::SENDERS_GROUP, "MailUniversalSecurityGroup"),
    ] {
        let line = format!("Get-Recipient -Identity '{name}' | Format-List RecipientTypeDetails");
        assert_eq!(
            printed(&emulator, &line),
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
        assert!(error(&emulator, &format!("Get-Recipient {nobody}")).contains("ManagementObjectNotFoundException"));
    }
    assert_eq!(
        printed(&emulator, "Get-User unlicensed@contoso.com | fl RecipientTypeDetails"),
        "RecipientTypeDetails : User"
    );
    assert_eq!(
        printed(
            &emulator,
            "Get-Mailbox left@contoso.com -SoftDeletedMailbox | fl RecipientTypeDetails,IsSoftDeletedByRemove"
        ),
        "RecipientTypeDetails  : UserMailbox\nIsSoftDeletedByRemove : True"
    );
    for none in [
        "left@contoso.com",
        "onprem@contoso.com",
        "contact@contoso.com",
        demo::SENDERS_GROUP,
    ] {
        assert!(
            error(&emulator, &format!("Get-Mailbox -Identity '{none}'")).contains("couldn't be found"),
            "{none}"
        );
    }
    let line = "Get-Mailbox no-reply@contoso.com | fl PrimarySmtpAddress,UserPrincipalName,EmailAddresses,MaxSendSize,WhenMailboxCreated";
    assert_eq!(
        printed(&emulator, line),
        "PrimarySmtpAddress : sender@contoso.com\n\
         UserPrincipalName  : sender@contoso.com\n\
         EmailAddresses     : {SMTP:sender@contoso.com, smtp:no-reply@contoso.com}\n\
         MaxSendSize        : 35 MB (36,700,160 bytes)\n\
         WhenMailboxCreated : 1/15/2024 10:20:30 AM"
    );
}

#[test]
fn access_lists_and_policies_are_told() {
    let emulator = emulator(|tenant| {
        tenant.client_access.policy = Some(ClientAccessPolicy::EnforceAllowList);
        tenant.client_access.allow_list = vec!["Teams/*".to_owned()];
        tenant.applications[0].access_policies.push(AccessPolicy {
            right: AccessRight::RestrictAccess,
            scope: Scope::Group(demo::SENDERS_GROUP.to_owned()),
        });
    });
    assert_eq!(
        printed(&emulator, "Get-OrganizationConfig | Format-List Ews*"),
        "EwsAllowList               : {Teams/*}\n\
         EwsApplicationAccessPolicy : EnforceAllowList\n\
         EwsBlockList               :\n\
         EwsEnabled                 :"
    );
    assert!(
        printed(&emulator, "Get-CASMailbox 'sender@contoso.com' | fl Ews*")
            .ends_with("EwsEnabled                 : True")
    );
    for (mailbox, result) in [(demo::MAILBOX, "Granted"), (demo::OTHER_MAILBOX, "Denied")] {
        let line = format!(
            "Test-ApplicationAccessPolicy -Identity {mailbox} -AppId {} | fl AccessCheckResult",
            demo::CLIENT_ID
        );
        assert_eq!(printed(&emulator, &line), format!("AccessCheckResult : {result}"));
    }
}

#[test]
fn consents_are_told_apart() {
    let emulator = emulator(|tenant| {
        tenant.applications[0].delegated_permissions = vec!["Mail.Send".to_owned(), "User.Read".to_owned()];
        tenant.applications[0].service_principal.as_mut().expect("one").enabled = false;
    });
    let principal = format!(
        "Get-MgServicePrincipal -Filter \"appId eq '{}'\" | fl Id,AccountEnabled",
        demo::CLIENT_ID
    );
    assert_eq!(
        printed(&emulator, &principal),
        format!(
            "Id             : {}\nAccountEnabled : False",
            demo::SERVICE_PRINCIPAL_ID
        )
    );
    let id = demo::SERVICE_PRINCIPAL_ID;
    let both = format!(
        "Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId {id} | fl AppRoleId; \
         Get-MgOauth2PermissionGrant -Filter \"clientId eq '{id}'\" | fl ConsentType,Scope"
    );
    assert_eq!(
        printed(&emulator, &both),
        "ConsentType : AllPrincipals\nScope       : Mail.Send User.Read"
    );
    emulator.update(|world| world.tenants[0].applications[0].entra_permissions = vec!["Mail.Send".to_owned()]);
    assert!(printed(&emulator, &both).starts_with("AppRoleId : b633e1c5-b582-4048-a93e-9f11b44c7e96\n\n\nConsentType"));
}

#[test]
fn who_may_send_as_whom() {
    let emulator = emulator(|tenant| tenant.mailboxes[0].send_as = vec!["support@contoso.com".to_owned()]);
    let line = "Get-RecipientPermission -Identity support@contoso.com -Trustee sender@contoso.com | fl AccessRights";
    assert_eq!(printed(&emulator, line), "AccessRights : {SendAs}");
    assert_eq!(
        printed(&emulator, "Get-RecipientPermission -Identity alex@contoso.com"),
        ""
    );
}

#[test]
fn what_is_not_understood_is_an_error() {
    let emulator = emulator(|_| {});
    for (line, expected) in [
        (
            "Get-Mailboxes x",
            "The term 'Get-Mailboxes' is not recognized as a name of a cmdlet",
        ),
        (
            "Get-Mailbox -Name x",
            "A parameter cannot be found that matches parameter name 'Name'.",
        ),
        (
            "Get-Mailbox x y",
            "A positional parameter cannot be found that accepts argument 'y'.",
        ),
        ("Get-CASMailbox", "missing mandatory parameters: Identity"),
        ("Get-Mailbox -Identity", "Missing an argument for parameter 'Identity'."),
        ("Get-Mailbox 'x", "The string is missing the terminator: '."),
        ("Get-Mailbox \"$x\"", "does not play expansion"),
        ("Get-Mailbox (x)", "does not play '('"),
        (
            "Get-Mailbox x | Format-Table",
            "does not play the pipe into Format-Table",
        ),
    ] {
        let text = error(&emulator, line);
        assert!(text.contains(expected), "{line}: {text}");
    }
    // One error does not stop the rest.
    let text = error(
        &emulator,
        "Get-Mailbox nobody; Get-Mailbox 'sender@contoso.com' | fl PrimarySmtpAddress",
    );
    assert!(
        text.contains("'nobody'") && text.contains("PrimarySmtpAddress : sender@contoso.com"),
        "{text}"
    );
    // Quotes are doubled within quotes, and typographic ones count.
    assert!(error(&emulator, "Get-Mailbox 'o''neill@contoso.com'").contains("object 'o'neill@contoso.com'"));
    assert_eq!(
        printed(&emulator, "Get-Mailbox \u{2018}sender@contoso.com\u{2019} | fl Name"),
        "Name : Contoso Automation"
    );
}
