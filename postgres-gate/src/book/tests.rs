//! Many processes and a database that is played here, in any order of events.

use outlook_host::types::Connection;

use super::*;

/// Advisory locks, as PostgreSQL has them: a session gets its own lock as often as it wants.
#[derive(Default)]
struct Database {
    places: HashMap<i64, u64>,
    waiting: HashMap<i64, BTreeSet<u64>>,
}

impl Database {
    /// Does what a round says. Returns what came of it, and the names that the other sessions are told.
    fn run(&mut self, session: u64, round: &Round) -> (Outcome, Vec<i64>) {
        let mut told = Vec::new();
        let others_wait = round.releases.iter().map(|release| {
            let held = self.places.remove(&keys::place(&release.mailbox, release.number));
            assert_eq!(held, Some(session), "only what is held is given up");
            let name = keys::waiting(&release.mailbox);
            let others = self
                .waiting
                .get(&name)
                .is_some_and(|all| all.iter().any(|one| *one != session));
            if others {
                told.push(name);
            }
            others
        });
        let others_wait = others_wait.collect();
        for mailbox in &round.unmarks {
            let all = self.waiting.get_mut(&keys::waiting(mailbox)).unwrap();
            assert!(all.remove(&session), "only a mark that is there is removed");
        }
        let got = round.tries.iter().map(|tried| {
            if tried.marks {
                let new = self
                    .waiting
                    .entry(keys::waiting(&tried.mailbox))
                    .or_default()
                    .insert(session);
                assert!(new, "one mark a session");
            }
            tried.numbers.iter().copied().find(|number| {
                let holder = self
                    .places
                    .entry(keys::place(&tried.mailbox, *number))
                    .or_insert(session);
                *holder == session
            })
        });
        let got = got.collect();
        (Outcome { others_wait, got }, told)
    }
}

struct Process {
    book: Book,
    commands: mpsc::UnboundedReceiver<Command>,
    _sender: mpsc::UnboundedSender<Command>,
    waiting: Vec<oneshot::Receiver<Place>>,
    held: Vec<Place>,
}

impl Process {
    fn new(session: u64) -> Self {
        let (sender, commands) = mpsc::unbounded_channel();
        Self {
            book: Book::new(session, sender.downgrade()),
            commands,
            _sender: sender,
            waiting: Vec::new(),
            held: Vec::new(),
        }
    }

    fn enter(&mut self, mailbox: MailboxKey, at_once: usize, now: Instant) {
        let (reply, place) = oneshot::channel();
        let enter = Command::Enter {
            mailbox,
            at_once,
            reply,
        };
        self.book.take(enter, now);
        self.waiting.push(place);
    }

    /// One round trip. Returns whom to tell.
    fn round(&mut self, database: &mut Database, now: Instant) -> Vec<i64> {
        while let Ok(command) = self.commands.try_recv() {
            self.book.take(command, now);
        }
        let Some(round) = self.book.round(now) else {
            return Vec::new();
        };
        let (outcome, told) = database.run(self.book.session, &round);
        self.book.apply(&round, &outcome, now);
        let held = &mut self.held;
        self.waiting.retain_mut(|waiting| match waiting.try_recv() {
            Ok(place) => {
                held.push(place);
                false
            }
            Err(_) => true,
        });
        told
    }
}

/// A generator of numbers that is the same in every run (Steele and others, "SplitMix").
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}

#[test]
fn in_any_order_no_mailbox_has_more_calls_than_it_may_and_everybody_comes_through() {
    let mailboxes = ["one", "two"].map(|tenant| MailboxKey::new(tenant, &Connection::default()));
    for seed in 0..300 {
        let mut random = Random(seed);
        let at_once = 1 + random.below(3);
        let mut now = Instant::now();
        let mut database = Database::default();
        let mut processes: Vec<_> = (0..3).map(Process::new).collect();
        let mut left_to_enter = 40;
        // 100 000 steps are enough for every order that was met: 40 calls took some 2,000.
        for _ in 0..100_000 {
            let index = random.below(3);
            match random.below(5) {
                0 if left_to_enter > 0 => {
                    left_to_enter -= 1;
                    processes[index].enter(mailboxes[random.below(2)], at_once, now);
                }
                1 => drop(processes[index].held.pop()),
                2 if random.below(10) == 0 => drop(processes[index].waiting.pop()),
                3 => now += Duration::from_millis(random.below(40) as u64),
                _ => {
                    let told = processes[index].round(&mut database, now);
                    for name in told {
                        for (other, process) in processes.iter_mut().enumerate() {
                            if other != index {
                                process.book.told(&name.to_string(), now);
                            }
                        }
                    }
                }
            }
            for mailbox in &mailboxes {
                let held = processes.iter().flat_map(|process| &process.held);
                assert!(
                    held.filter(|place| place.mailbox == *mailbox).count() <= at_once,
                    "seed {seed}"
                );
            }
        }
        for process in &processes {
            assert!(
                process.waiting.is_empty() && process.held.is_empty(),
                "seed {seed}: somebody still waits"
            );
            assert!(
                process.book.mailboxes.values().all(|mailbox| mailbox.held.is_empty()),
                "seed {seed}"
            );
        }
        assert!(database.places.is_empty(), "seed {seed}: a place is left");
        assert!(
            database.waiting.values().all(BTreeSet::is_empty),
            "seed {seed}: a mark is left"
        );
    }
}

#[test]
fn who_gave_up_a_place_lets_the_others_go_first() {
    let (mailbox, now) = (MailboxKey::new("t", &Connection::default()), Instant::now());
    let mut database = Database::default();
    let [mut one, mut two] = [1, 2].map(Process::new);
    one.enter(mailbox, 1, now);
    one.round(&mut database, now);
    for process in [&mut one, &mut two] {
        process.enter(mailbox, 1, now);
        // The first try finds no place, and the second one says that the process waits.
        assert!(process.round(&mut database, now).is_empty());
        assert!(process.round(&mut database, now).is_empty());
    }
    one.held.clear();
    assert_eq!(one.round(&mut database, now), [keys::waiting(&mailbox)]);
    assert!(one.round(&mut database, now).is_empty() && one.held.is_empty());
    two.book.told(&keys::waiting(&mailbox).to_string(), now);
    two.round(&mut database, now);
    assert_eq!((one.held.len(), two.held.len()), (0, 1));
}
