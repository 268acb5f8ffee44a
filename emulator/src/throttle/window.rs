//! A limit on a sum within a time that slides.

use std::collections::VecDeque;

use time::{Duration, OffsetDateTime};

use super::Limit;

/// What was counted of late.
#[derive(Debug)]
pub struct Window {
    most: u64,
    span: Duration,
    counted: VecDeque<(OffsetDateTime, u64)>,
    sum: u64,
}

impl Window {
    /// An empty window with this limit.
    #[must_use]
    pub fn new((most, span): Limit) -> Self {
        Self {
            most,
            span,
            counted: VecDeque::new(),
            sum: 0,
        }
    }

    /// Counts an amount. Times never go back.
    ///
    /// # Errors
    /// Over the limit nothing is counted. The error is the time after which the amount would fit.
    pub fn count(&mut self, now: OffsetDateTime, amount: u64) -> Result<(), Duration> {
        while let Some((at, old)) = self.counted.front()
            && *at + self.span <= now
        {
            self.sum -= old;
            self.counted.pop_front();
        }
        if self.sum + amount <= self.most {
            self.sum += amount;
            self.counted.push_back((now, amount));
            return Ok(());
        }
        let mut rest = self.sum + amount;
        for (at, old) in &self.counted {
            rest -= old;
            if rest <= self.most {
                return Err(*at + self.span - now);
            }
        }
        // The amount alone is over the limit.
        Err(self.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_old_makes_room() {
        let at = |seconds| OffsetDateTime::UNIX_EPOCH + Duration::seconds(seconds);
        let mut window = Window::new((10, Duration::MINUTE));
        assert_eq!(window.count(at(0), 6), Ok(()));
        assert_eq!(window.count(at(10), 4), Ok(()));
        // One has to wait for the first amount, eleven for ever.
        assert_eq!(window.count(at(20), 1), Err(Duration::seconds(40)));
        assert_eq!(window.count(at(20), 7), Err(Duration::seconds(50)));
        assert_eq!(window.count(at(20), 11), Err(Duration::MINUTE));
        assert_eq!(window.count(at(59), 1), Err(Duration::seconds(1)));
        assert_eq!(window.count(at(60), 6), Ok(()));
        assert_eq!(window.count(at(69), 1), Err(Duration::seconds(1)));
    }
}
