//! Every day of every run as a table.

use std::io::Write;

use taicho_forecast::simulate::{Day, Run};

pub(super) fn write_runs(
    out: &mut dyn Write,
    runs: &[Run],
    all_columns: bool,
) -> std::io::Result<()> {
    write!(
        out,
        "run,day,cum_infections,new_infections,infectious,cum_severe,cum_critical,cum_deaths"
    )?;
    if all_columns {
        write!(
            out,
            ",beds,intensive_beds,found,quarantined,quarantine_places,swabs,tests,doses,zones"
        )?;
    }
    writeln!(out)?;
    for (number, run) in runs.iter().enumerate() {
        for (at, day) in run.days.iter().enumerate() {
            let Day { infected, new_infections, infectious, severe, critical, deaths, .. } = day;
            write!(
                out,
                "{number},{at},{infected},{new_infections},{infectious},{severe},{critical},{deaths}"
            )?;
            if all_columns {
                let Day {
                    beds,
                    intensive_beds,
                    found,
                    quarantined,
                    quarantine_places,
                    swabs,
                    tests,
                    doses,
                    zones,
                    ..
                } = day;
                write!(
                    out,
                    ",{beds},{intensive_beds},{found},{quarantined},{quarantine_places},{swabs},{tests},{doses},{zones}"
                )?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}
