//! Plays a script: each step, then what is expected of it. The first thing that is not so ends it, with file and line.

use baton::chat::cards::refusal;
use baton::chat::incoming::Reply;

use crate::beyond::{self, Beyond, NO_CLIENT};
use crate::chat::Way;
use crate::chat_room::Happening;
use crate::databases::Database;
use crate::directives::{DIRECTIVES, Stage};
use crate::driver::Driver;
use crate::expect::{self, Since};
use crate::facts::{self, FACTS};
use crate::intents;
use crate::log;
use crate::loosely::one_line;
use crate::script::{Script, Step, What};
use crate::words::{Word, unknown};
use crate::world::{World, told};

/// So many set-aside jobs are told.
const SET_ASIDE_MAX: u32 = 5;

/// What a scenario insists on, or does without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Every message is expected.
    IsStrict,
    /// Every ping is expected.
    HasExactPings,
    /// Jobs may be set aside.
    MaySetAside,
    /// The scenario is being written: it ends with the story of what came of each step.
    IsTold,
}

/// What a step led to, beside what came onto the screens.
#[derive(Default)]
struct Done {
    reply: Option<Reply>,
    answer: Option<String>,
    is_refused: bool,
}

/// Plays a script on a fresh database.
pub async fn play(script: &Script, database: Database, way: Way) -> Result<(), String> {
    let seed = script.name.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let mut stage = Stage::new(database, seed, way)?;
    let mut story = String::new();
    for step in &script.steps {
        if let Some(world) = stage.world.as_mut().filter(|world| world.chat.turns()) {
            world.restart().await?;
        }
        log::clear();
        let before = stage.world.as_ref().map_or(0, |world| world.chat.log().len());
        let told = Told { script, step, before };
        let beyond = beyond::of(script, step, way);
        let done = match (run(&mut stage, step).await, beyond) {
            (Err(problem), Some((Beyond::Step, _))) if problem.starts_with(NO_CLIENT) => continue,
            (Err(problem), Some((Beyond::Rest, _))) if problem.starts_with(NO_CLIENT) => break,
            (Ok(_), Some((_, why))) => {
                let problem = format!("it can be done, though it is said that {why}");
                return Err(story + &told.of(&stage, &problem, None).await);
            }
            (done, _) => done,
        };
        let done = match done {
            Ok(done) => done,
            Err(problem) => return Err(story + &told.of(&stage, &problem, None).await),
        };
        let answer = done.answer.as_deref();
        if let Err(problem) = verify(&stage, step, &done, before).await {
            return Err(story + &told.of(&stage, &problem, answer).await);
        }
        if stage.rules.contains(&Rule::IsTold) {
            story.push_str(&told.of(&stage, "", answer).await);
        }
    }
    if let Some(world) = &stage.world {
        world.app.store.close().await;
    }
    if story.is_empty() { Ok(()) } else { Err(format!("take `tell` out again\n{story}")) }
}

async fn run(stage: &mut Stage, step: &Step) -> Result<Done, String> {
    let first = step.words.first().map_or("", |word| word.text.as_str());
    if DIRECTIVES.contains(&first) {
        stage.direct(&step.words).await?;
        // That is about the work that the next step leaves.
        if let Some(world) = stage.world.as_ref().filter(|_| first != "dies") {
            world.work().await?;
        }
        return Ok(Done::default());
    }
    if FACTS.contains(&first) {
        facts::check(stage.world()?, &step.words).await?;
        return Ok(Done::default());
    }
    let is_somebody = stage.world.as_ref().is_none_or(|world| world.person(first).is_ok());
    if !is_somebody {
        let people = stage.world()?.company.people.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>().join(", ");
        let known: Vec<&'static str> = DIRECTIVES.iter().chain(FACTS).copied().collect();
        return Err(format!("{}; or somebody: {people}", unknown("beginning of a line", first, &known)));
    }
    act(stage.world()?, first, &step.words[1..]).await
}

