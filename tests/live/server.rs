//! A server on 127.0.0.1 that answers as a test tells it, and remembers what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::fixture;

/// What was asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// Path with query.
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
}

impl Request {
    /// A header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// What is answered.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Head and body as they are.
    Whole(Vec<u8>),
    /// A head, then a byte at a time for ever.
    Drip(String),
    /// A head, then bytes without end.
    Endless(String),
    /// Nothing, for as long as the other side waits.
    Silence,
}

/// An answer with a body.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    let mut whole = head.into_bytes();
    whole.extend_from_slice(body);
    Answer::Whole(whole)
}

/// A page that was found.
pub(crate) fn page(body: impl AsRef<[u8]>) -> Answer {
    answer(
        "200 OK",
        &[("Content-Type", "text/html; charset=utf-8")],
        body,
    )
}

/// A feed that was found.
pub(crate) fn feed(body: impl AsRef<[u8]>) -> Answer {
    answer("200 OK", &[("Content-Type", "application/rss+xml")], body)
}

pub(crate) fn not_there() -> Answer {
    answer("404 Not Found", &[], "")
}

pub(crate) fn moved(status: &str, to: &str) -> Answer {
    answer(status, &[("Location", to)], "")
}

/// Ends when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Request>>>,
    is_over: Arc<AtomicBool>,
}

impl Server {
    /// Answers every request by `answers`.
    pub(crate) fn start(answers: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::start_with(Arc::new(answers), Arc::new(|stream| Box::new(stream)))
    }

    /// The same behind TLS, with a certificate of `tests/fixtures/tls`.
    pub(crate) fn start_tls(
        certificate: &str,
        answers: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let config = tls(certificate);
        let wrap = move |stream| -> Box<dyn ReadWrite> {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            Box::new(StreamOwned::new(connection, stream))
        };
        Self::start_with(Arc::new(answers), Arc::new(wrap))
    }

    fn start_with(answers: Answers, wrap: Wrap) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let is_over = Arc::new(AtomicBool::new(false));
        let (log, over) = (Arc::clone(&asked), Arc::clone(&is_over));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let (log, answers, over, wrap) = (
                    Arc::clone(&log),
                    Arc::clone(&answers),
                    Arc::clone(&over),
                    Arc::clone(&wrap),
                );
                thread::spawn(move || {
                    let limit = Some(Duration::from_secs(20));
                    stream.set_read_timeout(limit).unwrap();
                    drop(serve(wrap(stream), &log, &*answers, &over));
                });
            }
        });
        Self {
            address,
            asked,
            is_over,
        }
    }

    /// A link to a path of this server.
    pub(crate) fn link(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The same behind TLS.
    pub(crate) fn tls_link(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// What was asked so far, `robots.txt` left out.
    pub(crate) fn asked(&self) -> Vec<Request> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|request| request.path != "/robots.txt")
            .cloned()
            .collect()
    }

    /// The paths of that.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.asked()
            .into_iter()
            .map(|request| request.path)
            .collect()
    }

    /// How often `robots.txt` was asked for.
    pub(crate) fn n_robots(&self) -> usize {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|request| request.path == "/robots.txt")
            .count()
    }

    /// Forgets what was asked.
    pub(crate) fn forget(&self) {
        self.asked.lock().unwrap().clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // Wakes the listener.
        drop(TcpStream::connect(self.address));
    }
}

type Answers = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;
type Wrap = Arc<dyn Fn(TcpStream) -> Box<dyn ReadWrite> + Send + Sync>;

/// The certificates are of an authority that only these tests trust; its key is gone, the server's is
/// no secret.
fn tls(certificate: &str) -> Arc<ServerConfig> {
    let place = |name: &str| fixture("tls").join(name);
    let chain = CertificateDer::pem_file_iter(place(certificate)).unwrap();
    let chain = chain.map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(place("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    Arc::new(config)
}

/// A connection, plain or not.
pub(crate) trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}

fn serve(
    stream: Box<dyn ReadWrite>,
    log: &Mutex<Vec<Request>>,
    answers: &(dyn Fn(&Request) -> Answer + Send + Sync),
    over: &AtomicBool,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut request = Request {
        path: line.split(' ').nth(1).unwrap_or_default().to_owned(),
        ..Request::default()
    };
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim().split_once(':') else {
            break;
        };
        request
            .headers
            .insert(name.to_lowercase(), value.trim().to_owned());
    }
    log.lock().unwrap().push(request.clone());
    let mut stream = reader.into_inner();
    match answers(&request) {
        Answer::Whole(bytes) => stream.write_all(&bytes)?,
        Answer::Drip(head) => {
            stream.write_all(head.as_bytes())?;
            while !over.load(Ordering::SeqCst) {
                stream.write_all(b"a")?;
                stream.flush()?;
                thread::sleep(Duration::from_millis(50));
            }
        }
        Answer::Endless(head) => {
            stream.write_all(head.as_bytes())?;
            while !over.load(Ordering::SeqCst) {
                stream.write_all(&[b'a'; 1 << 16])?;
            }
        }
        Answer::Silence => {
            while !over.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(50));
            }
        }
    }
    stream.flush()
}
