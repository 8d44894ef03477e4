//! Commands as arguments of buttons: the next page of a list, the same figures by person or as a file.

use super::{Filter, List, Stats};
use crate::domain::stats::Period;

impl List {
    /// The argument of [`super::Verb::List`], `overdue.2`.
    pub fn to_arg(self) -> String {
        format!("{}.{}", self.filter.key(), self.page)
    }

    /// From the argument of [`super::Verb::List`].
    pub fn from_arg(arg: &str) -> Option<Self> {
        let (filter, page) = arg.split_once('.')?;
        Some(Self { filter: Filter::from_key(filter)?, page: page.parse().ok().filter(|page| *page > 0)? })
    }
}

impl Stats {
    /// The argument of [`super::Verb::StatsByPerson`] and [`super::Verb::StatsCsv`], `30d.ae_csm`; the person is left out.
    pub fn to_arg(&self) -> String {
        let period = match self.period {
            Period::LastDays(days) => format!("{days}d"),
            Period::Dates { first, last } => format!("{first}~{last}"),
        };
        format!("{period}.{}", self.playbook.as_deref().unwrap_or_default())
    }

    /// From such an argument.
    pub fn from_arg(arg: &str) -> Option<Self> {
        let (period, playbook) = arg.split_once('.')?;
        let period = match period.split_once('~') {
            Some((first, last)) => Period::Dates { first: first.parse().ok()?, last: last.parse().ok()? },
            None => Period::LastDays(period.strip_suffix('d')?.parse().ok().filter(|days| *days > 0)?),
        };
        let playbook = (!playbook.is_empty()).then(|| playbook.to_owned());
        Some(Self { period, playbook, person: None })
    }
}
