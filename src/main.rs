//! The command line: reads the configuration, puts the parts together, and runs until it is told to stop.

use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use baton::app::App;
use baton::app::accounts::{NoAccounts, StoredAccounts};
use baton::app::arrivals::Door;
use baton::app::chat_log::StoredChat;
use baton::app::doctor::{self, Health};
use baton::app::playbooks::{self, Source};
use baton::app::start;
use baton::app::working::Working;
use baton::chat::text::Catalog;
use baton::clock::SystemClock;
use baton::config::{self, Config};
use baton::domain::calendar::case;
use baton::ids::IdSource;
use baton::platform::discord::client::Client;
use baton::platform::discord::draw::commands::commands;
use baton::platform::discord::gateway::{Gateway, Shard};
use baton::platform::discord::signature::PublicKey;
use baton::platform::discord::{self, Discord};
use baton::platform::playground::Playground;
use baton::platform::{Accounts, Answers, Platform};
use baton::store::Store;
use baton::web::playground::Serving;
use clap::{Parser, Subcommand};
#[cfg(unix)]
use tokio::signal::unix::SignalKind;
use tracing_subscriber::EnvFilter;

/// So much of the cases is read at once.
const INPUT_BYTES: usize = 1 << 16;

/// How far the playground moved a database's clock; deadlines of real handoffs would be off by as much.
const CLOCK_OFFSET: &str = "clock_offset_ms";

const UNOPENED: &str = "the database cannot be opened. Hint: look at BATON_DATABASE";
/// The signal by which the kernel ends a program whose file would grow beyond its limit. Handled, the write fails instead,
/// and is told like any full disk.
#[cfg(unix)]
const FILE_TOO_LARGE: i32 = 25;

/// Carries customers from one team to the next.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the chat platforms that are configured; without one, the playground. The default.
    Run,
    /// Says when a span of time ends in opening hours, or how much of it is open, as JSON.
    Clock(Reckoning),
    /// Brings the tables of the database up to date, and stops.
    Migrate,
    /// Says what does not work and how to mend it, and changes nothing. Ends with 0 when all is well, with 1 when something
    /// is wrong, with 2 when it could not look. Can be asked while Baton runs and while it does not.
    Doctor,
}

/// What `baton clock` is asked: one case by its parts, or many, one a line.
#[derive(Debug, clap::Args)]
struct Reckoning {
    /// The calendar, a JSON file with `zone`, `week` (seven lists of opening and closing times, Monday first) and
    /// `exceptions` (the same by date).
    #[arg(long, required_unless_present = "jsonl", value_name = "FILE")]
    calendar: Option<PathBuf>,
    /// From when, such as 2026-03-06T16:30:00+01:00.
    #[arg(long, required_unless_present = "jsonl", value_name = "TIME")]
    from: Option<String>,
    /// How long: 15m, 4h, 3d, 8bh (open hours) or 1bd (open days).
    #[arg(long, conflicts_with = "to", required_unless_present_any = ["jsonl", "to"], value_name = "SPAN")]
    add: Option<String>,
    /// Until when; the open time between is measured.
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// Reads cases {case, calendar, from, add or to} from standard input, one a line, and answers in their order.
    #[arg(long, conflicts_with_all = ["calendar", "from", "add", "to"])]
    jsonl: bool,
}

fn main() -> ExitCode {
    let _ = dotenvy::dotenv();
    start(Cli::parse()).unwrap_or_else(|error| {
        // In one line with what caused it, and never with a stack trace.
        let _ = writeln!(std::io::stderr(), "Error: {error:#}");
        ExitCode::FAILURE
    })
}

fn start(cli: Cli) -> Result<ExitCode> {
    // Reckoning needs no database and no settings.
    if let Some(Command::Clock(reckoning)) = &cli.command {
        return reckon(reckoning);
    }
    let config = Config::from_environment()?;
    let filter = EnvFilter::try_new(&config.log).context("BATON_LOG cannot be read. Hint: try info")?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        #[cfg(unix)]
        let _outlived = tokio::signal::unix::signal(SignalKind::from_raw(FILE_TOO_LARGE))?;
        match cli.command.unwrap_or(Command::Run) {
            Command::Run => run(&config).await.map(|()| ExitCode::SUCCESS),
            Command::Migrate => migrate(&config).await.map(|()| ExitCode::SUCCESS),
            Command::Clock(reckoning) => reckon(&reckoning),
            Command::Doctor => Ok(diagnose(&config).await),
        }
    })
}

