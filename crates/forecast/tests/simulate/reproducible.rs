use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use taicho_forecast::simulate::{Model, Workspace};

use crate::{SMALL, read, runs};

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).expect("more than none")
}

#[test]
fn any_number_of_threads_gives_the_same_runs() {
    let model = Model::of(read(SMALL).expect("a scenario"));
    let go = |_| ControlFlow::Continue(());
    let alone = model.runs(12, 7, threads(1), go);
    assert_eq!(alone, model.runs(12, 7, threads(2), go));
    assert_eq!(alone, model.runs(12, 7, threads(5), go));
    assert_eq!(alone, runs(&model, 12, 7), "memory of earlier runs leaves no trace");
    assert_ne!(alone, model.runs(12, 8, threads(1), go));
    assert!(alone.windows(2).all(|pair| pair[0] != pair[1]), "every run is another");
}

#[test]
fn whoever_listens_can_end_it() {
    let model = Model::of(read(SMALL).expect("a scenario"));
    let mut heard = Vec::new();
    let some = model.runs(1_000, 7, threads(2), |done| {
        heard.push(done);
        if done == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(heard, [1, 2, 3, 4, 5], "nobody is told of more");
    assert!(some.len() <= 5);
    assert_eq!(some, runs(&model, some.len() as u64, 7), "what is returned is whole");
    let run = model.run(7, 0, &mut Workspace::default(), |day, _| {
        if day == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(run.days.len(), 11);
}
