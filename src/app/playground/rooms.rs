//! The channels of the playground. They are the sample company's and stay, whatever settings say about where Baton writes:
//! nobody's chat loses a channel, or opens a closed one, because a bot was told to speak elsewhere.

use crate::app::fault::AppFault;
use crate::app::seed::Sample;

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its name, which is its id too.
    pub name: String,
    /// Whether managers alone can read it.
    pub is_closed: bool,
}

/// All of them; the managers' own is the last.
pub fn rooms() -> Result<Vec<Room>, AppFault> {
    let sample = Sample::shipped()?;
    let open = std::iter::once(&sample.channel).chain(sample.team_channels());
    let mut rooms: Vec<Room> = open.map(|name| Room { name: name.clone(), is_closed: false }).collect();
    rooms.push(Room { name: sample.manager_channel.clone(), is_closed: true });
    Ok(rooms)
}
