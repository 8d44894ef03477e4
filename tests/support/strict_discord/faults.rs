//! What can go wrong on purpose, route by route.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;

use super::refusal::Kind;

/// Something that is done to an answer or an event on its way.
pub type Bend = Arc<dyn Fn(&mut Value) + Send + Sync>;

/// What goes wrong.
#[derive(Clone)]
pub enum Trouble {
    /// An answer of that status with a page of HTML, and nothing done: 500, 502, 404.
    Status(u16),
    /// 429 with a time to wait, for the whole bot or this route.
    TooMany { after_ms: i64, is_global: bool },
    /// A refusal of Discord's own that is hard to come by otherwise, and nothing done.
    Refused(Kind),
    /// The connection ends, and nothing was done.
    DroppedBefore,
    /// It is done, and the connection ends before the answer.
    DroppedAfter,
    /// Nothing happens until [`Faults::let_go`]; then it is done and answered.
    Held,
    /// The answer is changed: fields missing, unknown ones added.
    Bent(Bend),
}

impl fmt::Debug for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "Status({status})"),
            Self::TooMany { after_ms, is_global } => write!(f, "TooMany({after_ms}, {is_global})"),
            Self::Refused(kind) => write!(f, "Refused({kind:?})"),
            Self::DroppedBefore => f.write_str("DroppedBefore"),
            Self::DroppedAfter => f.write_str("DroppedAfter"),
            Self::Held => f.write_str("Held"),
            Self::Bent(_) => f.write_str("Bent"),
        }
    }
}

/// The troubles ahead.
#[derive(Debug)]
pub struct Faults {
    planned: Vec<Planned>,
    /// Where set: requests that were done once, and whose first answer was lost.
    lost: Option<BTreeSet<String>>,
    let_go: watch::Sender<u64>,
}

#[derive(Debug)]
struct Planned {
    /// `POST channels/*/messages`, or `*` for every route.
    route: String,
    /// How often it still happens.
    times: u32,
    trouble: Trouble,
}

impl Default for Faults {
    fn default() -> Self {
        Self { planned: Vec::new(), lost: None, let_go: watch::Sender::new(0) }
    }
}

impl Faults {
    /// The next `times` requests of this route are in trouble.
    pub fn plan(&mut self, route: &str, times: u32, trouble: Trouble) {
        self.planned.push(Planned { route: route.to_owned(), times, trouble });
    }

    /// Nothing goes wrong any more.
    pub fn clear(&mut self) {
        self.planned.clear();
        self.lost = None;
    }

    /// From now on whatever is asked but for reading is done, and its first answer never arrives.
    pub fn lose_first_answers(&mut self) {
        self.lost = Some(BTreeSet::new());
    }

    /// Whether the answer to this request is the one that is lost.
    pub fn is_lost(&mut self, request: String) -> bool {
        self.lost.as_mut().is_some_and(|lost| lost.insert(request))
    }

    /// Whether everything that was planned has begun.
    pub fn is_clear(&self) -> bool {
        self.planned.is_empty()
    }

    /// What happens to this request, the first planned first.
    pub fn take(&mut self, template: &str) -> Option<Trouble> {
        let fits = |planned: &&mut Planned| planned.route == "*" || planned.route == template;
        let planned = self.planned.iter_mut().find(fits)?;
        let trouble = planned.trouble.clone();
        planned.times -= 1;
        self.planned.retain(|planned| planned.times > 0);
        Some(trouble)
    }

    /// Everything that is held goes on.
    pub fn let_go(&self) {
        self.let_go.send_modify(|times| *times += 1);
    }

    /// Hears of that.
    pub fn gate(&self) -> watch::Receiver<u64> {
        self.let_go.subscribe()
    }
}
