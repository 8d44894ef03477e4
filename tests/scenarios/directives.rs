//! The lines that are nobody's doing: the company, its hours and playbooks, the clock, the platform's moods.
//!
//! | before the clock | |
//! |---|---|
//! | `hours Mon-Fri 09:00-17:00 Europe/Berlin` · `holiday 2026-04-06` | everybody's calendar |
//! | `not set up` | a server into which Baton just came: people, a channel `general`, and Mia manages the server |
//! | `person noa "support lead" in Support [manages]` · `zone of ben America/New_York` | besides Ana, Ben, Lea and Mia |
//!
//! | at any time | |
//! |---|---|
//! | `clock Fri 2026-03-06 16:30` | the first opens the world; later ones move through every due moment in order |
//! | `outage 3h` · `restart` | time passes while nobody works, then it catches up · the program ends and starts again |
//! | `dies after 2 writes` | the program is killed at that write of the next work; `restart` starts it again |
//! | `earlier version` · `upgraded` | the database is left as by one that planned nothing for dates · this one starts on it |
//! | `playbook ae_csm on`, `off`, `with kickoff=24h`, `replaces "old" by "new"` | a new version for new drafts |
//! | `receivers ae_csm ben lea segment=enterprise:lea` | who receives, and by which rule |
//! | `invited [general]` · `invitation told again` · `sent away` | Baton joins and leaves; where newcomers are greeted |
//! | `channels fixed`, `channels have news read-only`, `channels open handoffs` | Baton may make none · may not write there · guests read it |
//! | `platform up`, `down`, `slow`, `refuses`, `hits bugs`, `loses replies` | how the platform behaves from now on |
//! | `about "Lumen"` | which handoff steps and facts are about |
//! | `pings exact` · `strict` | every ping, every message must be expected |
//! | `forms take anything` · `jobs may be set aside` | what is otherwise a failure |
//! | `tell` | while writing: the scenario ends with the story of what came of each step |

use baton::store::commit::Row;
use baton::store::playbooks::{Receiver, Receivers};

use crate::chat::{Rooms, Way};
use crate::company::{Member, Plan};
use crate::databases::Database;
use crate::fake_chat::Weather;
use crate::moments;
use crate::play::Rule;
use crate::words::{Word, pairs, unknown};
use crate::world::World;

/// Office hours where a scenario does not say.
const USUAL_HOURS: &str = "Mon-Fri 09:00-17:00 Europe/Berlin";

/// The first words of directives.
pub const DIRECTIVES: &[&str] = &[
    "hours",
    "holiday",
    "company",
    "person",
    "zone",
    "clock",
    "outage",
    "restart",
    "dies",
    "earlier",
    "upgraded",
    "playbook",
    "receivers",
    "platform",
    "about",
    "strict",
    "pings",
    "jobs",
    "forms",
    "tell",
    "not",
    "invited",
    "invitation",
    "sent",
    "channels",
];

/// A scenario before its clock is set, and afterwards.
pub struct Stage {
    /// The world, once the clock is set.
    pub world: Option<World>,
    /// What the scenario insists on.
    pub rules: Vec<Rule>,
    database: Option<Database>,
    plan: Plan,
    /// Playbook lines that came before the clock.
    waiting: Vec<Vec<Word>>,
    seed: u64,
    way: Way,
}

impl Stage {
    /// An empty stage on a fresh database.
    pub fn new(database: Database, seed: u64, way: Way) -> Result<Self, String> {
        let plan = Plan::usual(moments::calendar(USUAL_HOURS)?);
        Ok(Self { world: None, rules: Vec::new(), database: Some(database), plan, waiting: Vec::new(), seed, way })
    }

    /// The world; an error where the clock was not set yet.
    pub fn world(&mut self) -> Result<&mut World, String> {
        self.world.as_mut().ok_or_else(|| "say first what time it is: clock Fri 2026-03-06 16:30".to_owned())
    }

