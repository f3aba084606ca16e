//! Jobs are claimed by one node at a time, and survive whoever had them.

use jiff::{Timestamp, ToSpan as _};
use taicho_model::Words;
use taicho_store::{Actor, Intent, JobState, NewJob, StoreError};
use taicho_testkit::on_both;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn job(id: &str, run_at: Timestamp) -> NewJob {
    NewJob { id: id.into(), kind: "seal".into(), about: "day".into(), run_at }
}

fn said(text: &str) -> Words {
    Words::new(text, text)
}

const NOON: &str = "2026-11-30T12:00:00+07:00";

#[test]
fn a_job_is_claimed_once_and_again_only_when_its_lease_has_ended() {
    on_both(|test| {
        let (store, now) = (&test.store, at(NOON));
        let later = now + 1.hour();
        store.plan_jobs(&[job("a", now), job("b", later), job("a", later)]).unwrap();
        assert_eq!(store.jobs(now, 10).unwrap().len(), 2, "a name is planned once");
        let first = store.claim_job("one", |_| true, now).unwrap().unwrap();
        assert_eq!(
            (first.what.id.as_str(), first.attempts, first.state),
            ("a", 1, JobState::Running)
        );
        assert_eq!(
            store.claim_job("two", |_| true, now).unwrap(),
            None,
            "b is not due and a is taken"
        );
        // The node that had it is gone.
        let second = store.claim_job("two", |_| true, now + 31.minutes()).unwrap().unwrap();
        assert_eq!((second.what.id.as_str(), second.attempts), ("a", 2));
        // And comes back too late.
        assert!(!store.end_job(&first, Ok(said("done")), now + 32.minutes()).unwrap());
        assert!(store.end_job(&second, Ok(said("done")), now + 32.minutes()).unwrap());
        let ended =
            store.jobs(now, 10).unwrap().into_iter().find(|job| job.what.id == "a").unwrap();
        assert_eq!((ended.state, ended.said), (JobState::Done, Some(said("done"))));
    });
}

#[test]
fn eight_who_claim_at_once_share_the_jobs() {
    on_both(|test| {
        let now = at(NOON);
        let jobs: Vec<NewJob> = (0..20).map(|n| job(&format!("job-{n:02}"), now)).collect();
        test.store.plan_jobs(&jobs).unwrap();
        let claim = |node: usize| {
            let mut claimed = Vec::new();
            // On a shared database two may look at the same one: who comes second gets none and looks again.
            for _ in 0..60 {
                if let Some(job) =
                    test.store.claim_job(&format!("node-{node}"), |_| true, now).unwrap()
                {
                    claimed.push(job.what.id);
                }
            }
            claimed
        };
        let mut all: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|node| scope.spawn(move || claim(node))).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        all.sort();
        assert_eq!(all, jobs.into_iter().map(|job| job.id).collect::<Vec<_>>());
    });
}

#[test]
fn what_fails_is_tried_again_later_each_time_and_given_up_in_the_end() {
    on_both(|test| {
        let mut now = at(NOON);
        test.store.plan_jobs(&[job("a", now)]).unwrap();
        let mut waits = Vec::new();
        while let Some(job) = {
            let open = test.store.jobs(now, 1).unwrap().remove(0);
            now = now.max(open.what.run_at);
            test.store.claim_job("one", |_| true, now).unwrap()
        } {
            assert!(test.store.end_job(&job, Err(said("the disk is full")), now).unwrap());
            let job = test.store.jobs(now, 1).unwrap().remove(0);
            assert_eq!(job.said, Some(said("the disk is full")));
            waits.push((job.what.run_at.duration_since(now).as_secs() / 60, job.state));
        }
        let failing = |minutes| (minutes, JobState::Failing);
        assert_eq!(waits[..4], [failing(2), failing(4), failing(8), failing(16)]);
        assert_eq!((waits.len(), waits[7].1), (8, JobState::GivenUp));
    });
}

#[test]
fn a_job_that_a_change_wants_comes_with_it_or_not_at_all() {
    on_both(|test| {
        let write = |id: &'static str, fails: bool| {
            let intent = Intent::new("test", at(NOON)).dated();
            test.store.write::<_, StoreError>(&Actor::local_operator(), intent, move |write| {
                write.want(job(id, at(NOON)));
                write.set("scene", id)?;
                if fails { Err(StoreError::Busy) } else { Ok(write.change_id().to_owned()) }
            })
        };
        let change = write("kept", false).unwrap();
        assert!(write("given up", true).is_err());
        let jobs = test.store.jobs(at(NOON), 10).unwrap();
        assert_eq!(jobs.len(), 1);
        assert_eq!((jobs[0].what.id.as_str(), &jobs[0].change_id), ("kept", &Some(change)));
    });
}

#[test]
fn what_is_past_its_time_is_forgotten() {
    on_both(|test| {
        let now = at(NOON);
        test.store.plan_jobs(&[job("a", now)]).unwrap();
        let claimed = test.store.claim_job("one", |_| true, now).unwrap().unwrap();
        test.store.end_job(&claimed, Ok(said("done")), now).unwrap();
        let after = now + (24 * 91).hours();
        assert_eq!(test.store.forget(now + 24.hours()).unwrap(), 0);
        assert_eq!(test.store.forget(after).unwrap(), 1);
        assert!(test.store.jobs(after, 10).unwrap().is_empty());
    });
}
