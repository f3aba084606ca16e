//! What a run came to, day by day.

/// One day of a run, as it stands at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Day {
    /// Infected so far, those at the start among them; everybody as often as they were infected.
    pub infected: u64,
    /// Infected on this day; those at the start are not among them.
    pub new_infections: u32,
    /// Infectious now.
    pub infectious: u32,
    /// Severe cases so far.
    pub severe: u64,
    /// Critical cases so far.
    pub critical: u64,
    /// Deaths so far.
    pub deaths: u64,
    /// Severe cases now, critical ones among them: beds that are needed.
    pub beds: u32,
    /// Critical cases now: intensive beds that are needed.
    pub intensive_beds: u32,
    /// Cases who were found on this day.
    pub found: u32,
    /// People in quarantine now, at home and in quarantine sites.
    pub quarantined: u32,
    /// People in quarantine sites now.
    pub quarantine_places: u32,
    /// Swabs taken on this day.
    pub swabs: u64,
    /// Tests made of them; a pool is one.
    pub tests: u64,
    /// Doses given on this day.
    pub doses: u32,
    /// Quarters that are closed now.
    pub zones: u32,
}

/// One run: its days from 0 on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// Every day, the first being day 0.
    pub days: Vec<Day>,
}

/// What is compared between runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Infections, those at the start included.
    pub infections: f64,
    /// The most who were infectious on one day.
    pub peak_infectious: f64,
    /// The first day with that many.
    pub peak_day: f64,
    /// Severe cases.
    pub severe: f64,
    /// Critical cases.
    pub critical: f64,
    /// Deaths.
    pub deaths: f64,
}

impl Run {
    /// The run in six figures; all zero for a run without days.
    pub fn outcome(&self) -> Outcome {
        let Some(last) = self.days.last() else { return Outcome::default() };
        let peak = self.days.iter().map(|day| day.infectious).max().unwrap_or_default();
        let peak_day = self.days.iter().position(|day| day.infectious == peak).unwrap_or_default();
        Outcome {
            infections: last.infected as f64,
            peak_infectious: f64::from(peak),
            peak_day: peak_day as f64,
            severe: last.severe as f64,
            critical: last.critical as f64,
            deaths: last.deaths as f64,
        }
    }
}

impl Outcome {
    /// The figures with the names under which they are written.
    pub fn named(&self) -> [(&'static str, f64); 6] {
        [
            ("cum_infections", self.infections),
            ("peak_infectious", self.peak_infectious),
            ("peak_day", self.peak_day),
            ("cum_severe", self.severe),
            ("cum_critical", self.critical),
            ("cum_deaths", self.deaths),
        ]
    }
}

/// Changes of what is counted, by the day on which they happen.
#[derive(Clone, Debug, Default)]
pub(super) struct Flows {
    pub(super) on: Vec<Flow>,
}

/// Changes of one day.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flow {
    pub(super) infectious: i32,
    pub(super) severe: i32,
    pub(super) critical: i32,
    /// Infectious people with symptoms whom nobody found yet.
    pub(super) ill_unfound: i32,
    pub(super) new_severe: u32,
    pub(super) new_critical: u32,
    pub(super) new_deaths: u32,
}

impl Flows {
    pub(super) fn clear(&mut self, days: u16) {
        self.on.clear();
        self.on.resize(usize::from(days) + 1, Flow::default());
    }

    /// The changes of a day; those after the last day are nobody's.
    #[inline]
    pub(super) fn at(&mut self, day: u16) -> Option<&mut Flow> {
        self.on.get_mut(usize::from(day))
    }
}