    /// Does what a directive says.
    pub async fn direct(&mut self, words: &[Word]) -> Result<(), String> {
        let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
        let [first, rest @ ..] = plain.as_slice() else { return Err("an empty line".to_owned()) };
        match *first {
            "hours" => {
                self.before_the_clock()?;
                self.plan.calendar = moments::calendar(&rest.join(" "))?;
                Ok(())
            }
            "holiday" => {
                self.before_the_clock()?;
                let day = rest.join(" ").parse().map_err(|_| "this is written: holiday 2026-04-06".to_owned())?;
                self.plan.calendar.exceptions.insert(day, Vec::new());
                Ok(())
            }
            "company" => self.before_the_clock(),
            "person" => self.add_person(rest),
            "zone" => self.set_zone(rest),
            "clock" => self.clock(rest).await,
            "outage" => {
                let [length] = rest else { return Err("this is written: outage 3h".to_owned()) };
                self.world()?.be_down_for(moments::span_ms(length)?).await
            }
            "restart" | "dies" | "earlier" | "upgraded" => program(self.world()?, &plain).await,
            "playbook" if self.world.is_none() => {
                self.waiting.push(words.to_vec());
                Ok(())
            }
            "playbook" => playbook(self.world()?, words).await,
            "receivers" => receivers(self.world()?, words).await,
            "platform" => platform(self.world()?, rest),
            "not" if rest == ["set", "up"] => {
                self.before_the_clock()?;
                self.plan.is_set_up = false;
                Ok(())
            }
            "invited" => {
                let channel = rest.first().map(|name| (*name).to_owned());
                self.world()?.invite(channel).await
            }
            "invitation" if rest == ["told", "again"] => self.world()?.tell_again().await,
            "sent" if rest == ["away"] => self.world()?.send_away().await,
            "channels" => channels(self.world()?, rest),
            "about" => about(self.world()?, rest).await,
            "strict" => {
                self.rules.push(Rule::IsStrict);
                Ok(())
            }
            "tell" => {
                self.rules.push(Rule::IsTold);
                Ok(())
            }
            "pings" if rest == ["exact"] => {
                self.rules.push(Rule::HasExactPings);
                Ok(())
            }
            "jobs" if rest == ["may", "be", "set", "aside"] => {
                self.rules.push(Rule::MaySetAside);
                Ok(())
            }
            "forms" if rest == ["take", "anything"] => {
                self.world()?.is_held_to_forms = false;
                Ok(())
            }
            other => Err(unknown("directive", other, DIRECTIVES)),
        }
    }

    fn before_the_clock(&self) -> Result<(), String> {
        if self.world.is_none() { Ok(()) } else { Err("this comes before the clock is first set".to_owned()) }
    }

    /// `person noa "support lead" in Support`, and `manages` behind it.
    fn add_person(&mut self, words: &[&str]) -> Result<(), String> {
        self.before_the_clock()?;
        let (words, is_manager) = match words {
            [before @ .., "manages"] => (before, true),
            all => (all, false),
        };
        let [key, title, "in", team @ ..] = words else {
            return Err("this is written: person noa \"support lead\" in Support [manages]".to_owned());
        };
        let team = team.join(" ");
        let member = Member { key: (*key).to_owned(), title: (*title).to_owned(), team, is_manager, zone: None };
        self.plan.people.push(member);
        Ok(())
    }

    /// `zone of ben America/New_York`.
    fn set_zone(&mut self, words: &[&str]) -> Result<(), String> {
        self.before_the_clock()?;
        let ["of", key, zone] = words else { return Err("this is written: zone of ben America/New_York".to_owned()) };
        let found = self.plan.people.iter_mut().find(|member| member.key == *key);
        found.ok_or_else(|| format!("nobody is called {key:?}"))?.zone = Some((*zone).to_owned());
        Ok(())
    }

    /// The first time it opens the world; later it moves forward through every due moment.
    async fn clock(&mut self, words: &[&str]) -> Result<(), String> {
        if let Some(world) = &mut self.world {
            let to = moments::moment(words, world.now(), world.zone())?;
            return world.move_to(to).await;
        }
        let long_ago = baton::clock::Timestamp::from_ms(0);
        let at = moments::moment(words, long_ago, self.plan.calendar.zone)?;
        let database = self.database.take().ok_or("the database is in use")?;
        let mut world = World::open(database, self.plan.clone(), at, (self.seed, self.way)).await?;
        for words in std::mem::take(&mut self.waiting) {
            playbook(&mut world, &words).await?;
        }
        self.world = Some(world);
        Ok(())
    }
}

/// How the program ends and starts again.
async fn program(world: &mut World, words: &[&str]) -> Result<(), String> {
    match words {
        ["restart"] => world.restart().await,
        ["dies", "after", writes, "writes"] => {
            world.die_after(writes.parse().map_err(|_| format!("{writes:?} is no number"))?);
            Ok(())
        }
        ["earlier", "version"] => world.forget_plans().await,
        ["upgraded"] => world.start_anew().await,
        _ => Err("this is written: restart, dies after 2 writes, earlier version, upgraded".to_owned()),
    }
}

