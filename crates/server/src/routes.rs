use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;

use crate::app::App;
use crate::{api, connections, guard, web};

/// Every route of the program.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .nest("/api/v1", api::routes())
        .fallback(web::file)
        .layer(axum::middleware::from_fn(guard::own_host_only))
        .with_state(app)
}

/// Serves on an address until `stop` is done, and lets what is being answered end; `ready` hears the address taken.
pub async fn serve(
    app: App,
    address: SocketAddr,
    stop: impl Future<Output = ()>,
    ready: impl FnOnce(SocketAddr, bool),
) -> std::io::Result<()> {
    let listener = connections::listen(address)?;
    ready(listener.local_addr()?, web::is_built_in());
    connections::answer(listener, router(Arc::new(app)), stop).await;
    Ok(())
}
