use serde::{Deserialize, Serialize};

/// What one row of a list is.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    /// A person with what happened to them, mostly a case.
    Cases,
    /// An infector and whom they infected, or a case and a contact.
    Pairs,
    /// A contact and whose contact it is.
    Contacts,
}

/// Which of the two persons of a pair a column tells about.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The one whose row it is: the infectee, the contact.
    #[default]
    Person,
    /// The infector.
    Source,
}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// The word that files use for it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What a word means, if it is one of ours.
            pub fn of_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// What a column means.
    #[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    Is {
        /// The id of the person of the row.
        Id = "id",
        /// Another id of the same person, by which other lists may name them.
        AlsoId = "also-id",
        /// Who infected the person, one or several.
        Source = "source",
        /// With whom the person has to do, nobody knows who infected whom.
        Related = "related",
        /// Whether the source is a `person` or a `place`.
        SourceKind = "source-kind",
        /// A word of the state of the case: see [`Standing`].
        Standing = "standing",
        /// How it ended: `died`, `recovered` or another word.
        Outcome = "outcome",
        /// Whether there were symptoms: yes or no.
        Symptoms = "symptoms",
        /// Whether there were no symptoms: yes or no.
        Symptomless = "symptomless",
        /// Years of age.
        Age = "age",
        /// The sex.
        Sex = "sex",
        /// Where the person lives or fell ill.
        Place = "place",
        /// How or where it was caught.
        Setting = "setting",
        /// The cluster.
        Cluster = "cluster",
        /// The household.
        Household = "household",
        /// How many contacts the person had.
        Contacts = "contacts",
        /// How the follow-up of a contact ended.
        FollowUp = "follow-up",
        /// A date: see [`DateOf`].
        Infected = "infected",
        /// A date: see [`DateOf`].
        ExposedFirst = "exposed-first",
        /// A date: see [`DateOf`].
        ExposedLast = "exposed-last",
        /// A date: see [`DateOf`].
        Onset = "onset",
        /// A date: see [`DateOf`].
        Reported = "reported",
        /// A date: see [`DateOf`].
        Confirmed = "confirmed",
        /// A date: see [`DateOf`].
        Isolated = "isolated",
        /// A date: see [`DateOf`].
        Hospitalised = "hospitalised",
        /// A date: see [`DateOf`].
        Recovered = "recovered",
        /// A date: see [`DateOf`].
        Died = "died",
        /// A date: see [`DateOf`].
        Ended = "ended",
        /// A date: see [`DateOf`].
        FollowedFrom = "followed-from",
        /// A date: see [`DateOf`].
        FollowedTo = "followed-to",
        /// Text to keep as it is, as of every column that is not mapped.
        #[default]
        Keep = "keep",
    }
}

words! {
    /// What happened on a day.
    #[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
    DateOf {
        /// The infection, as somebody concluded it.
        Infected = "infected",
        /// The first day of the exposure.
        ExposedFirst = "exposed-first",
        /// The last day of the exposure.
        ExposedLast = "exposed-last",
        /// The first symptoms.
        Onset = "onset",
        /// The report.
        Reported = "reported",
        /// The positive test.
        Confirmed = "confirmed",
        /// Isolation or quarantine began.
        Isolated = "isolated",
        /// The stay in hospital began.
        Hospitalised = "hospitalised",
        /// Recovery or discharge.
        Recovered = "recovered",
        /// Death.
        Died = "died",
        /// The end, whatever it was.
        Ended = "ended",
        /// The follow-up of a contact began.
        FollowedFrom = "followed-from",
        /// The follow-up of a contact ended.
        FollowedTo = "followed-to",
    }
}

words! {
    /// What a person of a list is.
    #[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
    Standing {
        /// A confirmed case.
        Confirmed = "confirmed",
        /// A probable case.
        Probable = "probable",
        /// A suspected case.
        Suspected = "suspected",
        /// Tested or judged to be none.
        NotACase = "not-a-case",
    }
}

impl Is {
    /// What happened on the day that such a column has.
    pub fn date(self) -> Option<DateOf> {
        DateOf::of_word(self.word())
    }
}

impl RowKind {
    /// The word that files use for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Pairs => "pairs",
            Self::Contacts => "contacts",
        }
    }
}
