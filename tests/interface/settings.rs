//! Set-up as a newcomer tries it in the playground: the sample company is set up, so its admin meets the same card as
//! settings; and a test handoff, which one tap takes away again.

use serde_json::Value;

use crate::cases;
use crate::player::words;
use crate::server::Server;

cases![the_admin_changes_settings, a_test_comes_and_goes, an_imported_playbook_stays, two_settings_at_once_both_stay,];

/// How often two things are changed at the same time.
const ROUNDS: usize = 20;

async fn the_admin_changes_settings(server: Server) {
    let (ana, mia) = (server.player("ana"), server.player("mia"));
    let refused = ana.command("/handoff-admin setup").await;
    assert!(words(&refused).contains("Only admins of Baton"), "{}", words(&refused));
    let card = mia.command("/handoff-admin setup").await;
    assert!(words(&card).contains("Settings"), "{}", words(&card));
    let opened = mia.find("settings.hours").await;
    let form = mia.press(&opened).await["form"].clone();
    let again = mia.submit(&opened, &form, &[("zone", "Atlantis"), ("hours", "8-16")]).await;
    let again = &again["form"];
    assert!(again["problem"].as_str().is_some_and(|why| why.contains("Atlantis")), "{again}");
    let kept = again["inputs"].as_array().and_then(|inputs| inputs.iter().find(|input| input["key"] == "hours"));
    assert_eq!(kept.map(|input| &input["value"]), Some(&"8-16".into()));
    let saved = mia.submit(&opened, again, &[("zone", "Berlin")]).await;
    assert!(mia.read(&saved).await.contains("8:00-16:00, Europe/Berlin"), "{}", mia.read(&saved).await);
    let opened = mia.find("settings.playbook").await;
    let form = mia.press(&opened).await["form"].clone();
    let (ben, lea) = (server.id_of("ben").await, server.id_of("lea").await);
    let saved = mia.submit(&opened, &form, &[("receivers", &format!("{lea}\n{ben}"))]).await;
    assert!(mia.read(&saved).await.contains("AE > CSM"), "{}", mia.read(&saved).await);
    let select = mia.find("settings.room").await;
    let saved = mia.choose(&select, &["customer-success"]).await;
    assert!(mia.read(&saved).await.contains("Saved"), "{}", mia.read(&saved).await);
    let channels = server.state().await["channels"].clone();
    assert_eq!(channels[0]["id"], "customer-success", "{channels}");
    // The channels are the chat's own: none is lost, and none is opened, because Baton speaks elsewhere.
    let private = mia.find("settings.private").await;
    mia.choose(&private, &["handoffs"]).await;
    let after = server.state().await["channels"].clone();
    let names: Vec<&Value> = after.as_array().expect("channels").iter().map(|channel| &channel["id"]).collect();
    assert_eq!(names, ["customer-success", "handoffs", "cs-managers"]);
    assert_eq!(after[2]["only"].as_array().map(Vec::len), Some(1), "still for managers alone: {after}");
    assert!(after[0]["only"].is_null() && after[1]["only"].is_null(), "{after}");
}

async fn a_test_comes_and_goes(server: Server) {
    let mia = server.player("mia");
    mia.command("/handoff-admin settings").await;
    mia.press_newest("test.").await;
    server.settle().await;
    mia.press_newest("test_next").await;
    server.settle().await;
    let said: Vec<String> = mia.messages().await.iter().map(words).collect();
    assert!(said.iter().any(|said| said.contains("is waiting for you: accept by")), "{said:#?}");
    let ben = server.player("ben");
    assert!(!ben.messages().await.iter().any(|message| words(message).contains("TEST")), "Ben reads nothing of it");
    mia.press_newest("test_remove").await;
    server.settle().await;
    let said: Vec<String> = mia.messages().await.iter().map(words).collect();
    assert!(!said.iter().any(|said| said.contains("counts nowhere")), "{said:#?}");
}

/// A playbook goes out, is edited and comes back; the next start leaves it so, and brings in the others as before.
async fn an_imported_playbook_stays(server: Server) {
    let mia = server.player("mia");
    let exported = mia.command("/handoff-admin playbook export ae_csm").await;
    let file = file_of(&exported);
    assert!(file.lines().count() > 100 && file.contains("name = \"AE > CSM\""), "{file}");
    let edited = file.replace("name = \"AE > CSM\"", "name = \"Deal > Customer\"");
    let ana = server.player("ana");
    let refused = ana.command(&format!("/handoff-admin playbook import {edited}")).await;
    assert!(words(&refused).contains("Only admins of Baton"), "{}", words(&refused));
    let flat = mia.command(&format!("/handoff-admin playbook import {}", edited.replace('\n', " "))).await;
    assert!(words(&flat).contains("the lines of the file got lost"), "{}", words(&flat));
    let wrong =
        mia.command(&format!("/handoff-admin playbook import {}", edited.replace("format = 1", "format = 9"))).await;
    assert!(words(&wrong).contains("stays as it is"), "{}", words(&wrong));
    let taken = mia.command(&format!("/handoff-admin playbook import ```toml\n{edited}\n```")).await;
    assert!(words(&taken).contains("is taken over"), "{}", words(&taken));
    let server = server.restarted().await;
    let mia = server.player("mia");
    let list = mia.command("/handoff-admin playbook list").await;
    assert!(
        words(&list).contains("Deal > Customer") && words(&list).contains("AE > Implementation"),
        "{}",
        words(&list)
    );
    let started = server.player("ana").command("/handoff start ae_csm Lumen").await;
    assert!(words(&started).contains("Lumen · Deal > Customer"), "{}", words(&started));
}

/// Two changes in flight: neither puts back what the other one was.
async fn two_settings_at_once_both_stay(server: Server) {
    let mia = server.player("mia");
    mia.command("/handoff-admin settings").await;
    let (rooms, hours) = (mia.find("settings.room").await, mia.find("settings.hours").await);
    let form = mia.press(&hours).await["form"].clone();
    for round in 0..ROUNDS {
        let is_even = round % 2 == 0;
        let (room, typed, told) =
            if is_even { ("customer-success", "8-16", "8:00-16:00") } else { ("handoffs", "9-17", "9:00-17:00") };
        let (chosen, answers) = ([room], [("hours", typed)]);
        let both = futures::future::join(mia.choose(&rooms, &chosen), mia.submit(&hours, &form, &answers));
        let (_, changed) = both.await;
        assert!(changed["form"].is_null(), "{changed}");
        let settings = mia.command("/handoff-admin settings").await;
        assert!(words(&settings).contains(told), "round {round}: {}", words(&settings));
        assert_eq!(server.state().await["channels"][0]["id"], room, "round {round}");
    }
}

/// The text of the file that hangs on a message.
fn file_of(message: &Value) -> String {
    let text = message["message"]["files"][0]["text"].as_str();
    text.unwrap_or_else(|| panic!("no file: {message}")).to_owned()
}
