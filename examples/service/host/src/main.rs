//! Starts the service, and stops it when it is asked to.

use std::process::ExitCode;

use pluginkit::{BoxError, Config};
use service::Service;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the service ends: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), BoxError> {
    let folder =
        std::env::args_os().nth(1).unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/config").into());
    let config = Config::new().dir(folder).env("SERVICE");
    let service = Service::open(config).await?;
    println!("the operator's page: http://{}/plugins", service.address());
    println!("Ctrl-C stops the service");
    let _told = service.plugins().subscribe(|event| println!("{event}"));
    service.serve(asked_to_stop()).await
}

/// Until somebody presses Ctrl-C, or whoever supervises the service tells it to end.
async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Where nobody can be told, nobody tells.
    if interrupted.await.is_err() {
        std::future::pending::<()>().await;
    }
}
