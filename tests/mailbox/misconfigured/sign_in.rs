//! The sign-in: tenant, app, secret, policies, clocks. Entra says what is wrong, so that the right cause comes first at once.

use outlook_emulator::{SecretValue, demo};
use time::{Duration, OffsetDateTime};

use super::play::Case;

#[test]
fn conditional_access() {
    Case::app(|app| app.blocked_by_conditional_access = true).tells("conditional-access");
}

#[test]
fn tokens_revoked_by_conditional_access() {
    // A token in use is challenged, and a new one refused.
    let revoked = OffsetDateTime::now_utc() + Duration::DAY;
    Case::app(|app| {
        app.tokens_revoked_at = Some(revoked);
        app.blocked_by_conditional_access = true;
    })
    .tells("conditional-access");
}

#[test]
fn tokens_revoked_for_good() {
    // Each new token is revoked at once.
    let later = OffsetDateTime::now_utc() + Duration::DAY;
    Case::app(|app| app.tokens_revoked_at = Some(later)).tells("continuous-access-evaluation");
}

#[test]
fn enterprise_application_disabled() {
    Case::app(|app| app.service_principal.as_mut().expect("one").enabled = false).tells("app-disabled");
}

#[test]
fn enterprise_application_missing() {
    Case::app(|app| app.service_principal = None).tells("service-principal-missing");
}

#[test]
fn wrong_cloud() {
    for cloud in ["us-gov-l4", "us-gov-l5", "china"] {
        let mut case = Case::new(|_| {});
        case.connection.cloud = Some(cloud.to_owned());
        case.tells("wrong-cloud");
    }
}

#[test]
fn secret_id_instead_of_value() {
    let mut case = Case::new(|_| {});
    case.secret = demo::SECRET_ID.to_string();
    case.tells("secret-id-instead-of-value");
}

#[test]
fn secret_with_white_space() {
    let mut case = Case::new(|_| {});
    case.secret.push('\n');
    case.tells("secret-with-white-space");
}

#[test]
fn secret_expired() {
    let yesterday = OffsetDateTime::now_utc() - Duration::DAY;
    Case::app(|app| app.secrets[0].expires = Some(yesterday)).tells("client-secret-expired");
}

#[test]
fn secret_of_another_app_of_the_tenant() {
    // Entra's words are those for any wrong secret, and no cmdlet shows a Value: both causes must be named, side by side.
    let mut case = Case::app(|app| app.secrets[0].value = SecretValue::new("another-value"));
    case.secret = demo::SECRET_VALUE.to_owned();
    case.names(&["client-secret-wrong", "client-secret-of-another-app"]);
}

#[test]
fn clocks_differ() {
    // Graph takes the tokens for not yet valid, and the answers are two hours off the engine's clock.
    let skewed = |world: &mut outlook_emulator::World| {
        world.clock_skew_seconds = -7200;
        world.token_skew_seconds = 7200;
    };
    Case::new(|_| {}).in_world(skewed).tells("clock-skew");
}
