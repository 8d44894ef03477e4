//! Messages as people read them: word for word in `golden` and `taken`, everywhere and within limits in `sweep`, under attack in
//! `hostile`.

mod days_off;
mod done;
mod golden;
mod hostile;
pub(crate) mod kinds;
mod own_time;
mod pings;
mod reminders;
mod sweep;
mod taken;