/// `playbook ae_csm on`, `off`, `with kickoff=24h accept=8bh`, `replaces "old" by "new"`.
async fn playbook(world: &mut World, words: &[Word]) -> Result<(), String> {
    let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
    match plain.as_slice() {
        [_, key, "on"] => world.switch_playbook(key, true).await,
        [_, key, "off"] => world.switch_playbook(key, false).await,
        [_, key, "with"] => {
            let spans = pairs(words);
            world.edit_playbook(key, |text| with_spans(text, &spans)).await
        }
        [_, key, "replaces", old, "by", new] => {
            let replace = |text: &str| {
                if text.matches(old).count() == 1 {
                    Ok(text.replace(old, new))
                } else {
                    Err(format!("{old:?} stands {} times in the playbook, not once", text.matches(old).count()))
                }
            };
            world.edit_playbook(key, replace).await
        }
        _ => Err("this is written: playbook ae_csm on|off|with kickoff=24h|replaces \"old\" by \"new\"".to_owned()),
    }
}

/// Clocks with one span in the place of all their branches.
fn with_spans(text: &str, spans: &[(String, String)]) -> Result<String, String> {
    let mut text = text.to_owned();
    for (clock, span) in spans {
        let named = format!("clock = \"{clock}\"");
        let start = text.find(&named).ok_or_else(|| format!("the playbook has no clock {clock:?}"))?;
        let after = text[start..].find("after = [").map(|at| start + at).ok_or("the clock has no span")?;
        let end = text[after..].find("}]").map(|at| after + at + 2).ok_or("the clock has no span")?;
        text.replace_range(after..end, &format!("after = [{{ span = \"{span}\" }}]"));
    }
    Ok(text)
}

/// `receivers ae_csm ben lea segment=enterprise:lea`: rules first, then the people without one.
async fn receivers(world: &mut World, words: &[Word]) -> Result<(), String> {
    let usage = "this is written: receivers ae_csm ben lea [segment=enterprise:lea]";
    let plain: Vec<&str> = words.iter().filter_map(Word::plain).collect();
    let [_, key, people @ ..] = plain.as_slice() else { return Err(usage.to_owned()) };
    let mut list = Vec::new();
    for (field, rule) in pairs(words) {
        let (value, person) = rule.split_once(':').ok_or(usage)?;
        list.push(Receiver { person: world.person(person)?, field: Some(field), value: Some(value.to_owned()) });
    }
    for person in people {
        list.push(Receiver { person: world.person(person)?, field: None, value: None });
    }
    world.put(Row::PutReceivers(Receivers { key: (*key).to_owned(), list })).await
}

/// `platform down`, `up`, `slow`, `refuses`, `hits bugs`, `loses replies`.
fn platform(world: &World, words: &[&str]) -> Result<(), String> {
    let weather = match words {
        ["up"] => Weather::Up,
        ["down"] => Weather::Down,
        ["slow"] => Weather::Slow,
        ["refuses"] => Weather::Refuses,
        ["hits", "bugs"] => Weather::Buggy,
        ["loses", "replies"] => Weather::LosesReplies,
        _ => return Err("this is written: platform up|down|slow|refuses|hits bugs|loses replies".to_owned()),
    };
    world.chat.set_weather(weather)
}

/// `channels fixed`, `channels free`, `channels have news [read-only]`, `channels open handoffs`.
fn channels(world: &World, words: &[&str]) -> Result<(), String> {
    world.chat.change_rooms(match words {
        ["fixed"] => Rooms::Fixed(true),
        ["free"] => Rooms::Fixed(false),
        ["have", name] => Rooms::Have(name, true),
        ["have", name, "read-only"] => Rooms::Have(name, false),
        ["open", name] => Rooms::Open(name),
        _ => return Err("this is written: channels fixed|free|have news [read-only]|open handoffs".to_owned()),
    });
    Ok(())
}

/// `about "Lumen"`: steps are about the newest handoff of this customer from now on.
async fn about(world: &mut World, words: &[&str]) -> Result<(), String> {
    let [customer] = words else { return Err("this is written: about \"Lumen\"".to_owned()) };
    let found = crate::facts::handoffs(world).await?;
    let newest = found.iter().filter(|line| line.customer == *customer).max_by_key(|line| line.id);
    world.about = Some(newest.ok_or_else(|| format!("no handoff of {customer:?}"))?.id);
    Ok(())
}
