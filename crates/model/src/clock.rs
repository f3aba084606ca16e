use crate::words::words;

words! {
    /// How a clock of the law stands at a moment, what needs somebody first coming first.
    ClockState {
        /// Not done, and its time has passed.
        Overdue = "overdue" ("Quá hạn", "Overdue") [],
        /// Not done, and its time runs.
        Running = "running" ("Còn thời hạn", "Running") [],
        /// Not done, and nobody recorded from when its time runs.
        Unknown = "unknown" ("Chưa rõ thời hạn", "Not known") [],
        /// Done after its time.
        MetLate = "met_late" ("Đã làm, trễ hạn", "Met late") [],
        /// Done, and nobody can tell whether in time.
        MetUnknown = "met_unknown" ("Đã làm, không rõ có đúng hạn", "Met, not known whether in time") [],
        /// Done in time.
        Met = "met" ("Đã làm đúng hạn", "Met in time") [],
        /// Not done, and no longer owed: the case was ruled out.
        Ceased = "ceased" ("Thôi, ca đã loại trừ", "Ceased, the case was ruled out") [],
    }
}

impl ClockState {
    /// Whether what the clock wants is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Overdue | Self::Running | Self::Unknown)
    }
}