async fn act(world: &mut World, person: &str, words: &[Word]) -> Result<Done, String> {
    let person = world.person(person)?;
    let (intent, delivery, rest) = intents::recognise(words)?;
    let mut driver = Driver { world, person, delivery, files: Vec::new() };
    let outcome = intents::run(&mut driver, intent, rest).await?;
    let answer = match &outcome.reply {
        None | Some(Reply::Quiet) => None,
        Some(Reply::Form(form)) => Some(world.read(Some(person), world.now(), |reader| reader.form(form)).await),
        Some(Reply::Private(message) | Reply::Update(message) | Reply::Public(message)) => {
            Some(world.read(Some(person), world.now(), |reader| reader.message(message)).await)
        }
    };
    world.work().await?;
    Ok(Done { reply: outcome.reply, answer, is_refused: outcome.is_refused })
}

async fn verify(stage: &Stage, step: &Step, done: &Done, before: usize) -> Result<(), String> {
    let Some(world) = &stage.world else {
        return if step.expected.is_empty() { Ok(()) } else { Err("nothing can be expected yet".to_owned()) };
    };
    let happened = since(world, before);
    let since = Since { happened: &happened, answer: done.answer.as_deref() };
    is_sound(world, &stage.rules, done).await?;
    let says_answer = step.expected.iter().any(|expected| expected.what == What::Answer);
    if done.is_refused && !says_answer {
        return Err("it was not done".to_owned());
    }
    for expected in &step.expected {
        let found = expect::check(world, expected, &since).await;
        found.map_err(|why| format!("line {}: {}\n    {why}", expected.line, expected.text))?;
    }
    if stage.rules.contains(&Rule::HasExactPings) {
        expect::check_pings(world, &step.expected, &since)?;
    }
    if stage.rules.contains(&Rule::IsStrict) {
        expect::check_strictly(world, &step.expected, &since).await?;
    }
    Ok(())
}

/// Whatever is expected, this never is: a fault told to somebody, something a platform refuses, a job set aside.
async fn is_sound(world: &World, rules: &[Rule], done: &Done) -> Result<(), String> {
    let fault = refusal::fault(&world.app.words("en"));
    if done.reply == Some(Reply::Private(fault)) {
        return Err("something went wrong in the program".to_owned());
    }
    let problems = world.chat.take_problems();
    if !problems.is_empty() {
        return Err(format!("the platform refuses:\n    {}", problems.join("\n    ")));
    }
    let set_aside = world.app.store.discarded_jobs(world.workspace(), SET_ASIDE_MAX).await.map_err(told)?;
    if !rules.contains(&Rule::MaySetAside)
        && let Some(job) = set_aside.first()
    {
        let why = job.last_error.as_deref().unwrap_or_default();
        return Err(format!("a job was set aside: {} {}: {why}", job.kind, job.dedupe));
    }
    Ok(())
}

fn since(world: &World, before: usize) -> Vec<Happening> {
    world.chat.log().get(before..).unwrap_or_default().to_vec()
}

/// A step, for those who read what came of it.
struct Told<'a> {
    script: &'a Script,
    step: &'a Step,
    before: usize,
}

impl Told<'_> {
    /// What was wrong, the answer, what came onto the screens, and what the program logged.
    async fn of(&self, stage: &Stage, problem: &str, answer: Option<&str>) -> String {
        let mut parts = vec![format!("{}:{}: {}", self.script.path, self.step.line, self.step.text)];
        parts.push(format!("    {problem}"));
        if let Some(answer) = answer {
            parts.push("    the answer was:".to_owned());
            parts.push(format!("      {}", expect::shortened(&one_line(answer)).replace('\n', "\n      ")));
        }
        if let Some(world) = &stage.world {
            let happened = since(world, self.before);
            let since = Since { happened: &happened, answer: None };
            parts.push("    since then:".to_owned());
            parts.push(expect::told(world, &since).await);
        }
        let said = log::taken();
        if !said.is_empty() {
            parts.push("    the program's log:".to_owned());
            parts.push(format!("      {}", said.trim_end().replace('\n', "\n      ")));
        }
        parts.join("\n") + "\n"
    }
}
