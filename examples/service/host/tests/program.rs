//! The program: started without any set-up, and told to end.

#![cfg(unix)]

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

#[tokio::test]
async fn the_program_answers_until_it_is_told_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_service"))
        .current_dir(&folder)
        .env("SERVICE__SERVER__LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();

    let first = lines.next_line().await.unwrap().unwrap();
    let page = first.strip_prefix("the operator's page: ").unwrap();
    let answer = reqwest::get(page).await.unwrap();
    assert!(answer.text().await.unwrap().contains(r#""id":"bulletin""#));
    assert!(folder.path().join("service.sqlite").is_file());

    let id = program.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    assert!(program.wait().await.unwrap().success());
    let mut stopped = Vec::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        stopped.extend(line.strip_prefix("plugin.stopped: ").map(str::to_owned));
    }
    assert_eq!(stopped, ["bulletin", "weather", "phrases"]);
}

#[tokio::test]
async fn the_program_says_why_it_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let program = Command::new(env!("CARGO_BIN_EXE_service")).arg(folder.path()).output().await.unwrap();

    assert!(!program.status.success());
    let why = String::from_utf8(program.stderr).unwrap();
    assert!(why.starts_with("the service ends: plugin `bulletin`: `city` is missing"), "{why}");
}
