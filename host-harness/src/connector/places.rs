//! What a call waits for before it runs: its tenant's share, its mailbox, and a sandbox.
//!
//! Outlook serves four requests at once per app and mailbox (Graph, "Microsoft Graph service-specific throttling limits":
//! Outlook service) and refuses further ones with 429 `ApplicationThrottled`, which costs everyone more time than waiting here.
//! A call has one request under way at a time. A mailbox is identified by its name in the connection: a mailbox that is called by
//! several of its names has as many queues.
//!
//! Each of the embedder's tenants has queues of its own. A tenant chooses what stands in its connections, so with a shared queue
//! it could name another tenant's mailbox and hold up that tenant's calls. For the same reason a tenant has a share of the
//! sandboxes: whatever its calls wait for inside, the rest of the sandboxes serves the others.

use std::sync::Arc;

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout_at,
};

use super::{Tenant, deadline::Deadline};
use crate::{
    error::{Error, ErrorKind},
    gate::{InProcessGate, MailboxGate, MailboxKey, Pass},
    limits::OFFLINE_SANDBOXES,
    queues::{Place, Queues},
    types::Connection,
};

/// Requests at once that Outlook serves per app and mailbox.
pub(super) const CALLS_PER_MAILBOX: usize = 4;

/// The queues and the sandboxes of a connector.
pub(super) struct Queueing {
    all_sandboxes: usize,
    sandboxes: Semaphore,
    /// For calls that use no network, when all other sandboxes are in use.
    offline: Semaphore,
    tenants: Queues<String>,
    share: usize,
    calls_of_a_tenant: usize,
    of_a_mailbox: usize,
    gate: Arc<dyn MailboxGate>,
}

/// How many calls at once, of what.
pub(super) struct Sizes {
    pub(super) sandboxes: usize,
    /// Sandboxes that one tenant may have. `None` stands for half of them.
    pub(super) of_a_tenant: Option<usize>,
    /// Calls of a tenant, waiting ones included.
    pub(super) calls_of_a_tenant: usize,
    pub(super) of_a_mailbox: usize,
}

impl Queueing {
    /// `gate` is the one before the mailboxes: that of this connector alone if there is none.
    pub(super) fn new(sizes: &Sizes, gate: Option<Arc<dyn MailboxGate>>) -> Self {
        let share = sizes.of_a_tenant.unwrap_or(sizes.sandboxes.div_ceil(2));
        Self {
            all_sandboxes: sizes.sandboxes,
            sandboxes: Semaphore::new(sizes.sandboxes),
            offline: Semaphore::new(OFFLINE_SANDBOXES),
            tenants: Queues::default(),
            share: share.min(sizes.sandboxes),
            calls_of_a_tenant: sizes.calls_of_a_tenant.max(1),
            of_a_mailbox: sizes.of_a_mailbox.max(1),
            gate: gate.unwrap_or_else(|| Arc::new(InProcessGate::new())),
        }
    }

    /// How many sandboxes are in use, of how many. The two that are kept for calls without network are left out.
    pub(super) fn sandboxes(&self) -> (usize, usize) {
        let free = self.sandboxes.available_permits();
        (self.all_sandboxes.saturating_sub(free), self.all_sandboxes)
    }
}

/// The places of one call. They are given up when this is dropped.
pub(super) struct Places<'a> {
    queueing: &'a Queueing,
    /// `None` for the connector's own tenant. It is the only one of a program without tenants, and has no share.
    tenant: Option<Place<String>>,
    /// The way to the mailbox.
    _pass: Option<Pass>,
    sandbox: Option<SemaphorePermit<'a>>,
}

