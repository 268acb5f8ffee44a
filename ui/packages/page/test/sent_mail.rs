use outlook_host::{
    ComponentSource, Connector,
    stores::{FileAttachments, MemorySecrets},
    types::{Attachment, Connection, Content, Credential, Header, Importance, Mail, Message, Recipient, SendOptions, Sensitivity},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files = FileAttachments::new();
    files.insert("file-1", "a b.pdf");
    files.insert("file-2", "logo.png");
    let secret = std::env::var("OUTLOOK_SECRET")?;
    let connector = Connector::builder(ComponentSource::file("outlook-connector.wasm"))
        .secrets(MemorySecrets::with([("outlook/contoso/client_secret", secret)]))
        .attachments(files)
        .build_async()
        .await?;
    let connection = Connection {
        tenant_id: "7d3a1c52-9f0e-4b6a-8c41-2e5f60a7b910".into(),
        client_id: "c1e4b7f2-3a5d-4c68-9e07-51d2f8a6b304".into(),
        credential: Credential::ClientSecret("outlook/contoso/client_secret".into()),
        mailbox: "sender@contoso.com".into(),
        cloud: Some("global".into()),
        ..Connection::default()
    };
    let mail = Mail::from(Message {
        to: vec![
            Recipient::new("alex@contoso.com"),
            Recipient::new("megan@contoso.com"),
        ],
        cc: vec![Recipient::new("lee@contoso.com")],
        bcc: vec![Recipient::new("archive@contoso.com")],
        reply_to: vec![Recipient::new("desk@contoso.com")],
        from: Some(Recipient { address: "sales@contoso.com".into(), name: Some("Sales \"East\"".into()) }),
        subject: "It's 5 > 3 \\ 1".into(),
        text: Some("Tab\t and \u{0001} \u{8}".into()),
        html: Some("<p class=\"a\">Größe\n{x}</p>".into()),
        attachments: vec![
            Attachment { name: "a b.pdf".into(), content: Content::Stored("file-1".into()), content_type: Some("application/pdf".into()), ..Attachment::default() },
            Attachment { name: "logo.png".into(), content: Content::Stored("file-2".into()), content_id: Some("logo".into()), ..Attachment::default() },
        ],
        importance: Some(Importance::High),
        sensitivity: Some(Sensitivity::Confidential),
        categories: vec![
            "Blue".into(),
            "Red".into(),
        ],
        headers: vec![Header { name: "x-ticket".into(), value: "42".into() }],
        read_receipt: true,
        delivery_receipt: true,
        save_to_sent_items: Some(false),
        ..Message::default()
    });
    let sent = connector.send_mail(&connection, &mail).options(SendOptions {
        idempotency_key: Some("order-4711".into()),
        time_budget_ms: Some(90500),
        ..SendOptions::default()
    });
    match sent.await {
        Ok(receipt) => println!("accepted: {}", receipt.reference),
        Err(error) if error.may_have_been_sent() => println!("look before you send again: {error}"),
        Err(error) => println!("not sent: {error}"),
    }
    Ok(())
}
