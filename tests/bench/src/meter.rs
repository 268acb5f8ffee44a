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
///
/// # Panics
/// Where there is no such clock: on other systems than Unix.
#[must_use]
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
    #[must_use]
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

/// Prints a table. Ratios are to the first row, round by round.
pub fn print(title: &str, rows: &[Row]) {
    let [first, ..] = rows else { return };
    println!("\n{title}; {} rounds, medians (quartiles)", first.samples.len());
    println!(
        "| {:<42} | CPU µs            | wall µs           | CPU, to the first row |",
        ""
    );
    println!(
        "|{:-<44}|-------------------|-------------------|-----------------------|",
        ""
    );
    for row in rows {
        let pairs: Vec<(&Sample, &Sample)> = row.samples.iter().zip(&first.samples).collect();
        println!(
            "| {:<42} | {:<17} | {:<17} | {:<21} |",
            row.name,
            shown(quartiles(&row.samples, |s| s.cpu), 0),
            shown(quartiles(&row.samples, |s| s.wall), 0),
            shown(quartiles(&pairs, |(s, first)| s.cpu / first.cpu), 2) + "×"
        );
    }
}

/// The median, and the quartiles in parentheses.
#[must_use]
pub fn shown([low, median, high]: [f64; 3], digits: usize) -> String {
    format!("{median:.digits$} ({low:.digits$}–{high:.digits$})")
}

/// Quartiles of the samples' values.
#[must_use]
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
