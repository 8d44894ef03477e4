//! What a form holds, and what a platform holds people to before it submits one.

use baton::chat::form::{Input, InputKind};

/// Inputs that are no field of the playbook have keys such as `-customer`.
pub fn is_called(input: &str, key: &str) -> bool {
    input == key || input.strip_prefix('-') == Some(key)
}

/// What an input holds when nobody touches it.
pub fn stands(input: &Input) -> String {
    match &input.kind {
        InputKind::Options { options, .. } => {
            let chosen: Vec<&str> =
                options.iter().filter(|option| option.chosen).map(|option| option.value.as_str()).collect();
            if chosen.is_empty() { input.value.clone() } else { chosen.join("\n") }
        }
        InputKind::Line { .. }
        | InputKind::Lines { .. }
        | InputKind::Person
        | InputKind::People { .. }
        | InputKind::Date
        | InputKind::Datetime => input.value.clone(),
    }
}

/// What a platform holds people to before it submits a form.
pub fn entered(input: &Input, value: &str, is_given: bool) -> Result<(), String> {
    if input.required && value.is_empty() && !is_given {
        return Err(format!("{:?} ({}) has to be filled in", input.label, input.key));
    }
    match &input.kind {
        InputKind::Line { max } | InputKind::Lines { max } => {
            let (chars, max) = (value.chars().count(), usize::from(*max));
            if chars > max {
                return Err(format!("{:?} takes {max} characters, not {chars}", input.label));
            }
        }
        InputKind::Options { options, .. } => {
            let offered: Vec<&str> = options.iter().map(|option| option.value.as_str()).collect();
            if let Some(other) = value.lines().find(|line| !offered.contains(line)) {
                return Err(format!("{:?} does not offer {other:?}; it offers: {}", input.label, offered.join(", ")));
            }
        }
        InputKind::Person | InputKind::People { .. } | InputKind::Date | InputKind::Datetime => {}
    }
    Ok(())
}
