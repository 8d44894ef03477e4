//! How the company of the playground is made: the first one, and a fresh one at every reset.
//!
//! It takes many commits, and the program may die between any two of them. Which company is being made, and for which
//! moment, is written down first; every step is a delivery of its own, which is taken once. So the next start, or the same
//! request again, or a second process that starts at the same time, goes through the steps that are left and no other.

use chrono::{Datelike, Duration, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::meant::delivery;
use super::{BEFORE, CURRENT};
use crate::app::App;
use crate::app::company::Company;
use crate::app::fault::AppFault;
use crate::app::playbooks::Source;
use crate::app::seed::Sample;
use crate::chat::cards;
use crate::chat::incoming::Place;
use crate::clock::Timestamp;
use crate::ids::{MessageId, WorkspaceId};
use crate::store::commit::{Commit, Row};

/// The company that is being made; empty when none is.
const UNDER_WAY: &str = "playground_founding";
/// The first company of a database.
const FIRST: &str = "/first";
/// The last step of making a company.
const DONE: &str = "/founding/done";

/// A company that is made, or is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::app) struct Founding {
    pub(in crate::app) workspace: WorkspaceId,
    /// The moment it opens at.
    pub(in crate::app) at: Timestamp,
}

impl App {
    /// The company of the playground; made on the first start. What a crash left half made is finished. `say` hears what is
    /// being done.
    pub async fn open_playground(
        &self,
        sources: &[Source],
        say: impl Fn(String) + Send,
    ) -> Result<WorkspaceId, AppFault> {
        let under_way = self.store.meta(UNDER_WAY).await?.and_then(|kept| serde_json::from_str::<Founding>(&kept).ok());
        match (self.current_company().await?, under_way) {
            (Some(current), None) => {
                self.install_playbooks(current, sources).await?;
                say("Everything is as you left it.".to_owned());
                Ok(current)
            }
            (Some(_), Some(founding)) => {
                say("Finishing the fresh start that was under way.".to_owned());
                // What down time left comes first, as at every start.
                self.catch_up().await?;
                self.found(founding, sources, &say).await
            }
            (None, _) => {
                say("First start: setting up the sample company.".to_owned());
                let founding = self.meant(Some(FIRST), self.next_founding()).await?;
                self.found(founding, sources, &say).await
            }
        }
    }

    /// Everything anew; what was there is kept for [`App::undo_reset`]. The same key again changes nothing.
    pub async fn reset_playground(&self, sources: &[Source], key: Option<&str>) -> Result<WorkspaceId, AppFault> {
        let founding = self.meant(key, self.next_founding()).await?;
        self.found(founding, sources, &|_| {}).await
    }

    async fn next_founding(&self) -> Result<Founding, AppFault> {
        let sample = Sample::shipped()?;
        let zone = sample.zone.parse().unwrap_or(chrono_tz::Tz::UTC);
        let now = self.store.now().await?;
        Ok(Founding { workspace: WorkspaceId::new(self.ids.next(now)), at: next_friday_afternoon(now, zone) })
    }

    /// Makes a company, or what is missing of it, and shows it; the one that is shown then.
    async fn found(
        &self,
        founding: Founding,
        sources: &[Source],
        say: &(impl Fn(String) + Send),
    ) -> Result<WorkspaceId, AppFault> {
        let Founding { workspace, at } = founding;
        if self.store.inbox_outcome(workspace, crate::platform::playground::NAME, DONE).await?.is_none() {
            let kept = serde_json::to_string(&founding).map_err(|error| AppFault::Unreadable(error.to_string()))?;
            let now = self.store.now().await?;
            let row = Row::PutMeta { key: UNDER_WAY.to_owned(), value: kept };
            self.store.write(Commit::new(workspace, now).row(row)).await?;
            // Through every due moment of the company that is left: it lives on, and may be brought back.
            self.move_clock(at, |_| {}).await?;
            let sample = Sample::shipped()?;
            self.found_company(&sample, founding).await?;
            self.install_playbooks(workspace, sources).await?;
            self.staff(workspace).await?;
            let lived = self.live_a_year(&sample, founding).await?;
            say(format!("{lived} handoffs of the past year went through the rules."));
            self.show_company(workspace, &sample).await?;
        }
        Ok(self.current_company().await?.unwrap_or(workspace))
    }

    /// The last step: the page opens with the news that a deal was signed, and the way to hand it over.
    async fn show_company(&self, workspace: WorkspaceId, sample: &Sample) -> Result<(), AppFault> {
        let Some(company) = Company::load(&self.store, workspace).await? else { return Ok(()) };
        let customer = sample.deal.get("customer").map(String::as_str).unwrap_or_default();
        let news = cards::playground::deal_signed(&self.words(&company.workspace.locale), customer);
        let now = self.store.now().await?;
        let id = MessageId::new(self.ids.next(now));
        let news = super::change::said(id, company.find("ana"), &Place::channel(&sample.channel), news, now)?;
        let mut commit = Commit::new(workspace, now).row(Row::PutChatMessage(news));
        if let Some(before) = self.current_company().await? {
            commit.rows.push(Row::PutMeta { key: BEFORE.to_owned(), value: before.to_string() });
        }
        commit.rows.push(Row::PutMeta { key: CURRENT.to_owned(), value: workspace.to_string() });
        commit.rows.push(Row::PutMeta { key: UNDER_WAY.to_owned(), value: String::new() });
        commit.delivery = Some(delivery(DONE, Value::Null));
        self.store.write(commit).await?;
        Ok(())
    }
}

/// The next Friday at 16:30: the deal that closes just before the weekend is where business time earns its keep.
fn next_friday_afternoon(now: Timestamp, zone: chrono_tz::Tz) -> Timestamp {
    let local = now.utc().with_timezone(&zone).naive_local();
    let half_past_four = NaiveTime::from_hms_opt(16, 30, 0).unwrap_or_default();
    let ahead = (i64::from(Weekday::Fri.num_days_from_monday()) - i64::from(local.weekday().num_days_from_monday()))
        .rem_euclid(7);
    let mut day = local.date() + Duration::days(ahead);
    if day.and_time(half_past_four) < local {
        day += Duration::days(7);
    }
    let calendar = crate::domain::calendar::Calendar::always(zone);
    calendar.moment(day.and_time(half_past_four)).unwrap_or(now)
}
