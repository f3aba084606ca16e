use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use taicho_ops::demo::Holds;
use taicho_ops::{Scene, Upkeep};
use taicho_server::{App, Warnings};
use taicho_store::Store;

use super::Office;

mod stopping;
mod upkeep;

use stopping::Signals;
use upkeep::Caretaker;

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Code of the area that the board opens on; the place of `taicho init`, or the one chosen on the first page, if it is
    /// left out.
    #[arg(long)]
    area: Option<String>,
    #[command(flatten)]
    listen: Listen,
}

/// Where to listen.
#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// Port on this machine; 0 takes a free one.
    #[arg(long, default_value_t = 7021)]
    port: u16,
    #[command(flatten)]
    seals: super::seal::Files,
    #[command(flatten)]
    backups: super::backup::Scheduled,
}

impl Serve {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.store()?;
        let holds = taicho_ops::demo::holds(&store)?;
        if matches!(holds, Holds::Demo | Holds::HalfADemo) {
            anyhow::bail!(
                "thư mục này chứa bản trình diễn: hãy chạy `taicho demo` · this folder holds a demo: `taicho demo` serves it"
            );
        }
        if holds == Holds::Nothing && self.area.is_none() {
            eprintln!("đơn vị hành chính… · administrative units…");
            taicho_ops::load_units(&store, office.content()?, super::now())
                .map_err(super::in_both_languages)?;
        }
        serve(office, store, Vec::new(), self.area, &self.listen)
    }
}

/// Serves on loopback until the process is asked to stop.
pub(super) fn serve(
    office: &Office,
    store: Arc<Store>,
    scenes: Vec<Scene>,
    area: Option<String>,
    listen: &Listen,
) -> anyhow::Result<()> {
    let warnings = Arc::new(Warnings::default());
    let (seals, backup) = (listen.seals.of(office)?, listen.backups.plan()?);
    let upkeep = Upkeep { node: super::jobs::node(), seals, backup };
    let folder = office.shared.url.is_none().then(|| office.data_dir.clone());
    let app = App::new(store.clone(), office.content()?, office.library()?, scenes, area);
    let mut app = app
        .with_warnings(warnings.clone())
        .with_typesetter(taicho_typeset::pdf)
        .with_content_in(office.local_content())
        .map_err(super::in_both_languages)?;
    super::say_faults(&app.content_faults());
    // What the content folder has of new is written by now, and no check of all data falls into that.
    let _caretaker = Caretaker::start(store, upkeep, folder, warnings)?;
    // Beside the database is more room than in the system's folder, which may lie in memory.
    if office.shared.url.is_none() {
        app = app.with_uploads_in(office.data_dir.clone());
    }
    // Loopback only until there is sign-in: whoever reaches the port is the operator.
    let address = SocketAddr::from(([127, 0, 0, 1], listen.port));
    let ready = |address, with_web: bool| {
        println!("Taicho: http://{address}/");
        println!(
            "Chỉ nghe trên máy này, cho đến khi có đăng nhập. Listens on this machine only, until there is sign-in."
        );
        if !with_web {
            println!("This build has no web app: it serves the API alone.");
        }
    };
    let runtime = tokio::runtime::Runtime::new()?;
    runtime
        .block_on(async {
            let signals = Signals::listen()?;
            taicho_server::serve(app, address, signals.first(), ready).await
        })
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => anyhow::anyhow!(
                "cổng {port} đang được dùng; chọn cổng khác bằng --port. Port {port} is taken; choose another with --port",
                port = listen.port
            ),
            _ => anyhow::Error::from(error),
        })
        .context("máy chủ đã dừng · the server stopped")
}
