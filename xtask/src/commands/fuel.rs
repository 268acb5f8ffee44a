//! `cargo xtask fuel`: counts the guest's instructions.

use anyhow::{Result, bail};

use crate::{commands::build, project, run};

/// Builds the component and prints the fuel of each call beside that in `tests/end_to_end/fuel.toml`. With `--update` it writes the
/// file.
///
/// # Errors
/// If the component cannot be built, or costs more or less than the file says.
pub fn run(arguments: &[String]) -> Result<()> {
    let update = match arguments {
        [] => false,
        [argument] if argument == "--update" => true,
        _ => bail!("`cargo xtask fuel` takes no argument but --update"),
    };
    build::run()?;
    run::step("Counting fuel");
    let mut cargo = run::cargo_test("behaviours");
    cargo.args(["--", "fuel::calls_cost_what_the_file_says", "--exact", "--nocapture"]);
    if update {
        cargo.env("OUTLOOK_FUEL_UPDATE", "1");
    }
    run::run(cargo.env("OUTLOOK_CONNECTOR", project::component()))
}