fn reckon(reckoning: &Reckoning) -> Result<ExitCode> {
    if reckoning.jsonl {
        let out = BufWriter::new(std::io::stdout().lock());
        return match reckon_lines(std::io::stdin().lock(), out) {
            // Whoever asked has heard enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            Err(error) => Err(error).context("the cases cannot be read, or their answers not written"),
            Ok(()) => Ok(ExitCode::SUCCESS),
        };
    }
    let mut out = std::io::stdout().lock();
    let path = reckoning.calendar.as_deref().context("which calendar? Hint: --calendar FILE")?;
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let calendar: serde_json::Value =
        serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))?;
    let mut asked = serde_json::json!({ "calendar": calendar, "from": reckoning.from });
    for (key, value) in [("add", &reckoning.add), ("to", &reckoning.to)] {
        if let Some(value) = value {
            asked[key] = serde_json::json!(value);
        }
    }
    let answer = case::answer(&asked.to_string());
    let mut told = serde_json::to_string_pretty(&answer)?;
    told.push('\n');
    match out.write_all(told.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
        Err(_) | Ok(()) => {}
    }
    Ok(if answer.is_error() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Answers every line that is not blank, in order; one that cannot be read has an error for an answer. Whatever is known is
/// out before it waits for more, so that one can ask, read the answer, and ask again.
fn reckon_lines(input: impl Read, mut out: impl Write) -> std::io::Result<()> {
    let mut input = BufReader::with_capacity(INPUT_BYTES, input);
    let mut line = Vec::new();
    loop {
        if !input.buffer().contains(&b'\n') {
            out.flush()?;
        }
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return out.flush();
        }
        if !line.trim_ascii().is_empty() {
            let mut told = serde_json::to_vec(&case::answer_bytes(&line))?;
            told.push(b'\n');
            out.write_all(&told)?;
        }
    }
}

/// One line for the person at the terminal; the log is for machines.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody listens any more: nothing to do about it.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

async fn open(config: &Config) -> Result<Store> {
    start::open(config).await.context(UNOPENED)
}

async fn migrate(config: &Config) -> Result<()> {
    let store = open(config).await?;
    store.migrate().await?;
    say("The tables are up to date.");
    Ok(())
}

/// What does not work, on the terminal.
async fn diagnose(config: &Config) -> ExitCode {
    let health = match examine(config).await {
        Ok(health) => health,
        Err(error) => {
            say(&format!("I could not look: {error:#}"));
            Health::Unknown
        }
    };
    match health {
        Health::Well => ExitCode::SUCCESS,
        Health::Ill => ExitCode::from(1),
        Health::Unknown => ExitCode::from(2),
    }
}

async fn examine(config: &Config) -> Result<Health> {
    let catalog = catalog(config.prompts.as_deref())?;
    let store = match existing(config).await {
        Ok(store) => store,
        Err(error) => {
            if let Some(settings) = &config.discord {
                let discord = discord(settings, Arc::new(NoAccounts))?;
                doctor::diagnose_bot(&discord, &catalog.words("en"), say).await;
            }
            return Err(error);
        }
    };
    let ids = Arc::new(IdSource::random());
    let platform: Arc<dyn Platform> = match &config.discord {
        Some(settings) => Arc::new(discord(settings, Arc::new(StoredAccounts::new(store.clone(), discord::NAME)))?),
        None => Arc::new(Playground::new(Arc::new(StoredChat::new(store.clone(), Arc::clone(&ids))))),
    };
    Ok(doctor::diagnose(&App::new(store, ids, catalog, platform), say).await?)
}

/// The database as it is: neither made nor changed.
async fn existing(config: &Config) -> Result<Store> {
    let path = config.database.trim_start_matches("sqlite:").split('?').next().unwrap_or_default();
    let is_file = !config.database.contains("://") || config.database.starts_with("sqlite:");
    if is_file && !Path::new(path.trim_start_matches("//")).exists() {
        bail!("there is no database at {path} yet. Hint: `baton run` makes it");
    }
    let store = open(config).await?;
    store.require_current().await.context("Hint: `baton run` brings it up to date")?;
    Ok(store)
}

/// Discord as the settings say.
fn discord(settings: &config::Discord, accounts: Arc<dyn Accounts>) -> Result<Discord> {
    let client = Client::new(settings.token.expose(), settings.api.as_deref()).context("DISCORD_API_URL")?;
    let (index, of) = settings.shard;
    Ok(Discord::new(client, accounts).with_setup(discord::Setup {
        application: settings.application.clone(),
        public_key: settings.public_key.clone(),
        server: settings.server.clone(),
        shard: Shard { index, of },
        gateway: settings.gateway.clone(),
    }))
}

async fn run(config: &Config) -> Result<()> {
    let catalog = catalog(config.prompts.as_deref())?;
    let sources = playbooks::sources(config.prompts.as_deref())?;
    say(&format!("Baton {}: {} playbooks and every message checked.", env!("CARGO_PKG_VERSION"), sources.len()));
    let store = start::reach(config, say).await.context(UNOPENED)?;
    say(&format!("Database: {}.", shown(&config.database)));
    let ids = Arc::new(IdSource::random());
    match &config.discord {
        Some(_) if config.playground => {
            bail!("Discord and the playground each want a database of their own. Hint: set BATON_PLAYGROUND=0")
        }
        Some(settings) => serve_discord(config, settings, Parts { store, ids, catalog, sources }).await,
        None if config.playground => {
            let log = Arc::new(StoredChat::new(store.clone(), Arc::clone(&ids)));
            let app = Arc::new(App::new(store, ids, catalog, Arc::new(Playground::new(log))));
            serve(config, app, sources).await
        }
        None => bail!("no chat platform is configured. Hint: set BATON_PLAYGROUND=1 to try Baton out"),
    }
}

