//! The arithmetic of the page *Scale* (docs/src/project/scale.md) against the emulator's limits. Each check names a sentence of the page,
//! which must stand there as it is.

use outlook_emulator::throttle::{AppOnMailbox, REQUESTS_OF_AN_APP, TOKEN_LIFETIME_SECONDS, Window};

use super::{
    mailbox::{Outcome, Plan, moment, run},
    random::Random,
};

const PAGE: &str = include_str!("../../../docs/src/project/scale.md");

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A mail every two seconds with a key: four requests of half a second on average, as the page has it.
const THIRTY_A_MINUTE: Plan = Plan {
    mails: 900,
    every_ms: 2_000,
    recipients: 1,
    requests: 4,
    request_ms: (200, 800),
    calls_at_once: 4,
};

/// Holds what a sentence says against what was simulated.
struct Check {
    sentence: &'static str,
    simulated: String,
    holds: bool,
}

/// Runs all checks with so many mailboxes, and prints them. Returns whether all hold.
pub fn check(mailboxes: u64) -> bool {
    let checks: Vec<Check> = [one_mailbox(), uploads(), vec![tokens()], many(mailboxes)]
        .into_iter()
        .flatten()
        .collect();
    let page: String = PAGE.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut all = true;
    for check in checks {
        let stands = page.contains(check.sentence);
        let word = match (check.holds, stands) {
            (true, true) => "holds",
            (false, _) => "DOES NOT HOLD",
            (true, false) => "IS NOT ON THE PAGE",
        };
        all &= check.holds && stands;
        println!("{word}: {}\n    {}", check.sentence, check.simulated);
    }
    all
}

fn alone(plan: Plan) -> Outcome {
    run(plan, &mut Random(7), &mut |_| {})
}

/// What one mailbox can send.
fn one_mailbox() -> Vec<Check> {
    let all_day = alone(Plan {
        mails: 12_000,
        ..THIRTY_A_MINUTE
    });
    let until = all_day.first_bounce_ms.unwrap_or_default();
    let day = Check {
        sentence: "A mailbox that sends 30 mails a minute to one recipient each has used up its day after 5 hours and 33 minutes.",
        simulated: format!(
            "{} mails are delivered, and the next one is bounced after {} h {} min",
            all_day.delivered,
            until / HOUR,
            until % HOUR / MINUTE
        ),
        holds: all_day.delivered == 10_000 && until / MINUTE == 333 && all_day.refused_rate == 0,
    };
    let mut in_minutes = [0u32; 40];
    let requests = run(THIRTY_A_MINUTE, &mut Random(8), &mut |ms| {
        if let Some(count) = in_minutes.get_mut(usize::try_from(ms / MINUTE).unwrap_or(usize::MAX)) {
            *count += 1;
        }
    });
    // The first and the last minute are not whole.
    let busiest = in_minutes[1..28].iter().copied().max().unwrap_or_default();
    let requests = Check {
        sentence: "30 mails a minute are 120 requests a minute of 1,000.",
        simulated: format!(
            "at most {busiest} in a minute, {} refused",
            requests.refused_rate + requests.refused_at_once
        ),
        holds: (118..=124).contains(&busiest) && requests.refused_rate + requests.refused_at_once == 0,
    };
    // The platform has more mails than the mailbox takes.
    let crowd = Plan {
        mails: 1_200,
        every_ms: 1,
        request_ms: (500, 500),
        ..THIRTY_A_MINUTE
    };
    let four = alone(crowd);
    let five = alone(Plan {
        calls_at_once: 5,
        ..crowd
    });
    let rate = 1_200 * MINUTE / four.finished_ms;
    let at_once = Check {
        sentence: "With 2 seconds for a mail with a key that is 120 a minute.",
        simulated: format!(
            "{rate} a minute with four calls at once, {} refused; with five, {} refused",
            four.refused_at_once, five.refused_at_once
        ),
        holds: (119..=121).contains(&rate) && four.refused_at_once == 0 && five.refused_at_once > 0,
    };
    let late = Check {
        sentence: "| messages | 30 a minute; more are delivered later | 1,800 an hour |",
        simulated: format!(
            "1,200 mails in {} min are all delivered, the last one {} min later",
            four.finished_ms / MINUTE,
            four.longest_delay.whole_minutes()
        ),
        // They take 40 minutes at 30 a minute.
        holds: four.delivered == 1_200 && (29..=30).contains(&four.longest_delay.whole_minutes()),
    };
    let hasty = alone(Plan {
        mails: 40_000,
        every_ms: 1,
        requests: 1,
        request_ms: (100, 100),
        ..THIRTY_A_MINUTE
    });
    let rate = 40_000 * MINUTE / hasty.finished_ms;
    let limit = Check {
        sentence: "| requests, with one app | 10,000 in 10 minutes | 1,000 a minute | the same |",
        simulated: format!(
            "of 2,400 requests a minute {rate} are let through, 429 for {} of {}",
            hasty.refused_rate,
            hasty.requests + hasty.refused_rate
        ),
        // The last ten minutes are not whole.
        holds: (1_000..1_340).contains(&rate) && hasty.refused_rate > 0,
    };
    vec![day, requests, at_once, late, limit]
}

