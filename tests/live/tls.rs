//! A peer whose certificate nobody vouches for hears nothing of a booking.
//!
//! `unvouched/` holds the certificate of `localhost` with its key, made for this test and used nowhere else, and that of
//! its issuer, whom no machine trusts.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use core_chat::domain::failure::FailureCode;
use core_chat::supplier::pageone::PageOne;
use core_chat::supplier::{BookAnswer, Supplier};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::peer;

const CERTIFICATE: &[u8] = include_bytes!("unvouched/certificate.der");
const KEY: &[u8] = include_bytes!("unvouched/key.der");
const ISSUER: &[u8] = include_bytes!("unvouched/issuer.der");

const BOOKED: &str = r#"{"data":{"bookingReference":"BK_1","status":"success"}}"#;

/// A server that books whatever it is asked over TLS, and how many requests it heard.
fn server() -> (SocketAddr, Arc<AtomicUsize>) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let key = PrivateKeyDer::try_from(KEY.to_vec()).unwrap();
    let chain = vec![CertificateDer::from(CERTIFICATE.to_vec())];
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
    let (config, heard) = (Arc::new(config), Arc::new(AtomicUsize::new(0)));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let counter = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
            // Whoever does not trust the certificate hangs up here.
            let mut request = [0; 16_384];
            if stream.read(&mut request).is_ok_and(|read| read > 0) {
                counter.fetch_add(1, Ordering::SeqCst);
                let head =
                    format!("HTTP/1.1 201 Created\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", BOOKED.len());
                let _ = stream.write_all(format!("{head}{BOOKED}").as_bytes());
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    (address, heard)
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent() {
    let (address, heard) = server();
    let adapter = PageOne::connect(&peer::account(&format!("https://localhost:{}", address.port()))).unwrap();
    let said = adapter.book(&peer::call(), &peer::attempt()).await;
    assert_eq!(said, BookAnswer::Refused(FailureCode::SupplierError));
    assert_eq!(heard.load(Ordering::SeqCst), 0);
}

#[test]
fn whoever_trusts_the_issuer_is_served_by_the_same_peer() {
    let (address, heard) = server();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(ISSUER.to_vec())).unwrap();
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
    stream.write_all(b"POST /api/book HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with(BOOKED), "{answer}");
    assert_eq!(heard.load(Ordering::SeqCst), 1);
}
