//! Wall time and processor time of this process.

use std::time::Instant;

/// Time of one operation in one round, in microseconds.
#[derive(Clone, Copy)]
pub struct Sample {
    wall: f64,
    cpu: f64,
}

/// Runs an operation `times` times and returns the mean of one.
pub fn measure(times: u32, mut operation: impl FnMut()) -> Sample {
    // One to warm up: pools, caches, the token.
    operation();
    let (wall, cpu) = (Instant::now(), cpu_seconds());
    for _ in 0..times {
        operation();
    }
    let each = |seconds: f64| seconds * 1e6 / f64::from(times);
    Sample {
        wall: each(wall.elapsed().as_secs_f64()),
        cpu: each(cpu_seconds() - cpu),
    }
}

/// User and system time of this process so far.
pub fn cpu_seconds() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a valid place to write to, and the clock exists on every Unix.
    let done = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(done, 0, "the processor clock can be read");
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Samples of one variant.
pub struct Row {
    name: &'static str,
    samples: Vec<Sample>,
}

impl Row {
    /// Starts without samples.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            samples: Vec::new(),
        }
    }

    /// Adds a round.
    pub fn add(&mut self, sample: Sample) {
        self.samples.push(sample);
    }
}

/// Prints a table; ratios are to the first row.
pub fn print(title: &str, rows: &[Row]) {
    println!("\n{title}");
    println!("| {:<38} | wall µs (quartiles) | CPU µs (quartiles) | CPU ratio |", "");
    println!("|{:-<40}|---------------------|--------------------|-----------|", "");
    let first = rows
        .first()
        .map(|row| quartiles(&row.samples, |s| s.cpu)[1])
        .unwrap_or_default();
    for row in rows {
        let [w1, wall, w3] = quartiles(&row.samples, |s| s.wall);
        let [c1, cpu, c3] = quartiles(&row.samples, |s| s.cpu);
        println!(
            "| {:<38} | {wall:>6.0} ({w1:.0}–{w3:.0}) | {cpu:>6.0} ({c1:.0}–{c3:.0}) | {:>8.2}× |",
            row.name,
            cpu / first
        );
    }
}

/// Quartiles of the samples' values.
pub fn quartiles<T>(samples: &[T], value: impl Fn(&T) -> f64) -> [f64; 3] {
    let mut values: Vec<f64> = samples.iter().map(value).collect();
    values.sort_by(f64::total_cmp);
    let at = |quarter: usize| {
        values
            .get((values.len().saturating_sub(1) * quarter) / 4)
            .copied()
            .unwrap_or(f64::NAN)
    };
    [at(1), at(2), at(3)]
}
