//! A file goes with a command: it is fetched from where Discord keeps it, without the token, and nothing else is.

use std::sync::Arc;

use serde_json::Value;

use crate::house::{House, id};
use crate::strict_discord::faults::Trouble;
use crate::strict_discord::people::Person;

crate::cases!(
    a_playbook_is_brought_in,
    days_off_are_brought_in,
    what_is_no_text_is_refused_in_words,
    what_cannot_be_fetched_is_said,
    who_is_no_admin_brings_nothing_in
);

const IMPORT: &str = "/handoff-admin playbook what:import file:ae_csm.toml";
const DAYS_IMPORT: &str = "/handoff-admin settings what:import file:days.ics";
const PLAYBOOK: &str = include_str!("../../prompts/playbooks/ae_csm.toml");

async fn told(house: &House, owner: &Person, command: &str) -> String {
    let sent = owner.command(house.general, command).expect("it is registered");
    let said: Value = sent.message().await;
    assert!(sent.is_private());
    said.to_string()
}

async fn a_playbook_is_brought_in() {
    let house = House::at_work().await;
    let owner = house.town.owner();
    let nothing = told(&house, &owner, "/handoff-admin playbook what:import").await;
    assert!(nothing.contains("Put the file into"), "{nothing}");
    let same = PLAYBOOK.replace('\n', "\r\n");
    owner.attaches("ae_csm.toml", "application/toml", format!("\u{feff}{same}").as_bytes());
    let done = told(&house, &owner, IMPORT).await;
    assert!(done.contains("is taken over") || done.contains("is the same"), "{done}");
    let new = PLAYBOOK.replacen("name = \"AE > CSM\"", "name = \"Sales > Success\"", 1);
    assert_ne!(new, PLAYBOOK);
    owner.attaches("ae_csm.toml", "text/plain; charset=utf-8", new.as_bytes());
    let done = told(&house, &owner, "/handoff-admin playbook file:ae_csm.toml").await;
    assert!(done.contains("is taken over"), "{done}");
    let listed = told(&house, &owner, "/handoff-admin playbook what:list file:ae_csm.toml").await;
    assert!(listed.contains("Sales \\\\> Success") && listed.contains("was not used"), "{listed}");
    house.discord.assert_sound();
}

/// A calendar of one day off, and as much more as is asked for.
fn calendar(more: usize) -> Vec<u8> {
    let filler = format!("X-FILLER:{}\r\n", "x".repeat(more));
    let day = "BEGIN:VEVENT\r\nSUMMARY:Founding day\r\nDTSTART;VALUE=DATE:20260313\r\nEND:VEVENT\r\n";
    format!("\u{feff}BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{filler}{day}END:VCALENDAR\r\n").into_bytes()
}

async fn days_off_are_brought_in() {
    let house = House::at_work().await;
    let owner = house.town.owner();
    owner.attaches("days.ics", "text/calendar", &calendar(10));
    let sent = owner.command(house.general, DAYS_IMPORT).expect("it is registered");
    let shown = sent.message().await;
    assert!(sent.is_private() && shown.to_string().contains("One day in 2026"), "{shown:#}");
    // Nothing counts before it is kept.
    let card = told(&house, &owner, "/handoff-admin settings what:holidays").await;
    assert!(!card.contains("Founding day"), "{card}");
    let kept = owner.clicks(id(&shown), "1.days_off..keep").expect("a button").message().await;
    assert!(kept.to_string().contains("Saved") && kept.to_string().contains("Founding day"), "{kept:#}");
    for (bytes, why) in [
        (calendar(300 << 10), "larger than 256 kB"),
        (vec![b'x'; (512 << 10) + 1], "is larger than 512 kB"),
        (vec![0xff, 0xfe, b'B', 0], "is not plain text"),
        (b"Dear all, 24 December is off.".to_vec(), "This is no calendar file"),
        (b" \r\n".to_vec(), "there is no calendar file to bring in"),
    ] {
        owner.attaches("days.ics", "text/calendar", &bytes);
        let refused = told(&house, &owner, DAYS_IMPORT).await;
        assert!(refused.contains(why) && refused.contains("Nothing"), "{why}: {refused}");
    }
    let nothing = told(&house, &owner, "/handoff-admin settings what:import").await;
    assert!(nothing.contains("Put the .ics file into `file`"), "{nothing}");
    house.discord.assert_sound();
}

async fn who_is_no_admin_brings_nothing_in() {
    let house = House::at_work().await;
    let owner = house.town.owner();
    owner.attaches("days.ics", "text/calendar", &calendar(10));
    let sent = owner.command(house.general, "/handoff-admin settings file:days.ics").expect("it is registered");
    let shown = sent.message().await;
    let anna = house.town.member("anna");
    house.discord.change(|world| {
        for command in world.commands.values_mut().flatten() {
            // Somebody opened the admin's command to all, as the server's settings let them.
            command["default_member_permissions"] = Value::Null;
        }
    });
    anna.attaches("days.ics", "text/calendar", &calendar(10));
    let refused = told(&house, &anna, DAYS_IMPORT).await;
    assert!(refused.contains("Only admins"), "{refused}");
    assert!(anna.clicks(id(&shown), "1.days_off..keep").is_err());
    house.discord.assert_sound();
}

async fn what_is_no_text_is_refused_in_words() {
    let house = House::at_work().await;
    let owner = house.town.owner();
    for (bytes, why) in [
        (vec![0x89, 0x50, 0x4e, 0x47, 0, 1, 2], "is not plain text"),
        (vec![b'x'; (512 << 10) + 1], "is larger than 512 kB"),
        (b"[broken".to_vec(), "has a mistake"),
        (b" \n ".to_vec(), "Put the file into"),
    ] {
        owner.attaches("ae_csm.toml", "application/octet-stream", &bytes);
        let refused = told(&house, &owner, IMPORT).await;
        assert!(refused.contains(why), "{why}: {refused}");
    }
    house.discord.assert_sound();
}

async fn what_cannot_be_fetched_is_said() {
    let house = House::at_work().await;
    let owner = house.town.owner();
    owner.attaches("ae_csm.toml", "application/toml", PLAYBOOK.as_bytes());
    for trouble in [Trouble::Status(503), Trouble::Status(302), Trouble::DroppedBefore] {
        house.discord.change(|world| world.faults.plan("GET attachments", 1, trouble));
        let refused = told(&house, &owner, IMPORT).await;
        assert!(refused.contains("could not fetch") && refused.contains("Nothing was changed"), "{refused}");
        house.discord.change(|world| world.faults.plan("GET attachments", 1, Trouble::Status(404)));
        let refused = told(&house, &owner, "/handoff-admin settings what:import file:ae_csm.toml").await;
        assert!(refused.contains("could not fetch") && refused.contains("Nothing was changed"), "{refused}");
    }
    // Somebody points at another host: it is not asked.
    house.discord.change(|world| {
        let elsewhere = |data: &mut Value| {
            if let Some(files) = data["data"]["resolved"]["attachments"].as_object_mut() {
                files.values_mut().for_each(|file| file["url"] = "http://127.0.0.1:1/ephemeral-attachments/a".into());
            }
        };
        world.gateway.bend("INTERACTION_CREATE", Arc::new(elsewhere));
    });
    let refused = told(&house, &owner, IMPORT).await;
    assert!(refused.contains("could not fetch"), "{refused}");
    house.discord.assert_sound();
}
