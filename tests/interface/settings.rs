//! Set-up as a newcomer tries it in the playground: the sample company is set up, so its admin meets the same card as
//! settings; and a test handoff, which one tap takes away again.

use crate::cases;
use crate::player::words;
use crate::server::Server;

cases![the_admin_changes_settings, a_test_comes_and_goes];

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
