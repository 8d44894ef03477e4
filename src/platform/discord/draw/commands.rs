//! Pure: the command table as it is registered with Discord, and whether what is registered is the same.

use serde_json::{Map, Value, json};

use crate::chat::cards::help;
use crate::chat::command::{Argument, COMMANDS, CUSTOMER_CHARS_MAX, Filter, Root, Spec};
use crate::chat::text::Words;

const CHAT_INPUT: u8 = 1;
const MESSAGE: u8 = 3;
const SUB_COMMAND: u8 = 1;
const STRING: u8 = 3;
const USER: u8 = 6;
const ATTACHMENT: u8 = 11;
/// In servers, not in direct messages.
const IN_SERVERS: [u8; 1] = [0];
/// *Manage Server*.
const MANAGE_SERVER: u64 = 1 << 5;

/// Every command that works, in the words of the first language; the others stand beside them by Discord's name for them.
pub fn commands(words: &Words, others: &[(String, Words)]) -> Value {
    let voice = Voice { words, others };
    let roots = [(Root::Handoff, None), (Root::Admin, Some(MANAGE_SERVER))];
    let mut commands: Vec<Value> =
        roots.into_iter().filter_map(|(root, permission)| voice.root(root, permission)).collect();
    let mut start = named(MESSAGE, &words.command_start_handoff());
    voice.translate(&mut start, "name_localizations", Words::command_start_handoff);
    commands.push(Value::Object(start));
    Value::Array(commands)
}

/// Whether everything wanted is registered already, whatever else Discord says about it.
pub fn is_registered(registered: &Value, wanted: &Value) -> bool {
    let (Some(registered), Some(wanted)) = (registered.as_array(), wanted.as_array()) else { return false };
    let same =
        |one: &Value, other: &Value| one.get("name") == other.get("name") && one.get("type") == other.get("type");
    registered.len() == wanted.len()
        && wanted.iter().all(|want| registered.iter().any(|known| same(known, want) && holds(known, want)))
}

/// Whether `known` says all that `wanted` does; what is absent there counts as its default.
fn holds(known: &Value, wanted: &Value) -> bool {
    match (known, wanted) {
        (Value::Object(known), Value::Object(wanted)) => {
            wanted.iter().all(|(key, value)| holds(known.get(key).unwrap_or(&Value::Null), value))
                && has_no_more(known.get("options"), wanted.get("options"))
        }
        (Value::Array(known), Value::Array(wanted)) => {
            known.len() == wanted.len() && known.iter().zip(wanted).all(|(known, wanted)| holds(known, wanted))
        }
        (Value::Null, wanted) => is_default(wanted),
        // Permissions are sent as a number and come back as text.
        (Value::String(known), Value::Number(wanted)) => *known == wanted.to_string(),
        (known, wanted) => known == wanted,
    }
}

fn has_no_more(known: Option<&Value>, wanted: Option<&Value>) -> bool {
    wanted.is_some() || known.is_none_or(is_default)
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(true) | Value::Number(_) | Value::String(_) => false,
    }
}

struct Voice<'a> {
    words: &'a Words,
    others: &'a [(String, Words)],
}

impl Voice<'_> {
    fn root(&self, root: Root, permission: Option<u64>) -> Option<Value> {
        let built = COMMANDS.iter().filter(|spec| spec.root == root && spec.is_built);
        let options: Vec<Value> = built.map(|spec| self.subcommand(spec)).collect();
        if options.is_empty() {
            return None;
        }
        let mut command = named(CHAT_INPUT, root.word());
        let about = |words: &Words| words.command_about(root.word());
        command.insert("description".to_owned(), json!(about(self.words)));
        self.translate(&mut command, "description_localizations", about);
        command.insert("options".to_owned(), Value::Array(options));
        if let Some(permission) = permission {
            command.insert("default_member_permissions".to_owned(), json!(permission));
        }
        Some(Value::Object(command))
    }

    fn subcommand(&self, spec: &Spec) -> Value {
        let about = |words: &Words| help::about(words, spec);
        let mut option = self.option(SUB_COMMAND, spec.word, about);
        let arguments: Vec<Value> = spec.arguments.iter().map(|argument| self.argument(*argument)).collect();
        if !arguments.is_empty() {
            option.insert("options".to_owned(), Value::Array(arguments));
        }
        Value::Object(option)
    }

    fn argument(&self, argument: Argument) -> Value {
        let kind = match argument {
            Argument::Receiver | Argument::Sender | Argument::Person => USER,
            Argument::Playbook
            | Argument::Customer
            | Argument::Filter
            | Argument::Handoff
            | Argument::Period
            | Argument::Topic
            | Argument::What => STRING,
            Argument::File => ATTACHMENT,
        };
        let mut option = self.option(kind, argument.word(), |words| help::about_argument(words, argument));
        if argument.is_required() {
            option.insert("required".to_owned(), json!(true));
        }
        match argument {
            Argument::Handoff | Argument::Playbook | Argument::Topic => {
                option.insert("autocomplete".to_owned(), json!(true));
            }
            Argument::Filter => {
                let choices = Filter::ALL.map(|filter| json!({ "name": filter.key(), "value": filter.key() }));
                option.insert("choices".to_owned(), json!(choices));
            }
            Argument::Customer => {
                option.insert("max_length".to_owned(), json!(CUSTOMER_CHARS_MAX));
            }
            Argument::Receiver
            | Argument::Sender
            | Argument::Person
            | Argument::Period
            | Argument::What
            | Argument::File => {}
        }
        Value::Object(option)
    }

    fn option(&self, kind: u8, name: &str, about: impl Fn(&Words) -> String) -> Map<String, Value> {
        let mut option = Map::new();
        option.insert("type".to_owned(), json!(kind));
        option.insert("name".to_owned(), json!(name));
        option.insert("description".to_owned(), json!(about(self.words)));
        self.translate(&mut option, "description_localizations", about);
        option
    }

    fn translate(&self, into: &mut Map<String, Value>, key: &str, say: impl Fn(&Words) -> String) {
        let said: Map<String, Value> =
            self.others.iter().map(|(locale, words)| (locale.clone(), json!(say(words)))).collect();
        if !said.is_empty() {
            into.insert(key.to_owned(), Value::Object(said));
        }
    }
}

fn named(kind: u8, name: &str) -> Map<String, Value> {
    let mut command = Map::new();
    command.insert("type".to_owned(), json!(kind));
    command.insert("name".to_owned(), json!(name));
    command.insert("contexts".to_owned(), json!(IN_SERVERS));
    command
}