impl<'a> Places<'a> {
    /// Waits for a place with the mailbox, if the call uses one. It is kept until the end of the call.
    ///
    /// # Errors
    /// [`ErrorKind::Busy`] if the tenant has too many calls, if the turn does not come in time, or if the gate refuses the call.
    pub(super) async fn wait(
        queueing: &'a Queueing,
        tenant: &Tenant,
        mailbox: Option<&Connection>,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        let own = tenant.name();
        let most = queueing.calls_of_a_tenant;
        let too_many = || {
            let text = format!("the tenant has {most} calls under way or waiting; make fewer calls at once");
            Error::new(ErrorKind::Busy, text)
        };
        let tenant_place = match own {
            "" => None,
            own => {
                let place = queueing.tenants.enter(own.to_owned(), queueing.share, most);
                Some(place.ok_or_else(too_many)?)
            }
        };
        let pass = match mailbox {
            None => None,
            Some(connection) => {
                let mailbox = MailboxKey::new(own, connection);
                let passed = queueing.gate.enter(&mailbox, queueing.of_a_mailbox);
                let passed = timeout_at(deadline.budget_ends(), passed).await;
                let passed = passed.map_err(|_| late(deadline))?;
                Some(passed.map_err(|error| Error::new(ErrorKind::Busy, error.to_string()).with_source(error))?)
            }
        };
        Ok(Self {
            queueing,
            tenant: tenant_place,
            _pass: pass,
            sandbox: None,
        })
    }

    /// Waits for a sandbox, within the tenant's share. Calls that wait for one mailbox take none from others.
    ///
    /// # Errors
    /// [`ErrorKind::Busy`] if none is free in time.
    pub(super) async fn sandbox(&mut self, uses_network: bool, deadline: Deadline) -> Result<(), Error> {
        let sandbox = if uses_network {
            let Self { queueing, tenant, .. } = self;
            let turn = async {
                if let Some(tenant) = tenant {
                    tenant.turn().await;
                }
                // A pool that is used up returns an error instead of waiting.
                queueing.sandboxes.acquire().await
            };
            timeout_at(deadline.budget_ends(), turn)
                .await
                .map_err(|_| late(deadline))?
        } else {
            let has_turn = self.tenant.as_mut().is_none_or(Place::turn_at_once);
            match self.queueing.sandboxes.try_acquire() {
                Ok(sandbox) if has_turn => Ok(sandbox),
                _ => {
                    if let Some(tenant) = &mut self.tenant {
                        tenant.end_turn();
                    }
                    let reserved = self.queueing.offline.acquire();
                    timeout_at(deadline.budget_ends(), reserved)
                        .await
                        .map_err(|_| late(deadline))?
                }
            }
        };
        // Nobody closes the semaphores.
        self.sandbox = sandbox.ok();
        Ok(())
    }

    /// Gives the sandbox back, and the tenant's turn. The place with the mailbox stays: while the mailbox is throttled, a further call
    /// would be refused like this one.
    pub(super) fn give_back_sandbox(&mut self) {
        self.sandbox = None;
        if let Some(tenant) = &mut self.tenant {
            tenant.end_turn();
        }
    }
}

