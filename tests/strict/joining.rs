//! The whole program comes into a server, is set up with one press, and makes its channels there.

use serde_json::Value;

use crate::house::{House, id};
use crate::strict_discord::permissions::{INVITED, MANAGE_CHANNELS};

crate::cases!(
    set_up_by_one_press,
    without_the_right_to_make_channels,
    by_message_to_the_owner,
    a_practice_handoff_for_anybody,
);

async fn set_up_by_one_press() {
    let house = House::new().await;
    house.town.greets_in(house.general);
    house.town.invite_bot(INVITED | MANAGE_CHANNELS);
    let hello = house.said(house.general, 1).await;
    assert!(hello.to_string().contains("no customer is dropped between two teams"), "{hello:#}");
    // Discord loses the server for a while, and tells of it again.
    house.town.outage();
    house.town.is_back();
    house.discord.close_gateway(4000);
    house.discord.until("a session taken up", |world| (world.gateway.resumed > 0).then_some(())).await;
    let (owner, anna) = (house.town.owner(), house.town.member("anna"));
    let told = anna.clicks(id(&hello), "1.setup.").expect("a button").message().await;
    assert!(told.to_string().contains("can set me up in three minutes"), "{told:#}");
    let sent = owner.clicks(id(&hello), "1.setup.").expect("a button");
    let card = sent.message().await;
    assert!(sent.is_private() && card.to_string().contains("Looks good"), "{card:#}");
    let done = owner.clicks(id(&card), "1.setup..good").expect("a button").message().await;
    assert!(done.to_string().contains("Done. I am at work in"), "{done:#}");
    let handoffs = house.named("handoffs").expect("a channel for cards");
    let managers = house.named("handoff-managers").expect("a channel for managers");
    let reads = |who, channel| house.discord.look(|world| world.may_read(who, channel));
    assert!(reads(anna.id, handoffs) && !reads(anna.id, managers) && reads(owner.id, managers));
    let bot = house.discord.look(|world| world.bot);
    assert!(reads(bot, managers), "it is to write there");
    assert_eq!((house.count(house.general), house.count(handoffs), house.count(managers)), (1, 0, 0));
    house.discord.assert_sound();
}

async fn without_the_right_to_make_channels() {
    let house = House::new().await;
    house.town.greets_in(house.general);
    house.town.invite_bot(INVITED);
    let hello = house.said(house.general, 1).await;
    let owner = house.town.owner();
    let card = owner.clicks(id(&hello), "1.setup.").expect("a button").message().await;
    let refused = owner.clicks(id(&card), "1.setup..good").expect("a button").message().await;
    assert!(refused.to_string().contains("Manage Channels"), "{refused:#}");
    // Chosen instead, both of them.
    for select in ["1.setup..room", "1.setup..private"] {
        owner.selects(id(&card), select, &["#general"]).expect("a select").message().await;
    }
    let done = owner.clicks(id(&card), "1.setup..good").expect("a button").message().await;
    assert!(done.to_string().contains("Done. I am at work in"), "{done:#}");
    assert_eq!(house.named("handoffs"), None);
    house.discord.assert_sound();
}

async fn by_message_to_the_owner() {
    let house = House::new().await;
    house.town.invite_bot(INVITED);
    let owner = house.town.owner();
    let hello = house.said(owner.direct(), 1).await;
    assert!(hello.to_string().contains("Hi, I'm Baton."), "{hello:#}");
    let card = owner.clicks(id(&hello), "1.setup.").expect("a button").message().await;
    assert!(card.to_string().contains("Looks good"), "{card:#}");
    house.discord.assert_sound();
}

async fn a_practice_handoff_for_anybody() {
    let house = House::new().await;
    house.town.greets_in(house.general);
    house.town.invite_bot(INVITED);
    let hello = house.said(house.general, 1).await;
    let anna = house.town.member("anna");
    let sent = anna.clicks(id(&hello), "1.practice.").expect("a button");
    let first = sent.message().await;
    assert!(sent.is_private() && first.to_string().contains("1 of 7"), "{first:#}");
    let mut beside = house.connection().await;
    let before = house.written(&mut beside).await;
    // What a sample shows cannot be pressed, and a step redraws the same message.
    assert!(anna.clicks(id(&first), "1.practice..brief.1").is_err());
    for (n, step) in
        [(2, "card"), (3, "arrived"), (4, "reminder"), (5, "read_back"), (6, "rating"), (7, "figures"), (6, "rating")]
    {
        let shown = anna.clicks(id(&first), &format!("1.practice..{step}")).expect("a button").message().await;
        assert_eq!(id(&shown), id(&first));
        assert!(shown.to_string().contains(&format!("{n} of 7")), "{shown:#}");
        // The picture stands on its own screen alone.
        assert_eq!(pictures(&shown), usize::from(step == "figures"), "{shown:#}");
    }
    assert_eq!(house.written(&mut beside).await, before, "the walk writes nothing");
    let owner = house.town.owner();
    let again = owner.clicks(id(&hello), "1.practice.").expect("a button").message().await;
    for step in ["card", "arrived", "reminder", "read_back", "rating", "figures"] {
        owner.clicks(id(&again), &format!("1.practice..{step}")).expect("a button").message().await;
    }
    let card = owner.clicks(id(&again), "1.setup.").expect("a button").message().await;
    assert!(card.to_string().contains("Looks good"), "{card:#}");
    assert_eq!(pictures(&card), 0);
    owner.selects(id(&card), "1.setup..room", &["#general"]).expect("a select").message().await;
    assert_ne!(house.written(&mut beside).await, before, "a choice of set-up is written");
    assert_eq!(house.count(house.general), 1, "nobody else is told anything");
    house.discord.assert_sound();
}

fn pictures(message: &Value) -> usize {
    message["attachments"].as_array().map_or(0, Vec::len)
}
