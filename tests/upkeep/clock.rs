//! `baton clock`, the real program: cases in, answers out in their order, whatever stands in a line.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

use crate::Case;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("clock/one case by its parts", one),
        Case::new("clock/cases are answered in their order", in_order),
        Case::new("clock/an answer comes before the next case", asked_and_answered),
        Case::new("clock/whoever has heard enough may go", closed_pipe),
    ]
}

fn baton(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
    command.arg("clock").args(args).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn office() -> Value {
    let day = json!([["09:00", "17:00"]]);
    json!({ "zone": "Europe/Berlin", "week": [day, day, day, day, day, [], []], "exceptions": { "2026-12-24": [] } })
}

fn case(name: &Value, add: &str) -> Value {
    json!({ "case": name, "calendar": office(), "from": "2026-03-06T16:30:00+01:00", "add": add })
}

fn answers(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

fn fed(args: &[&str], input: &[u8]) -> Output {
    let mut child = baton(args).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("its input");
    let input = input.to_vec();
    let feeding = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("it ends");
    feeding.join().expect("fed").expect("it read all");
    output
}

fn calendar_file(folder: &std::path::Path) -> PathBuf {
    let path = folder.join("desk.json");
    std::fs::write(&path, office().to_string()).expect("written");
    path
}

async fn one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = calendar_file(folder.path());
    let file = file.to_str().expect("a path");
    let asked = |more: &[&str]| {
        let args = [&["--calendar", file, "--from", "2026-03-06T16:30:00+01:00"], more].concat();
        let output = baton(&args).output().expect("it ends");
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (output.status.code(), told, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, told, _) = asked(&["--add", "8bh"]);
    assert_eq!((code, &told["due"]), (Some(0), &json!("2026-03-09T16:30:00+01:00")));
    assert_eq!(told["intervals"].as_array().map(Vec::len), Some(2));
    assert_eq!((&told["zone"], &told["tzdb"]), (&json!("Europe/Berlin"), &json!(chrono_tz::IANA_TZDB_VERSION)));
    let (code, told, _) = asked(&["--to", "2026-03-09T09:30:00+01:00"]);
    assert_eq!((code, &told["open_seconds"]), (Some(0), &json!(3_600)));
    let (code, told, _) = asked(&["--add", "8 hours"]);
    assert_eq!((code, told["error"].is_string()), (Some(1), true));
    for wrong in [&["--add", "8bh", "--to", "2026-03-09T09:30:00+01:00"][..], &[]] {
        let (code, _, said) = asked(wrong);
        assert!(code == Some(2) && said.contains("--add"), "{said}");
    }
    let missing = baton(&["--calendar", "nowhere.json", "--from", "x", "--add", "1h"]).output().expect("it ends");
    let said = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(missing.status.code() == Some(1) && said.contains("nowhere.json cannot be read"), "{said}");
}

/// Good and bad lines, blank ones, the ends of lines of two systems, bytes that are no text, and no end at the last one.
async fn in_order() {
    let lines: [&[u8]; 9] = [
        case(&json!("first"), "8bh").to_string().as_bytes().to_vec().leak(),
        b"",
        b"this is no case",
        b"\xff\xfe\xfd",
        case(&json!({ "n": 4 }), "1bd").to_string().as_bytes().to_vec().leak(),
        b"   \t ",
        case(&json!(5), "1 week").to_string().as_bytes().to_vec().leak(),
        b"{}",
        case(&json!("last"), "24h").to_string().as_bytes().to_vec().leak(),
    ];
    for end in [&b"\n"[..], b"\r\n"] {
        let output = fed(&["--jsonl"], &lines.join(end));
        let told = answers(&output);
        let names: Vec<&Value> = told.iter().map(|answer| &answer["case"]).collect();
        let expected =
            [json!("first"), Value::Null, Value::Null, json!({ "n": 4 }), json!(5), Value::Null, json!("last")];
        assert_eq!((names, output.status.code()), (expected.iter().collect(), Some(0)));
        let failed: Vec<bool> = told.iter().map(|answer| answer["error"].is_string()).collect();
        assert_eq!(failed, [false, true, true, false, true, true, false]);
        assert_eq!(told[6]["due"], "2026-03-07T16:30:00+01:00");
    }
    assert_eq!(answers(&fed(&["--jsonl"], b"")).len(), 0);
    let many: Vec<String> = (0..20_000).map(|n| case(&json!(n), "24bh").to_string()).collect();
    let told = answers(&fed(&["--jsonl"], many.join("\n").as_bytes()));
    assert!(told.len() == many.len() && (0..).zip(&told).all(|(n, answer): (i64, _)| answer["case"] == json!(n)));
}

async fn asked_and_answered() {
    let mut child: Child = baton(&["--jsonl"]).spawn().expect("it starts");
    let mut input = child.stdin.take().expect("its input");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    for n in 0..3 {
        // A second case that is half written holds no answer back.
        write!(input, "{}\n{{\"case\"", case(&json!(n), "8bh")).expect("it listens");
        input.flush().expect("it listens");
        let mut line = String::new();
        output.read_line(&mut line).expect("it answers");
        let told: Value = serde_json::from_str(&line).expect("an answer");
        assert_eq!(told["case"], json!(n));
        writeln!(input, ": 9}}").expect("it listens");
        line.clear();
        output.read_line(&mut line).expect("it answers");
        assert!(line.contains("error"), "{line}");
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

async fn closed_pipe() {
    let mut child = baton(&["--jsonl"]).spawn().expect("it starts");
    let mut input = child.stdin.take().expect("its input");
    drop(child.stdout.take());
    let line = format!("{}\n", case(&json!(1), "8bh"));
    // It ends as soon as nobody reads, so at some point nobody listens either.
    while input.write_all(line.as_bytes()).is_ok() {}
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}
