//! *Show me a practice handoff*, for anybody who sees its button, before set-up and after it. Reads what ships and who asks,
//! and writes nothing: the walk is [`crate::chat::cards::practice`]'s.

use super::fault::AppFault;
use super::pictures::with_picture;
use super::router::Desk;
use super::{playbooks, seed, setup};
use crate::chat::cards::practice::{self, Ending, Sample, Step};
use crate::chat::incoming::Reply;
use crate::chat::route::Route;

/// What the sample is written for.
const PLAYBOOK: &str = "ae_csm";

/// The walk begins beside what was clicked, and goes on in its own place.
pub(super) async fn clicked(desk: &Desk<'_>, route: &Route) -> Result<Reply, AppFault> {
    let is_first = route.arg.is_empty();
    let step = if is_first { Some(Step::Brief) } else { Step::of_arg(&route.arg) };
    let Some(step) = step else { return Ok(desk.out_of_date()) };
    let (sample, playbook) = (seed::read_sample::<Sample>()?, playbooks::shipped(PLAYBOOK)?);
    let admins = setup::admins(desk);
    let ending = match desk.company.workspace.set_up_at {
        Some(_) => Ending::AtWork,
        None => Ending::NotSetUp { admins: &admins, is_admin: desk.is_admin() },
    };
    let mut message = practice::screen(&desk.words, (&sample, &playbook), step, ending)
        .map_err(|broken| AppFault::Unreadable(broken.to_string()))?;
    if step == Step::Figures {
        message = with_picture(&desk.words, message, &practice::figures(), &practice::heading(&playbook)).await;
    }
    Ok(if is_first { Reply::Private(message) } else { Reply::Update(message) })
}
