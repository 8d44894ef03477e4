//! A delivery goes on only while its job is ours.
//!
//! Every write of a job carries its lease token, so that a worker whose lease ran out writes nothing. A platform knows no
//! tokens: a process that was frozen in the middle of a delivery, and thaws when another has delivered long since, must not
//! go on where it stopped. So the lease is looked at before a delivery begins, by the clock that all share, and at every
//! step of it, by this machine's.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use super::App;
use super::fault::AppFault;
use crate::platform::DeliveryFault;
use crate::store::jobs::ClaimedJob;

impl App {
    /// How long a job is still ours; nothing where it is not.
    pub(super) async fn lease_left(&self, job: &ClaimedJob) -> Result<Option<Duration>, AppFault> {
        let left_ms = job.lease_until.since(self.store.now().await?);
        let left = u64::try_from(left_ms).ok().filter(|left_ms| *left_ms > 0).map(Duration::from_millis);
        if left.is_none() {
            warn!(job = %job.id, "another worker has the job now");
        }
        Ok(left)
    }
}

/// Carries a delivery on for no longer than that. Looked at first, so that a step that became possible while the process was
/// frozen is not made.
pub(super) async fn while_held<T>(
    left: Duration,
    delivering: impl Future<Output = Result<T, DeliveryFault>>,
) -> Result<T, DeliveryFault> {
    let until = Instant::now() + left;
    let mut delivering = pin!(delivering);
    let held = poll_fn(|context| {
        if Instant::now() >= until {
            return Poll::Ready(Err(over()));
        }
        delivering.as_mut().poll(context)
    });
    tokio::time::timeout_at(until, held).await.unwrap_or_else(|_| Err(over()))
}

/// What a delivery ends with that is not ours any more.
pub(super) fn over() -> DeliveryFault {
    DeliveryFault::Later { after_ms: 0, reason: "the lease was over".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_step_is_made_after_the_lease() {
        let is_made = std::cell::Cell::new(false);
        let step = async {
            is_made.set(true);
            Ok(())
        };
        assert_eq!(while_held(Duration::ZERO, step).await, Err(over()));
        assert!(!is_made.get());
        let never = std::future::pending::<Result<(), DeliveryFault>>();
        assert_eq!(while_held(Duration::from_millis(5), never).await, Err(over()));
        assert_eq!(while_held(Duration::from_mins(1), async { Ok(7) }).await, Ok(7));
    }
}