/// What every platform is put together from.
struct Parts {
    store: Store,
    ids: Arc<IdSource>,
    catalog: Catalog,
    sources: Vec<Source>,
}

async fn serve_discord(config: &Config, settings: &config::Discord, parts: Parts) -> Result<()> {
    let Parts { store, ids, catalog, sources } = parts;
    if store.meta(CLOCK_OFFSET).await?.is_some_and(|offset| offset != "0") {
        bail!("the clock of this database was moved in the playground. Hint: set BATON_DATABASE to another one");
    }
    let discord = Arc::new(discord(settings, Arc::new(StoredAccounts::new(store.clone(), discord::NAME)))?);
    let wanted = commands(&catalog.words("en"), &[]);
    let app = Arc::new(App::new(store, ids, catalog, Arc::clone(&discord) as Arc<dyn Platform>));
    let door = Door::new(Arc::clone(&app), sources);
    door.install_playbooks().await?;
    let registering = tokio::spawn(register(Arc::clone(&discord), settings.clone(), wanted));
    let working = Working::begin(&app);
    let heard = hear_discord(config, settings, discord, Arc::new(door)).await;
    registering.abort();
    working.finish().await;
    heard
}

/// Commands that cannot be registered now stop nothing: those of the last start still stand.
async fn register(discord: Arc<Discord>, settings: config::Discord, wanted: serde_json::Value) {
    let (application, server) = (settings.application.as_deref(), settings.server.as_deref());
    match discord.register_in_time(application, server, &wanted).await {
        Ok(true) => say("The commands were registered."),
        Ok(false) => say("The commands are registered already."),
        Err(failure) => tracing::warn!(%failure, "the commands could not be registered"),
    }
}

/// By signed requests where there is a key, else by the gateway.
async fn hear_discord(
    config: &Config,
    settings: &config::Discord,
    discord: Arc<Discord>,
    answers: Arc<dyn Answers>,
) -> Result<()> {
    if let Some(key) = settings.public_key.as_deref().and_then(PublicKey::from_hex) {
        let listener = tokio::net::TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("{} is taken. Hint: set BATON_LISTEN to another address", config.listen))?;
        say(&format!("Discord's requests are heard at http://{}/platforms/discord", listener.local_addr()?));
        let routes = baton::web::discord::routes(discord, answers, key, Arc::new(SystemClock));
        return baton::web::serve(listener, routes, stop_signal()).await.context("the listener stopped");
    }
    let (index, of) = settings.shard;
    let gateway = settings.gateway.clone();
    let gateway = Gateway::new(discord, answers, settings.token.expose(), Shard { index, of }, gateway)
        .context("DISCORD_GATEWAY_URL")?;
    say("Discord's events are heard over the gateway. Stop with Ctrl+C; everything is kept.");
    tokio::select! {
        stopped = gateway.run() => bail!(stopped),
        () = stop_signal() => Ok(()),
    }
}

async fn serve(config: &Config, app: Arc<App>, sources: Vec<Source>) -> Result<()> {
    let workspace = app.open_playground(&sources, |line| say(&line)).await?;
    let working = Working::begin(&app);
    let listener = tokio::net::TcpListener::bind(config.playground_address).await.with_context(|| {
        format!("{} is taken. Hint: set BATON_PLAYGROUND_ADDRESS=127.0.0.1:0", config.playground_address)
    })?;
    let address = listener.local_addr()?;
    say(&format!("The playground is open: http://{address}"));
    say("Stop with Ctrl+C; everything is kept.");
    let serving = Serving { app, workspace, database: shown(&config.database), sources, address };
    let served = baton::web::playground::serve(listener, serving, stop_signal()).await;
    working.finish().await;
    served.context("the playground stopped")
}

async fn stop_signal() {
    let ctrl_c = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::signal;
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = ctrl_c => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = ctrl_c.await;
}

/// The messages that ship, with those of `folder`/messages laid over them.
fn catalog(folder: Option<&Path>) -> Result<Catalog> {
    let mut files = Vec::new();
    if let Some(folder) = folder.map(|folder| folder.join("messages")).filter(|folder| folder.is_dir()) {
        for locale in std::fs::read_dir(&folder)? {
            let locale = locale?.path();
            let name = locale.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            for file in std::fs::read_dir(&locale)? {
                let file = file?.path();
                let shown = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                files.push((name.clone(), shown, std::fs::read_to_string(&file)?));
            }
        }
    }
    Catalog::new(files).map_err(|problems| {
        let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the messages have mistakes:\n{}", list.join("\n"))
    })
}

/// The database's address without a password.
fn shown(database: &str) -> String {
    match database.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1))) {
        Some((scheme, place)) => format!("{scheme}://{place}"),
        None => database.trim_start_matches("sqlite:").to_owned(),
    }
}
