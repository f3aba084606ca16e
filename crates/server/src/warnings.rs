use std::sync::Mutex;

use taicho_model::Words;

/// What whoever works here should know of the machine: its clock, its disk, jobs that fail.
#[derive(Debug, Default)]
pub struct Warnings(Mutex<Vec<Words>>);

impl Warnings {
    /// Says these from now on, in place of those before.
    pub fn set(&self, warnings: Vec<Words>) {
        *self.0.lock().expect("no one panics with the lock") = warnings;
    }

    pub(crate) fn get(&self) -> Vec<Words> {
        self.0.lock().expect("no one panics with the lock").clone()
    }
}
