//! Answers that many ask for at once are made once, and kept while they hold.
//!
//! An answer is kept under the number of the store's last change: after a write it is made anew by whoever asks next,
//! so nobody sees a board from before their own entry. Under a key one answer is made at a time; whoever asks
//! meanwhile waits for it, or for the next one where something was written since it was begun.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use taicho_store::{Actor, Store};
use tokio::time::Instant;

use crate::lanes::{Lanes, PATIENCE};
use crate::problem::Problem;

/// What is kept at most, keys included.
const BYTES: usize = 64 << 20;

/// So many answers are kept at most.
const ENTRIES: usize = 512;

/// An answer that tells of "now" is at most so old.
const NOW_LASTS: Duration = Duration::from_secs(1);

/// Answers by what they answer.
#[derive(Default)]
pub(crate) struct Answers {
    kept: Mutex<BTreeMap<Key, Arc<Slot>>>,
    turn: AtomicU64,
}

/// What an answer depends on besides the records: who asks, and for what.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    asker: String,
    operation: &'static str,
    asked: Vec<Option<String>>,
    /// Whether it tells of "now", which moves on by itself.
    moves: bool,
}

impl Key {
    /// The key of an answer to an actor; `asked` is everything of the request that the answer depends on.
    pub(crate) fn new(
        actor: &Actor,
        operation: &'static str,
        asked: impl IntoIterator<Item = Option<String>>,
    ) -> Self {
        // The identity and every area that it may see: one may not be told what another may.
        let asker = format!("{actor:?}");
        Self { asker, operation, asked: asked.into_iter().collect(), moves: false }
    }

    /// The same of "now".
    pub(crate) fn of_now(mut self, moves: bool) -> Self {
        self.moves = moves;
        self
    }

    fn len(&self) -> usize {
        let asked = self.asked.iter().flatten().map(String::len).sum::<usize>();
        self.asker.len() + asked + self.asked.len() * size_of::<Option<String>>()
    }
}

#[derive(Default)]
struct Slot {
    made: Arc<tokio::sync::Mutex<Option<Made>>>,
    bytes: AtomicUsize,
    last_asked: AtomicU64,
}

struct Made {
    generation: u64,
    begun: Instant,
    body: Bytes,
}

impl Made {
    /// Whether it holds for somebody who came at that time and knows of changes up to that number.
    fn holds(&self, generation: u64, arrived: Instant, moves: bool) -> bool {
        self.generation >= generation && (!moves || self.begun + NOW_LASTS > arrived)
    }
}

impl Answers {
    fn slot(&self, key: &Key) -> Arc<Slot> {
        let mut kept = self.kept.lock().expect("no one panics with the lock");
        let slot = kept.entry(key.clone()).or_default().clone();
        slot.last_asked.store(self.turn.fetch_add(1, Ordering::AcqRel), Ordering::Release);
        slot.bytes.fetch_max(key.len(), Ordering::AcqRel);
        make_room(&mut kept);
        slot
    }

    fn weigh(&self, slot: &Slot, bytes: usize) {
        slot.bytes.store(bytes, Ordering::Release);
        make_room(&mut self.kept.lock().expect("no one panics with the lock"));
    }

    /// A question that has no answer leaves nothing behind.
    fn forget(&self, key: &Key, slot: &Arc<Slot>) {
        let mut kept = self.kept.lock().expect("no one panics with the lock");
        if kept.get(key).is_some_and(|kept| Arc::ptr_eq(kept, slot)) {
            kept.remove(key);
        }
    }

