//! Signals: facts of a case that make a cause more or less likely. The catalogue names them in `when`; the code raises them.
//!
//! The build script compiles this file as well, so that a rule that names an unknown signal does not build. A test in
//! `guidance/tests.rs` checks that the code raises each signal, and that a rule or the code reads it.

use std::{
    fmt,
    ops::{BitOr, BitOrAssign},
};

macro_rules! signals {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// One fact of a case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Signal {
            $($(#[$doc])* $variant,)*
        }

        impl Signal {
            /// All signals, in the order of this file.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the name of the signal in the catalogue.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

signals! {
    // ---- Claims of the access token, read for diagnosis only ----
    /// `roles` holds none of the permissions for mail.
    NoRoles = "no-roles";
    /// The claims of the token cannot be read.
    RolesUnknown = "roles-unknown";
    /// `roles` holds Mail.Send.
    HasMailSend = "has-mail-send";
    /// `roles` holds Mail.ReadWrite.
    HasMailReadWrite = "has-mail-read-write";
    /// The token has `scp`, or an `idtyp` other than `app`.
    DelegatedToken = "delegated-token";
    /// `aud` is not the Graph of the connection's cloud.
    WrongAudience = "wrong-audience";
    /// `tid` is not the tenant of the connection.
    OtherTenant = "other-tenant";
    /// `appid` or `azp` is not the client ID of the connection.
    OtherApp = "other-app";

    // ---- The request ----
    /// The request sends a mail, or asks whether the app may send.
    ForSending = "for-sending";
    /// The request reads or writes drafts.
    ForDrafts = "for-drafts";
    /// The request writes a draft or a part of it.
    ForWriting = "for-writing";
    /// The request uploads to an address that holds its own credential. It has no access token.
    ForUpload = "for-upload";

    // ---- Earlier steps of a connection test ----
    /// The app can read the Drafts folder.
    DraftsWork = "drafts-work";
    /// A request to send was answered with 403.
    SendDenied = "send-denied";

    // ---- The set-up, if the connection holds its time ----
    /// The grant is less than 2 hours old: Exchange may not have applied it (RBAC for Applications, "Limitations").
    GrantedRecently = "granted-recently";
    /// The grant is older than 2 hours.
    GrantedLongAgo = "granted-long-ago";

    // ---- The response ----
    /// `WWW-Authenticate` holds `insufficient_claims`, or claims to ask for.
    ClaimsChallenge = "claims-challenge";
    /// `Date` differs from the engine's clock by more than 5 minutes.
    ClockDiffers = "clock-differs";
    /// Another server than Microsoft's answered: the response is a page, or names a proxy or a gateway.
    Foreign = "foreign";
    /// The body is empty.
    EmptyBody = "empty-body";

    // ---- The connection ----
    /// The user ID has the form of a guest's user principal name.
    MailboxIsGuest = "mailbox-is-guest";
    /// The client secret is a GUID.
    SecretIsGuid = "secret-is-guid";
    /// The client secret begins or ends with white space.
    SecretPadded = "secret-padded";
    /// The client secret has quotation marks around it, a character that nobody sees, or a name and `=` before it.
    SecretPastedWithMore = "secret-pasted-with-more";
    /// A key of the host signed the client assertion.
    SignedByKey = "signed-by-key";
    /// The client assertion is a token of another identity provider.
    FederatedToken = "federated-token";
    /// The connection's own date says that the credential has expired.
    CredentialDatePassed = "credential-date-passed";

    // ---- Findings: the output of a check ----
    /// Test-ServicePrincipalAuthorization shows `InScope` True.
    FoundInScope = "found-in-scope";
    /// Test-ServicePrincipalAuthorization shows `InScope` False.
    FoundOutOfScope = "found-out-of-scope";
    /// The app has no role assignment for sending.
    FoundNoAssignment = "found-no-assignment";
    /// The app has a role for sending, and none for drafts.
    FoundNoDraftRole = "found-no-draft-role";
    /// The app has a role for drafts, and none for sending.
    FoundNoSendRole = "found-no-send-role";
    /// The filter of the scope names a group by its distinguished name, as it should.
    FoundFilterByName = "found-filter-by-name";
    /// The app asks for an application permission for mail in Entra. That it is granted is not shown.
    FoundApplicationPermission = "found-application-permission";
    /// A check printed nothing, or nothing was pasted.
    FoundNothing = "found-nothing";
    /// The app has a role assignment, and the check was made without a mailbox.
    FoundScopeNotRun = "found-scope-not-run";
    /// A check could not be run: a command is missing, or the account may not run it.
    FoundCheckNotRun = "found-check-not-run";
    /// Something was not found, and the text does not show what.
    FoundMissingObject = "found-missing-object";
    /// The filter of the scope compares something other than the membership of a group.
    FoundFilterOther = "found-filter-other";
    /// The list of application access policies has one that denies.
    FoundPolicyDenies = "found-policy-denies";
    /// Exchange has no service principal of the app.
    FoundNoServicePrincipal = "found-no-service-principal";
    /// Exchange's service principal holds another object ID than the enterprise application.
    FoundOtherObjectId = "found-other-object-id";
    /// The filter of a scope names a group by something other than its distinguished name.
    FoundFilterByAddress = "found-filter-by-address";
    /// A member of the group is itself a group.
    FoundNestedGroup = "found-nested-group";
    /// The mailbox is a member of the group.
    FoundMember = "found-member";
    /// The mailbox is not a member of the group.
    FoundNotMember = "found-not-member";
    /// Test-ApplicationAccessPolicy shows Denied.
    FoundPolicyDenied = "found-policy-denied";
    /// Test-ApplicationAccessPolicy shows Granted.
    FoundPolicyGranted = "found-policy-granted";
    /// An allow list or a block list for applications is in force.
    FoundEwsBlocked = "found-ews-blocked";
    /// Exchange finds no recipient by this name.
    FoundNoRecipient = "found-no-recipient";
    /// The name is a user mailbox or a shared mailbox.
    FoundMailbox = "found-mailbox";
    /// The name is a mail contact.
    FoundContact = "found-contact";
    /// The name is a group.
    FoundList = "found-list";
    /// The name is a guest.
    FoundGuest = "found-guest";
    /// The name is a user without a mailbox.
    FoundUnlicensed = "found-unlicensed";
    /// The mailbox is on an Exchange server of the company.
    FoundOnPremises = "found-on-premises";
    /// The mailbox is deleted and can be restored.
    FoundSoftDeleted = "found-soft-deleted";
    /// The mailbox has another primary address.
    FoundOtherAddress = "found-other-address";
    /// The app has a delegated permission for mail.
    FoundDelegated = "found-delegated";
    /// The enterprise application is disabled.
    FoundSpDisabled = "found-sp-disabled";
    /// The user ID is one of the further addresses of a mailbox.
    FoundAlias = "found-alias";
}

/// A set of signals.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals(u128);

// One bit for each signal.
const _: () = assert!(Signal::ALL.len() <= 128);

impl Signals {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// Makes a set. It is `const` for the catalogue's rules.
    pub const fn of(mut signals: &[Signal]) -> Self {
        let mut bits = 0;
        while let [first, rest @ ..] = signals {
            bits |= Self::bit(*first);
            signals = rest;
        }
        Self(bits)
    }

    const fn bit(signal: Signal) -> u128 {
        1_u128.wrapping_shl(signal as u32)
    }

    /// Returns the set of this signal if the fact holds, and the empty set otherwise.
    pub fn when(holds: bool, signal: Signal) -> Self {
        if holds { signal.into() } else { Self::NONE }
    }

    /// Returns whether the signal is in the set.
    pub fn contains(self, signal: Signal) -> bool {
        self.contains_all(signal.into())
    }

    /// Returns whether all of `others` are in the set.
    pub fn contains_all(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Returns whether one of `others` is in the set.
    pub fn contains_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Takes a signal out of the set.
    pub fn remove(&mut self, signal: Signal) {
        self.0 &= !Self::bit(signal);
    }

    /// Returns the signals of the set, in the order of this file.
    pub fn iter(self) -> impl Iterator<Item = Signal> {
        Signal::ALL.iter().copied().filter(move |signal| self.contains(*signal))
    }
}

impl fmt::Debug for Signals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl From<Signal> for Signals {
    fn from(signal: Signal) -> Self {
        Self(Self::bit(signal))
    }
}

impl<S: Into<Self>> BitOr<S> for Signals {
    type Output = Self;

    fn bitor(self, other: S) -> Self {
        Self(self.0 | other.into().0)
    }
}

impl<S: Into<Signals>> BitOr<S> for Signal {
    type Output = Signals;

    fn bitor(self, other: S) -> Signals {
        Signals::from(self) | other
    }
}

impl<S: Into<Self>> BitOrAssign<S> for Signals {
    fn bitor_assign(&mut self, other: S) {
        self.0 |= other.into().0;
    }
}

impl FromIterator<Self> for Signals {
    fn from_iter<I: IntoIterator<Item = Self>>(sets: I) -> Self {
        sets.into_iter().fold(Self::NONE, |all, set| all | set)
    }
}
