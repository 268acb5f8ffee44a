//! Causes of a refused sign-in.
//!
//! Source of the numbers' meanings: entra-docs `reference-error-codes.md`.

use super::{Advice, Causes, Confidence::*, SecretShape, Values, catalogue as c};

/// Chooses causes for an error of the token endpoint.
pub fn advice(status: u16, error: &str, codes: &[u32], shape: SecretShape, values: &Values) -> Advice {
    let mut causes = Causes::new(values);
    for code in codes {
        if let Some(code) = by_number(*code, shape, &mut causes) {
            return causes.advise_first().with_code(code);
        }
    }
    by_status(status, error, shape, causes)
}

impl Advice {
    fn with_code(mut self, code: &'static str) -> Self {
        self.code = code;
        self
    }
}

/// Adds the causes that a number stands for and returns our code, or none for an unknown number.
fn by_number(number: u32, shape: SecretShape, causes: &mut Causes<'_>) -> Option<&'static str> {
    Some(match number {
        90002 => {
            causes.add(
                &c::TENANT_NOT_FOUND,
                Certain,
                &["Entra says that it does not know the tenant."],
            );
            causes.add(
                &c::OTHER_CLOUD,
                Possible,
                &["A tenant of another cloud is unknown here as well."],
            );
            "tenant-not-found"
        }
        900_023 | 900_021 | 50059 | 90019 | 50128 | 90010 | 9_001_023 | 90124 | 90130 | 50194 => {
            causes.add(
                &c::TENANT_NOT_FOUND,
                Certain,
                &["Entra says that this is no tenant's name."],
            );
            "tenant-not-found"
        }
        90038 | 90051 | 900_382 | 900_432 | 50049 => {
            causes.add(
                &c::OTHER_CLOUD,
                Certain,
                &["Entra says that the tenant or host belongs to another cloud."],
            );
            "wrong-cloud"
        }
        500_011 | 50001 | 650_057 | 650_052 => {
            causes.add(
                &c::OTHER_CLOUD,
                Likely,
                &["The cloud's Graph is not known in the tenant."],
            );
            "wrong-cloud"
        }
        700_016 | 700_011 | 70001 => {
            causes.add(
                &c::APP_NOT_IN_TENANT,
                Certain,
                &["Entra says that the app is not in the directory."],
            );
            "app-not-in-tenant"
        }
        7_000_229 => {
            causes.add(
                &c::NO_SERVICE_PRINCIPAL,
                Certain,
                &["Entra says that the service principal is missing."],
            );
            "service-principal-missing"
        }
        7_000_112 => {
            causes.add(&c::APP_DISABLED, Certain, &["Entra says that the app is disabled."]);
            "app-disabled"
        }
        7_000_222 => {
            causes.add(&c::SECRET_EXPIRED, Certain, &["Entra says that the secret is expired."]);
            "client-secret-expired"
        }
        7_000_215 | 50012 | 70002 => {
            wrong_secret(shape, causes);
            "client-secret-wrong"
        }
        7_000_216 | 7_000_218 => {
            causes.add(&c::SECRET_WRONG, Likely, &["Entra found no credential in the request."]);
            "client-secret-wrong"
        }
        700_025 => {
            causes.add(
                &c::PUBLIC_CLIENT,
                Certain,
                &["Entra says that a public client may not show a credential."],
            );
            "public-client"
        }
        53003 | 530_032 => {
            causes.add(
                &c::CONDITIONAL_ACCESS,
                Certain,
                &["Entra says that Conditional Access blocked the token."],
            );
            "conditional-access"
        }
        5_000_224 | 5_000_225 => {
            causes.add(&c::TENANT_BLOCKED, Certain, &["Entra says that the tenant is blocked."]);
            "tenant-blocked"
        }
        _ => return None,
    })
}

fn wrong_secret(shape: SecretShape, causes: &mut Causes<'_>) {
    if shape.guid {
        let evidence = [
            "Entra refused the secret.",
            "The stored secret has the form of a GUID, which a Value never has.",
        ];
        causes.add(&c::SECRET_ID_TYPED, Certain, &evidence);
        return;
    }
    if shape.padded {
        causes.add(
            &c::SECRET_PADDED,
            Likely,
            &["The stored secret begins or ends with white space."],
        );
    }
    causes.add(&c::SECRET_WRONG, Likely, &["Entra refused the secret."]);
}

/// For an unknown number or none: the best guess that status and OAuth's `error` allow.
fn by_status(status: u16, error: &str, shape: SecretShape, mut causes: Causes<'_>) -> Advice {
    match (status, error) {
        (429, _) => {
            causes.add(
                &c::TOO_MANY_REQUESTS,
                Likely,
                &["Entra answered 429: the same token was asked for too often."],
            );
            causes.advise(
                "throttled",
                "Entra asks to wait before the next sign-in. Nothing was sent.",
            )
        }
        (408 | 500.., _) | (_, "temporarily_unavailable" | "server_error") => {
            causes.add(&c::MICROSOFT_FAULT, Likely, &["The sign-in service could not answer."]);
            causes.advise(
                "sign-in-unavailable",
                "The sign-in service has a passing fault. Nothing was sent.",
            )
        }
        (_, "invalid_client") => {
            wrong_secret(shape, &mut causes);
            causes.add(
                &c::SIGN_IN_REFUSED,
                Possible,
                &["The code is not known to this connector."],
            );
            causes.advise(
                "sign-in-refused",
                "Entra refused the app's credential. This is a guess from the kind of the error.",
            )
        }
        (_, "unauthorized_client") => {
            causes.add(
                &c::APP_NOT_IN_TENANT,
                Possible,
                &["Entra answered unauthorized_client with a code that is not known."],
            );
            causes.add(&c::SIGN_IN_REFUSED, Possible, &[]);
            causes.advise(
                "sign-in-refused",
                "Entra refused the app. This is a guess from the kind of the error.",
            )
        }
        (_, "access_denied" | "invalid_grant" | "interaction_required") => {
            causes.add(
                &c::CONDITIONAL_ACCESS,
                Possible,
                &["Entra denied the token by a policy."],
            );
            causes.add(&c::SIGN_IN_REFUSED, Possible, &[]);
            causes.advise(
                "sign-in-refused",
                "Entra denied the sign-in. This is a guess from the kind of the error.",
            )
        }
        (_, "") => {
            causes.add(
                &c::INTERCEPTED,
                Likely,
                &["The answer has not the form of Entra's errors."],
            );
            causes.advise(
                "unusable-answer",
                format!("The sign-in service answered {status} in a form that Entra does not use."),
            )
        }
        _ => {
            causes.add(&c::BAD_TOKEN_REQUEST, Likely, &["Entra refused the request itself."]);
            causes.advise(
                "token-request-refused",
                "Entra refused the token request. This is a guess from the kind of the error.",
            )
        }
    }
}