    /// The answer under the key: one that is kept and still holds, or what `make` makes in the lane of reads.
    pub(crate) async fn answer(
        self: &Arc<Self>,
        store: &Arc<Store>,
        lanes: &Arc<Lanes>,
        key: Key,
        make: impl FnOnce() -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Result<Bytes, Problem> {
        let (generation, arrived) = (store.generation(), Instant::now());
        let slot = self.slot(&key);
        let waiting = async {
            let mut made = slot.made.clone().lock_owned().await;
            if let Some(made) =
                made.as_ref().filter(|made| made.holds(generation, arrived, key.moves))
            {
                return Ok(made.body.clone());
            }
            let (answers, store, lanes) = (self.clone(), store.clone(), lanes.clone());
            let slot = slot.clone();
            // A task of its own: where its client goes away, those who wait have the answer all the same.
            let making = tokio::spawn(async move {
                let begun = Instant::now();
                let work = move || {
                    // First the number, then the records: what is written between them is made again, and never missed.
                    let generation = store.generation();
                    Ok((generation, Bytes::from(make()?)))
                };
                let (generation, body) = match lanes.reads.run(work).await {
                    Ok(done) => done,
                    Err(problem) => {
                        answers.forget(&key, &slot);
                        return Err(problem);
                    }
                };
                *made = Some(Made { generation, begun, body: body.clone() });
                drop(made);
                answers.weigh(&slot, body.len() + key.len());
                Ok(body)
            });
            making.await?
        };
        tokio::time::timeout(PATIENCE, waiting).await.map_err(|_| Problem::busy(2))?
    }

    #[cfg(test)]
    fn weight(&self) -> (usize, usize) {
        let kept = self.kept.lock().unwrap();
        (kept.len(), kept.values().map(|slot| slot.bytes.load(Ordering::Acquire)).sum())
    }
}

/// Lets go of what was not asked for the longest.
fn make_room(kept: &mut BTreeMap<Key, Arc<Slot>>) {
    let weight = |slot: &Arc<Slot>| slot.bytes.load(Ordering::Acquire);
    let mut bytes: usize = kept.values().map(weight).sum();
    while bytes > BYTES || kept.len() > ENTRIES {
        let oldest = kept.iter().min_by_key(|(_, slot)| slot.last_asked.load(Ordering::Acquire));
        let Some((key, slot)) = oldest.map(|(key, slot)| (key.clone(), slot.clone())) else {
            return;
        };
        bytes -= weight(&slot);
        kept.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::app::{App, answer};
    use crate::testing::{Demo, demo, of_one_ward, post};

    fn app(demo: &Demo) -> (Arc<App>, Arc<AtomicUsize>) {
        (Arc::new(demo.app()), Arc::default())
    }

    fn key(asked: &str) -> Key {
        Key::new(&Actor::local_operator(), "read_board", [Some(asked.to_owned())])
    }

    /// Asks for an answer that takes a while to make, and says how often it was made.
    async fn ask(app: &Arc<App>, made: &Arc<AtomicUsize>, key: Key) -> String {
        let made = made.clone();
        let make = move |_: &App| {
            std::thread::sleep(Duration::from_millis(30));
            Ok((made.fetch_add(1, Ordering::AcqRel) + 1).to_string().into_bytes())
        };
        String::from_utf8(answer(app, key, make).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_many_ask_for_at_once_is_made_once_and_anew_after_a_write() {
        let demo = demo();
        let (app, made) = app(&demo);
        for written in 1..=3 {
            let asking = (0..200).map(|_| {
                let (app, made) = (app.clone(), made.clone());
                tokio::spawn(async move { ask(&app, &made, key("256")).await })
            });
            for answered in asking.collect::<Vec<_>>() {
                assert_eq!(answered.await.unwrap(), written.to_string());
            }
            let case = json!({
                "disease": "covid-19", "area_code": "09187", "status": "confirmed",
                "origin": "community", "setting": "quarter", "found_on": "2021-06-17",
            });
            assert_eq!(post(demo.app(), "/cases", case).await.status, 201);
        }
    }

    #[tokio::test]
    async fn one_is_never_told_what_another_may_see() {
        let demo = demo();
        let (app, made) = app(&demo);
        let everyone = Actor::local_operator();
        let same_name = Actor { id: everyone.id.clone(), ..of_one_ward() };
        let mut answers = std::collections::BTreeSet::new();
        for actor in [&everyone, &of_one_ward(), &same_name] {
            for asked in ["256", "09187"] {
                let key = Key::new(actor, "read_board", [Some(asked.to_owned())]);
                answers.insert(ask(&app, &made, key).await);
            }
        }
        assert_eq!(answers.len(), 6);
    }

    #[tokio::test]
    async fn an_answer_of_now_is_made_anew_and_one_of_the_past_is_kept() {
        let demo = demo();
        let (app, made) = app(&demo);
        for (moves, expected) in [(true, ["1", "1", "2"]), (false, ["3", "3", "3"])] {
            let key = key("256").of_now(moves);
            assert_eq!(ask(&app, &made, key.clone()).await, expected[0]);
            assert_eq!(ask(&app, &made, key.clone()).await, expected[1]);
            tokio::time::sleep(NOW_LASTS).await;
            assert_eq!(ask(&app, &made, key).await, expected[2]);
        }
    }

    #[tokio::test]
    async fn a_client_that_goes_away_leaves_the_answer_to_those_who_wait() {
        let demo = demo();
        let (app, made) = app(&demo);
        let gone = tokio::time::timeout(Duration::from_millis(5), ask(&app, &made, key("256")));
        assert!(gone.await.is_err());
        assert_eq!(ask(&app, &made, key("256")).await, "1");
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded() {
        let demo = demo();
        let (app, _) = app(&demo);
        for number in 0..20 {
            let large = answer(&app, key(&format!("large {number}")), |_| Ok(vec![0; BYTES / 10]));
            large.await.unwrap();
        }
        for number in 0..2 * ENTRIES {
            answer(&app, key(&number.to_string()), |_| Ok(vec![0; 10])).await.unwrap();
            let (entries, bytes) = app.answers.weight();
            assert!(entries <= ENTRIES && bytes <= BYTES, "{entries} of {bytes} bytes");
        }
        let before = app.answers.weight();
        let failed = answer(&app, key("none"), |_| Err(Problem::not_found())).await;
        assert!(failed.is_err());
        assert!(app.answers.weight().0 <= before.0);
    }
}
