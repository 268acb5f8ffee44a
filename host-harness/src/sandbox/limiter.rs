//! Limits the memory of one call.

use wasmtime::{ResourceLimiter, Result};

use crate::limits::{CORE_INSTANCES, MEMORIES, TABLE_ELEMENTS, TABLES};

/// Limits memories and tables, all of a call together, and remembers whether it refused memory: the trap that follows reads only
/// `unreachable`.
pub(crate) struct Limiter {
    bytes: usize,
    used: usize,
    elements: usize,
    exhausted: bool,
}

impl Limiter {
    pub(crate) fn new(bytes: usize) -> Self {
        Self {
            bytes,
            used: 0,
            elements: 0,
            exhausted: false,
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether the guest asked for more memory than it may have.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.exhausted
    }
}

/// Adds what something grows by to what all have, if the sum is within the limit.
fn grow(all: &mut usize, current: usize, desired: usize, limit: usize) -> bool {
    let sum = all.saturating_add(desired.saturating_sub(current));
    let granted = sum <= limit;
    if granted {
        *all = sum;
    }
    granted
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        let granted = grow(&mut self.used, current, desired, self.bytes);
        self.exhausted |= !granted;
        Ok(granted)
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        Ok(grow(&mut self.elements, current, desired, TABLE_ELEMENTS))
    }

    fn instances(&self) -> usize {
        CORE_INSTANCES
    }

    fn tables(&self) -> usize {
        TABLES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::{Engine, Instance, Module, Store};

    use super::*;

    const PAGE: usize = 65_536;

    /// Makes instances of these modules in one store, runs `run` of the last, and returns what became of it.
    fn run(modules: &[&str], bytes: usize) -> (Result<()>, Limiter) {
        let engine = Engine::default();
        let mut store = Store::new(&engine, Limiter::new(bytes));
        store.limiter(|limiter| limiter);
        let mut result = Ok(());
        for text in modules {
            result = result.and_then(|()| {
                let module = Module::new(&engine, wat::parse_str(text)?)?;
                let instance = Instance::new(&mut store, &module, &[])?;
                match instance.get_typed_func::<(), ()>(&mut store, "run") {
                    Ok(run) => run.call(&mut store, ()),
                    Err(_) => Ok(()),
                }
            });
        }
        (result, store.into_data())
    }

    #[test]
    fn a_growing_guest_is_told_no() {
        let text = r#"(module (memory 1) (func (export "run") (loop (br_if 0 (i32.ge_s (memory.grow (i32.const 1)) (i32.const 0)))) unreachable))"#;
        let (result, limiter) = run(&[text], 1 << 20);
        assert!(result.is_err() && limiter.is_exhausted());
        assert_eq!(limiter.used, 1 << 20);
    }

    #[test]
    fn memories_count_together() {
        let mut limiter = Limiter::new(3 * PAGE);
        assert!(limiter.memory_growing(0, 2 * PAGE, None).unwrap());
        assert!(!limiter.memory_growing(0, 2 * PAGE, None).unwrap(), "another memory");
        assert!(limiter.memory_growing(0, PAGE, None).unwrap());
        assert!(limiter.is_exhausted());
    }

    #[test]
    fn one_memory_two_tables_three_instances() {
        let (result, _) = run(&["(module (memory 1) (memory 1))"], 64 * PAGE);
        assert!(result.unwrap_err().to_string().contains("memory count too high"));
        let (result, _) = run(&["(module (memory 1))", "(module (memory 1))"], 64 * PAGE);
        assert!(result.unwrap_err().to_string().contains("memory count too high"));
        let (result, _) = run(
            &["(module (table 1 funcref) (table 1 funcref) (table 1 funcref))"],
            PAGE,
        );
        assert!(result.unwrap_err().to_string().contains("table count too high"));
        let (result, _) = run(&["(module)"; CORE_INSTANCES + 1], PAGE);
        assert!(result.unwrap_err().to_string().contains("instance count too high"));
    }

    #[test]
    fn the_elements_of_tables_count_together() {
        let text = "(module (table 15000 funcref) (table 15000 funcref))";
        assert!(run(&[text], PAGE).0.is_err());
        assert!(
            run(&["(module (table 9000 funcref) (table 9000 funcref))"], PAGE)
                .0
                .is_ok()
        );
    }
}
