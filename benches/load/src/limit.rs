//! The yardstick: JSON in and JSON out through axum, and nothing in between.
//!
//! The body of an event is read into a struct and a prebuilt reply, of the size asked for and about as rich in numbers
//! as a page of hotels, is serialised for every request. No key, no session, no words, no search, no store: whatever a
//! server of this kind adds comes on top.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::serve::ListenerExt;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

const EVENTS: &str = "/api/partner/v1/core-chat/events";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    session_id: String,
    actor: Actor,
    text: String,
    idempotency_key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Actor {
    actor_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    session_id: String,
    status: &'static str,
    text: String,
    options: Vec<Offer>,
    /// Makes up the size asked for.
    padding: String,
}

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
struct Offer {
    option_id: String,
    hotel_id: String,
    name: String,
    area: String,
    room_name: String,
    board: &'static str,
    currency: &'static str,
    price_per_night: f64,
    total_price: f64,
    taxes_and_fees: f64,
    due_at_property: f64,
    rating: f64,
    distance_km: f64,
    lat: f64,
    lng: f64,
    rank: u32,
    stars: u8,
    nights: u16,
    refundable: bool,
    check_in: String,
    check_out: String,
    free_until: Option<String>,
    expires_at: String,
    amenities: Vec<&'static str>,
}

fn offer(rank: u32) -> Offer {
    let place = f64::from(rank);
    Offer {
        option_id: format!("b4923041-ff03-4937-b29b-{rank:012x}"),
        hotel_id: format!("h-{rank:08}"),
        name: "Hotel of the Yardstick".to_owned(),
        area: "Old Harbour".to_owned(),
        room_name: "Double Room with a View".to_owned(),
        board: "room_only",
        currency: "USD",
        price_per_night: 201.37 + place,
        total_price: 713.86 + place,
        taxes_and_fees: 109.75,
        due_at_property: 0.0,
        rating: 4.1,
        distance_km: 1.7 + place,
        lat: 47.6097 + place / 1e4,
        lng: -122.3331 - place / 1e4,
        rank,
        stars: 4,
        nights: 3,
        refundable: true,
        check_in: "2027-03-20".to_owned(),
        check_out: "2027-03-23".to_owned(),
        free_until: Some("2027-03-18T07:00:00.000Z".to_owned()),
        expires_at: "2027-01-04T09:30:00.000Z".to_owned(),
        amenities: vec!["wifi", "parking", "breakfast", "gym", "pool", "air_conditioning"],
    }
}

/// A reply of `bytes` bytes: five offers at most, then padding.
fn reply(bytes: usize) -> Reply {
    let mut reply = Reply {
        session_id: "sess_1771456966012_k3v9q0xw".to_owned(),
        status: "shortlist",
        text: "30 hotels for these dates; here are the best 5.".to_owned(),
        options: Vec::new(),
        padding: String::new(),
    };
    let length = |reply: &Reply| serde_json::to_vec(reply).map_or(0, |json| json.len());
    for rank in 1.. {
        reply.options.push(offer(rank));
        if length(&reply) > bytes {
            reply.options.pop();
            break;
        }
    }
    reply.padding = "x".repeat(bytes.saturating_sub(length(&reply)));
    reply
}

async fn answer(State(reply): State<Arc<Reply>>, Json(event): Json<Event>) -> impl IntoResponse {
    let read = event.session_id.len() + event.actor.actor_id.len() + event.text.len() + event.idempotency_key.len();
    std::hint::black_box(read);
    let body = serde_json::to_vec(&*reply).expect("it was serialised before");
    ([(header::CONTENT_TYPE, "application/json")], body)
}

/// Serves replies of `bytes` bytes on `port` until it is ended.
pub fn serve(port: u16, bytes: usize) -> std::io::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, Router::new().route(EVENTS, post(answer)).with_state(Arc::new(reply(bytes)))).await
    })
}
