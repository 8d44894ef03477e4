//! All messages of all languages, checked, and [`Words`]: those of one language with English behind it.
//!
//! What ships is embedded. Files of an operator are laid over it message by message, so an override may hold one
//! sentence. Reading their directory is the shell's part.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use super::kinds::Args;
use super::{Problem, TOPICS, check};

/// What everything falls back to.
const ENGLISH: &str = "en";

#[derive(RustEmbed)]
#[folder = "prompts/messages"]
struct Embedded;

/// Every message in every language.
#[derive(Clone)]
pub struct Catalog {
    english: Arc<Locale>,
    locales: BTreeMap<String, Arc<Locale>>,
}

struct Locale {
    name: String,
    bundle: FluentBundle<FluentResource>,
}

/// The messages of one language; cheap to clone.
#[derive(Clone)]
pub struct Words {
    own: Arc<Locale>,
    english: Arc<Locale>,
}

impl Catalog {
    /// What ships. Fails only if what ships is broken, which a test rules out.
    pub fn embedded() -> Result<Self, Vec<Problem>> {
        Self::new(Vec::new())
    }

    /// What ships, with these files (locale, file name, text) laid over it. Nothing is taken over while one problem is left.
    pub fn new(files: Vec<(String, String, String)>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut locales = BTreeMap::new();
        for layer in [embedded_files(), files] {
            check::twice(&layer, &mut problems);
            for (locale, file, text) in layer {
                add(&mut locales, &locale, &format!("{locale}/{file}"), text, &mut problems);
            }
        }
        let mut locales: BTreeMap<_, _> = locales.into_iter().map(|(name, locale)| (name, Arc::new(locale))).collect();
        let english = locales.remove(ENGLISH);
        for message in TOPICS.iter().copied().flatten() {
            if !english.as_ref().is_some_and(|english| english.bundle.has_message(message.key)) {
                problems.push(Problem {
                    file: ENGLISH.to_owned(),
                    line: 0,
                    key: Some(message.key.to_owned()),
                    what: "The message is missing. Add it to a file of this folder.".to_owned(),
                });
            }
        }
        match english {
            Some(english) if problems.is_empty() => Ok(Self { english, locales }),
            Some(_) | None => Err(problems),
        }
    }

    /// The words for a locale such as `de-AT`: its own, else its language's, and English for what these do not say.
    pub fn words(&self, locale: &str) -> Words {
        let locale = locale.replace('_', "-");
        let language = locale.split('-').next().unwrap_or_default();
        let own = self.locales.get(&locale).or_else(|| self.locales.get(language)).unwrap_or(&self.english);
        Words { own: Arc::clone(own), english: Arc::clone(&self.english) }
    }
}

fn embedded_files() -> Vec<(String, String, String)> {
    Embedded::iter()
        .filter_map(|path| {
            let (locale, file) = path.split_once('/').filter(|(_, file)| file.rsplit('.').next() == Some("ftl"))?;
            let text = String::from_utf8(Embedded::get(&path)?.data.into_owned()).ok()?;
            Some((locale.to_owned(), file.to_owned(), text))
        })
        .collect()
}

fn add(locales: &mut BTreeMap<String, Locale>, name: &str, file: &str, text: String, problems: &mut Vec<Problem>) {
    let Ok(language) = name.parse::<LanguageIdentifier>() else {
        problems.push(Problem {
            file: file.to_owned(),
            line: 0,
            key: None,
            what: format!("{name} is no language. Name the folder like en or de-AT."),
        });
        return;
    };
    let resource = match FluentResource::try_new(text) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            problems.extend(errors.iter().map(|error| check::syntax(file, resource.source(), error)));
            resource
        }
    };
    check::messages(file, &resource, problems);
    let locale = locales.entry(name.to_owned()).or_insert_with(|| {
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        Locale { name: name.to_owned(), bundle }
    });
    locale.bundle.add_resource_overriding(resource);
}

impl Words {
    /// The locale they are in.
    pub fn locale(&self) -> &str {
        &self.own.name
    }

    /// The sentence, arguments still standing as private characters. A key that no language has becomes itself: the
    /// catalog is checked before it is used, so nobody should ever read one.
    pub(super) fn format(&self, key: &str, args: &Args) -> String {
        let found = [&self.own, &self.english].into_iter().find_map(|locale| {
            let pattern = locale.bundle.get_message(key)?.value()?;
            Some((locale, pattern))
        });
        let Some((locale, pattern)) = found else { return key.to_owned() };
        let mut errors = Vec::new();
        locale.bundle.format_pattern(pattern, Some(&args.values), &mut errors).into_owned()
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Catalog").field(&self.locales.keys()).finish()
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.own.name).finish()
    }
}
