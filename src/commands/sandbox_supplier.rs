//! `core-chat sandbox-supplier`: the sandbox as a supplier that speaks PageOne's protocol, with faults on demand.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use core_chat::app;
use core_chat::domain::place::PlaceId;
use core_chat::http::sandbox_supplier::fault::Faults;
use core_chat::http::sandbox_supplier::ledger::Ledger;
use core_chat::http::sandbox_supplier::{SandboxSupplier, Shop, cities, router};
use core_chat::http::server::{self, Patience};
use core_chat::world::{Hint, Resolution, World};

use super::{Done, asked_to_stop};

/// What the command takes.
#[derive(Args)]
pub struct SandboxSupplierArgs {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// The file that every booking and cancellation is appended to, one JSON object a line, each synced before it is
    /// answered; what it holds at the start is booked
    #[arg(long, default_value = "sandbox-supplier-ledger.jsonl")]
    ledger: PathBuf,
    /// The api-key that opens it
    #[arg(long, default_value = "sandbox-supplier-key")]
    api_key: String,
    /// The settings.access.code that belongs to the key
    #[arg(long, default_value_t = 10_001)]
    access_code: u64,
    /// How many of a hundred calls go wrong, drawn from the seed
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    fault_percent: u8,
    /// The seed of what goes wrong
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Sell hotels in US cities of at least so many people, and in those known for their visitors
    #[arg(long, default_value_t = 250_000)]
    people: u32,
    /// Sell hotels in this city instead; may be repeated
    #[arg(long)]
    city: Vec<String>,
}

/// Runs the command until it is asked to stop.
pub fn run(args: &SandboxSupplierArgs) -> Done {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(args))
}

/// The cities that were named, or else those of the United States that are large or known.
fn cities_of(args: &SandboxSupplierArgs) -> Result<Vec<PlaceId>, String> {
    if args.city.is_empty() {
        return Ok(cities(args.people));
    }
    let city = |name: &String| match World::embedded().resolve(name, &Hint::default()) {
        Resolution::Found(found) => Ok(found.destination.place),
        Resolution::Ambiguous(_) | Resolution::TooLarge { .. } | Resolution::Unknown => {
            Err(format!("{name} is not one city"))
        }
    };
    args.city.iter().map(city).collect()
}

async fn serve(args: &SandboxSupplierArgs) -> Done {
    let listener = server::listen(args.listen).map_err(|e| format!("cannot listen on {}: {e}", args.listen))?;
    let address = listener.local_addr()?;
    let ledger = Ledger::open(Some(&args.ledger)).map_err(|e| format!("{}: {e}", args.ledger.display()))?;
    let (sandbox, clock, entropy) = app::sandbox();
    let shop = Shop::open(sandbox, clock, &*entropy, cities_of(args)?, ledger).await;
    let faults = Faults::new(args.seed, args.fault_percent);
    let supplier = SandboxSupplier::new(shop, faults, &args.api_key, args.access_code);
    let welcome = format!(
        "A PageOne supplier of sandbox hotels on http://{address}; it books nothing real. For live keys of core-chat:\n\n\
         PAGEONE_BASE_URL=http://{address}\nPAGEONE_API_KEY={}\nPAGEONE_ACCESS_CODE={}\n\n\
         Let the next booking be made and its reply be lost:\n\n\
         curl http://{address}/_control/faults -H 'content-type: application/json' \
         -d '{{\"operation\":\"book\",\"fault\":\"drop_after_commit\"}}'\n",
        args.api_key, args.access_code
    );
    std::io::stdout().write_all(welcome.as_bytes())?;
    server::serve(listener, router(Arc::new(supplier)), Patience::default(), asked_to_stop()).await?;
    Ok(())
}