/// What one mailbox can upload.
fn uploads() -> Vec<Check> {
    const MB: u64 = 1024 * 1024;
    let refused = |bytes: u64, every_ms: i64| {
        let mut app = AppOnMailbox::default();
        let times = (0..HOUR / every_ms).map(|n| n * every_ms);
        times.filter(|ms| app.count_upload(moment(*ms), bytes).is_err()).count()
    };
    vec![
        Check {
            sentence: "30 mails a minute leave 1 MB of requests for each, which is 0.75 MB of files in base64.",
            simulated: format!(
                "in an hour {} of 1,800 uploads of 1 MB are refused, {} of 1.1 MB",
                refused(MB, 2_000),
                refused(MB * 11 / 10, 2_000)
            ),
            holds: refused(MB, 2_000) == 0 && refused(MB * 11 / 10, 2_000) > 0,
        },
        Check {
            sentence: "A mailbox sends one mail of 25 MB of files a minute.",
            simulated: format!(
                "in an hour {} of 60 uploads of 25 MB are refused, and {} of 120",
                refused(25 * MB, MINUTE),
                refused(25 * MB, MINUTE / 2)
            ),
            holds: refused(25 * MB, MINUTE) == 0 && refused(25 * MB, MINUTE / 2) > 0,
        },
    ]
}

/// Tokens of 40 apps in a day, each renewed five minutes before its end.
fn tokens() -> Check {
    const APPS: u64 = 40;
    const RENEWED_BEFORE: u64 = 300;
    let mut random = Random(9);
    let (shortest, longest) = (*TOKEN_LIFETIME_SECONDS.start(), *TOKEN_LIFETIME_SECONDS.end());
    let mut tokens = 0u64;
    for _ in 0..APPS {
        let mut second = 0;
        while second < 86_400 {
            tokens += 1;
            let spread = random.below((longest - shortest + 1) as usize) as u64;
            second += u64::from(shortest) + spread - RENEWED_BEFORE;
        }
    }
    let an_hour = tokens.div_ceil(24);
    Check {
        sentence: "They need 40 tokens an hour if they are in 40 tenants with an app each and the cache is shared.",
        simulated: format!("{tokens} tokens in a day: {an_hour} an hour"),
        holds: (30..=40).contains(&an_hour),
    }
}

/// What many mailboxes did together.
struct Together {
    outcome: Outcome,
    /// Requests in the busiest second.
    busiest: u64,
    /// Seconds in which one app for all of them would have been refused.
    over: usize,
}

/// Lets many mailboxes send in the same way.
fn together(plan: Plan, mailboxes: u64) -> Together {
    const DAY_SECONDS: usize = 86_400;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let part = |thread: usize| {
        let mut seconds = vec![0u64; DAY_SECONDS];
        let mut sum = Outcome::default();
        for number in (0..mailboxes).skip(thread).step_by(threads) {
            let outcome = run(plan, &mut Random(number), &mut |ms| {
                let second = usize::try_from(ms / 1_000).unwrap_or(usize::MAX);
                if let Some(count) = seconds.get_mut(second) {
                    *count += 1;
                }
            });
            sum.delivered += outcome.delivered;
            sum.bounced += outcome.bounced;
            sum.requests += outcome.requests;
            sum.refused_rate += outcome.refused_rate;
            sum.refused_at_once += outcome.refused_at_once;
        }
        (sum, seconds)
    };
    let parts: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_default())
            .collect()
    });
    let mut outcome = Outcome::default();
    let mut seconds = vec![0u64; DAY_SECONDS];
    for (sum, of_part) in &parts {
        outcome.delivered += sum.delivered;
        outcome.bounced += sum.bounced;
        outcome.requests += sum.requests;
        outcome.refused_rate += sum.refused_rate;
        outcome.refused_at_once += sum.refused_at_once;
        seconds.iter_mut().zip(of_part).for_each(|(all, one)| *all += one);
    }
    let mut app = Window::new(REQUESTS_OF_AN_APP);
    let is_over = |(second, count): &(i64, &u64)| app.count(moment(second * 1_000), **count).is_err();
    Together {
        outcome,
        busiest: seconds.iter().copied().max().unwrap_or_default(),
        over: (0..).zip(&seconds).filter(is_over).count(),
    }
}

/// Many mailboxes through one app.
fn many(mailboxes: u64) -> Vec<Check> {
    let day = together(
        Plan {
            mails: 10_000,
            every_ms: 8_640,
            ..THIRTY_A_MINUTE
        },
        mailboxes,
    );
    let delivered = day.outcome.delivered;
    let lost = day.outcome.bounced + day.outcome.refused_rate + day.outcome.refused_at_once;
    let half_an_hour = together(THIRTY_A_MINUTE, mailboxes);
    vec![
        Check {
            sentence: "10,000 mailboxes that each use up their 10,000 recipients a day, one recipient a mail, send 100 million mails a day.",
            simulated: format!(
                "{mailboxes} mailboxes: {delivered} mails delivered with {} requests; {lost} refused or bounced",
                day.outcome.requests
            ),
            holds: delivered == mailboxes * 10_000 && lost == 0,
        },
        Check {
            sentence: "That is 1,157 a second.",
            simulated: format!(
                "{} mails a second; at most {} requests in a second, and in {} seconds more than one app may make",
                delivered / 86_400,
                day.busiest,
                day.over
            ),
            holds: delivered / 86_400 == mailboxes * 1_157_407 / 10_000_000 && day.over == 0,
        },
        Check {
            sentence: "If all of them send 30 mails a minute with a key at the same time, they make 200,000 requests in 10 seconds, which is more \
                       than one app may make.",
            simulated: format!(
                "at most {} requests in a second, and in {} of 1,800 seconds more than one app may make",
                half_an_hour.busiest, half_an_hour.over
            ),
            // 6,500 mailboxes make 130,000.
            holds: (half_an_hour.over > 0) == (mailboxes > 6_500),
        },
    ]
}
