//! Limits on requests and mails that benches exceed, and that are off unless a world turns them on.

use std::time::Duration;

use outlook_emulator::{Destination, World};
use serde_json::{Value, json};

use crate::support::{local::Local, *};

#[tokio::test]
async fn ten_thousand_requests_in_ten_minutes() {
    let mut world = World::demo();
    world.enforce_request_rate = true;
    let local = Local::with(world).await;
    for _ in 0..10_000 {
        assert_eq!(local.get("/mailFolders/drafts?$select=id").await.status, 200);
    }
    let refused = local.get("/mailFolders/drafts?$select=id").await;
    assert_eq!(refused.refusal(), (429, "ApplicationThrottled".to_owned()));
    let wait: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((500..=600).contains(&wait), "{wait}");
    // A request that is refused does not count.
    local.emulator.advance_clock(Duration::from_secs(wait));
    assert_eq!(local.get("/mailFolders/drafts?$select=id").await.status, 200);
}

#[tokio::test]
async fn the_thirty_first_mail_of_a_minute_is_delivered_later() {
    let mut world = World::demo();
    world.enforce_sending_limits = true;
    let local = Local::with(world).await;
    for _ in 0..31 {
        assert_eq!(local.post("/sendMail", &hello()).await.status, 202);
    }
    let received = || local.emulator.mailbox_items("megan@contoso.com").len();
    assert_eq!(received(), 30);
    local.emulator.advance_clock(Duration::from_secs(60));
    assert_eq!(received(), 31);
}

#[tokio::test]
async fn a_mail_beyond_the_recipients_of_a_day_is_bounced_after_the_202() {
    let mut world = World::demo();
    world.enforce_sending_limits = true;
    // The token is used for longer than a day.
    world.token_lifetime_seconds = Some(100_000);
    let local = Local::with(world).await;
    let recipients: Vec<Value> = (0..500).map(|n| to(&format!("r{n}@fabrikam.com"))).collect();
    let many = hello_with("toRecipients", json!(recipients));
    for _ in 0..20 {
        assert_eq!(local.post("/sendMail", &many).await.status, 202);
    }
    let bounced = || {
        let delivered = local.emulator.delivered();
        let last = delivered.last().expect("a mail");
        last.deliveries
            .iter()
            .all(|one| one.destination == Destination::Undeliverable)
    };
    assert!(!bounced());
    assert_eq!(local.post("/sendMail", &hello()).await.status, 202);
    assert!(bounced());
    assert_eq!(local.emulator.mailbox_items("megan@contoso.com").len(), 0);
    local.emulator.advance_clock(Duration::from_secs(86_400));
    assert_eq!(local.post("/sendMail", &hello()).await.status, 202);
    assert!(!bounced());
}
