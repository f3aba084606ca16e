//! What a change under way has taken away keeps its key: should it be given up, the row stands again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use taicho_model::Place;
use taicho_store::{Actor, Filter, Store, StoreError};

use crate::role::intent;
use taicho_testkit::place;

#[test]
fn a_key_is_held_until_the_change_that_took_it_away_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).unwrap().with_parts_of(Duration::ZERO);
    let actor = Actor::local_operator();
    let keyed =
        |id: &str, key: &str| Place { source_key: Some(key.to_owned()), ..place(id, "a house") };
    let put = |place: Place| {
        store.write::<_, StoreError>(&actor, intent(), move |write| write.put(&place))
    };
    put(keyed("old", "number 1")).unwrap();
    let is_over = Arc::new(AtomicBool::new(false));
    let (began, has_begun) = mpsc::channel();
    std::thread::scope(|scope| {
        let (over, moved) = (is_over.clone(), keyed("old", "number 2"));
        let (store, actor) = (&store, &actor);
        let import = scope.spawn(move || {
            store.write_long::<(), StoreError>(actor, intent(), move |write| {
                write.put(&moved)?;
                for row in 0.. {
                    write.put(&place(&format!("filler-{row}"), "filler"))?;
                    let _ = began.send(());
                    if over.load(Ordering::Relaxed) {
                        return Err(StoreError::OutOfScope);
                    }
                }
                Ok(())
            })
        });
        has_begun.recv().unwrap();
        let taken = put(keyed("new", "number 1"));
        let other = put(keyed("other", "number 3"));
        is_over.store(true, Ordering::Relaxed);
        assert!(matches!(taken, Err(StoreError::Held { kind: "places", .. })), "{taken:?}");
        assert!(other.is_ok(), "{other:?}");
        assert!(matches!(import.join().unwrap(), Err(StoreError::OutOfScope)));
    });
    let read = store.read::<Vec<Place>, StoreError>(&actor, |read| read.list(&Filter::now()));
    let keys: Vec<_> = read.unwrap().into_iter().filter_map(|place| place.source_key).collect();
    assert_eq!(keys, ["number 1", "number 3"]);
    let report = store.audit().unwrap();
    assert!(report.is_clean() && report.open_changes == 0, "{report:?}");
}