fn late(deadline: Deadline) -> Error {
    let text = format!(
        "the call's turn did not come within {:?}; make fewer calls at once, above all to one mailbox, or give more time",
        deadline.budget
    );
    Error::new(ErrorKind::Busy, text)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{gate::GateError, stores::Stores};

    const SIZES: Sizes = Sizes {
        sandboxes: 4,
        of_a_tenant: None,
        calls_of_a_tenant: 10,
        of_a_mailbox: 1,
    };

    fn tenant(name: &str) -> Tenant {
        Tenant::new(name, Stores::new())
    }

    /// So short that what is not free at once is not waited for.
    fn soon() -> Deadline {
        Deadline::after(Duration::from_millis(20))
    }

    async fn places<'a>(queueing: &'a Queueing, tenant: &Tenant, mailbox: Option<&str>) -> Result<Places<'a>, Error> {
        let connection = mailbox.map(|mailbox| Connection {
            mailbox: mailbox.to_owned(),
            ..Connection::default()
        });
        Places::wait(queueing, tenant, connection.as_ref(), soon()).await
    }

    async fn with_sandbox<'a>(queueing: &'a Queueing, tenant: &Tenant) -> Result<Places<'a>, Error> {
        let mut places = places(queueing, tenant, None).await?;
        places.sandbox(true, soon()).await?;
        Ok(places)
    }

    #[tokio::test]
    async fn a_tenant_has_half_of_the_sandboxes() {
        let queueing = Queueing::new(&SIZES, None);
        let (one, two) = (tenant("one"), tenant("two"));
        let mut held = Vec::new();
        for _ in 0..2 {
            held.push(with_sandbox(&queueing, &one).await.unwrap());
        }
        assert!(with_sandbox(&queueing, &one).await.is_err());
        for _ in 0..2 {
            held.push(with_sandbox(&queueing, &two).await.unwrap());
        }
        held[0].give_back_sandbox();
        assert!(
            with_sandbox(&queueing, &one).await.is_ok(),
            "a call that waits elsewhere takes no share"
        );
        held.clear();
        // The connector's own tenant, and a share of the embedder's choice.
        let own = tenant("");
        for _ in 0..4 {
            held.push(with_sandbox(&queueing, &own).await.unwrap());
        }
        let sizes = Sizes {
            of_a_tenant: Some(1),
            ..SIZES
        };
        let queueing = Queueing::new(&sizes, None);
        let _held = with_sandbox(&queueing, &one).await.unwrap();
        assert!(with_sandbox(&queueing, &one).await.is_err());
    }

    #[tokio::test]
    async fn two_sandboxes_are_kept_for_calls_without_network() {
        let queueing = Queueing::new(&SIZES, None);
        let own = tenant("");
        let mut held = Vec::new();
        for used in 0..4 {
            assert_eq!(queueing.sandboxes(), (used, 4));
            held.push(with_sandbox(&queueing, &own).await.unwrap());
        }
        for expected in [true, true, false] {
            let mut offline = places(&queueing, &tenant("one"), None).await.unwrap();
            assert_eq!(offline.sandbox(false, soon()).await.is_ok(), expected);
            held.push(offline);
        }
    }

    #[tokio::test]
    async fn a_tenant_has_a_limited_number_of_calls() {
        let queueing = Queueing::new(&SIZES, None);
        let (one, mut held) = (tenant("one"), Vec::new());
        for _ in 0..10 {
            held.push(places(&queueing, &one, None).await.unwrap());
        }
        let error = places(&queueing, &one, None).await.map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Busy);
        assert!(error.to_string().contains("10 calls"), "{error}");
        assert!(places(&queueing, &tenant("two"), None).await.is_ok());
    }

    #[tokio::test]
    async fn other_mailboxes_do_not_wait() {
        let queueing = Queueing::new(&SIZES, None);
        let (t, connection) = (tenant("t"), |mailbox| Some(mailbox));
        let _held = places(&queueing, &t, connection("a@contoso.com")).await.unwrap();
        assert!(places(&queueing, &t, connection("b@contoso.com")).await.is_ok());
        // The same mailbox under another spelling is the same queue.
        assert!(places(&queueing, &t, connection(" A@CONTOSO.com")).await.is_err());
        assert!(places(&queueing, &t, None).await.is_ok());
    }

    /// A connection holds what its tenant writes into it, and so it cannot stand in another tenant's way.
    #[tokio::test]
    async fn tenants_do_not_wait_for_each_other() {
        let queueing = Queueing::new(&SIZES, None);
        let _held = places(&queueing, &tenant("one"), Some("a@contoso.com")).await.unwrap();
        assert!(places(&queueing, &tenant("two"), Some("a@contoso.com")).await.is_ok());
        assert!(
            places(&queueing, &tenant("one"), Some("a@contoso.com")).await.is_err(),
            "two tenants of one name are the same tenant"
        );
    }

    /// As when a service reloads: the calls of the earlier connector still have their places.
    #[tokio::test]
    async fn two_connectors_with_one_gate_share_the_mailboxes() {
        let gate: Arc<dyn MailboxGate> = Arc::new(InProcessGate::new());
        let [earlier, later] = [(); 2].map(|()| Queueing::new(&SIZES, Some(Arc::clone(&gate))));
        let t = tenant("t");
        let held = places(&earlier, &t, Some("a@contoso.com")).await.unwrap();
        assert!(places(&later, &t, Some("a@contoso.com")).await.is_err());
        drop(held);
        assert!(places(&later, &t, Some("a@contoso.com")).await.is_ok());
    }

    #[tokio::test]
    async fn a_gate_can_refuse() {
        struct Closed;

        #[async_trait::async_trait]
        impl MailboxGate for Closed {
            async fn enter(&self, _: &MailboxKey, _: usize) -> Result<Pass, GateError> {
                Err(GateError::new("the gate is closed"))
            }
        }

        let queueing = Queueing::new(&SIZES, Some(Arc::new(Closed)));
        let refused = places(&queueing, &tenant("t"), Some("a@contoso.com")).await;
        let error = refused.map(drop).unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Busy, false));
        assert_eq!(error.to_string(), "the gate is closed");
        assert!(places(&queueing, &tenant("t"), None).await.is_ok());
    }
}
