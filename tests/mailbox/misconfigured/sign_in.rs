//! The sign-in: tenant, app, secret, policies, clocks. Entra says what is wrong, so that the right cause comes first at once.

use outlook_emulator::{SecretValue, demo};
use time::{Duration, OffsetDateTime};

use super::scenario::Scenario;

#[test]
fn conditional_access() {
    Scenario::app(|app| app.blocked_by_conditional_access = true).first_cause_is("conditional-access");
}

#[test]
fn tokens_revoked_by_conditional_access() {
    // A token in use is challenged, and a new one refused.
    let revoked = OffsetDateTime::now_utc() + Duration::DAY;
    Scenario::app(|app| {
        app.tokens_revoked_at = Some(revoked);
        app.blocked_by_conditional_access = true;
    })
    .first_cause_is("conditional-access");
}

#[test]
fn tokens_revoked_for_good() {
    // Each new token is revoked at once.
    let later = OffsetDateTime::now_utc() + Duration::DAY;
    Scenario::app(|app| app.tokens_revoked_at = Some(later)).first_cause_is("continuous-access-evaluation");
}

#[test]
fn enterprise_application_disabled() {
    Scenario::app(|app| app.service_principal.as_mut().expect("one").enabled = false).first_cause_is("app-disabled");
}

#[test]
fn enterprise_application_missing() {
    Scenario::app(|app| app.service_principal = None).first_cause_is("service-principal-missing");
}

#[test]
fn wrong_cloud() {
    for cloud in ["us-gov-l4", "us-gov-l5", "china"] {
        let mut case = Scenario::new(|_| {});
        case.connection.cloud = Some(cloud.to_owned());
        case.first_cause_is("wrong-cloud");
    }
}

#[test]
fn secret_id_instead_of_value() {
    let mut case = Scenario::new(|_| {});
    case.secret = demo::SECRET_ID.to_string();
    case.first_cause_is("secret-id-instead-of-value");
}

#[test]
fn secret_with_white_space() {
    let mut case = Scenario::new(|_| {});
    case.secret.push('\n');
    case.first_cause_is("secret-with-white-space");
}

#[test]
fn secret_in_quotation_marks() {
    let mut case = Scenario::new(|_| {});
    case.secret = format!("\"{}\"", demo::SECRET_VALUE);
    case.first_cause_is("secret-pasted-with-more");
}

#[test]
fn secret_expired() {
    let yesterday = OffsetDateTime::now_utc() - Duration::DAY;
    Scenario::app(|app| app.secrets[0].expires = Some(yesterday)).first_cause_is("client-secret-expired");
}

#[test]
fn secret_of_another_app_of_the_tenant() {
    // Entra's words are those for any wrong secret, and no cmdlet shows a Value: both causes must be named, side by side.
    let mut case = Scenario::app(|app| app.secrets[0].value = SecretValue::new("another-value"));
    case.secret = demo::SECRET_VALUE.to_owned();
    case.top_causes_are(&["client-secret-wrong", "client-secret-of-another-app"]);
}

#[test]
fn clocks_differ() {
    // Graph takes the tokens for not yet valid, and the answers are two hours off the engine's clock.
    let skewed = |world: &mut outlook_emulator::World| {
        world.clock_skew_seconds = -7200;
        world.token_skew_seconds = 7200;
    };
    Scenario::new(|_| {}).in_world(skewed).first_cause_is("clock-skew");
}
