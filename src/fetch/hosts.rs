//! One request at a time for each host, and what is remembered of it.
//!
//! A host is a name with a port. Its gate is a lock: who holds it may ask, the others wait. Nobody who holds
//! one waits for another, so that hosts that lead to each other hold nobody up.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::robots::Rules;
use crate::corpus::web::{HostState, Hosts};

/// How long the rules of a host count, as the RFC advises.
const RULES_COUNT_FOR: Duration = Duration::from_hours(24);
/// How long a host counts as closed whose rules can't be read.
const CLOSED_COUNTS_FOR: Duration = Duration::from_mins(15);

/// What a host's `robots.txt` comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Robots {
    /// Its rules for us.
    Rules(Rules),
    /// It could not be read because of a fault of the server: nothing may be asked for now.
    Closed,
}

impl Robots {
    pub(super) fn counts_until(&self, now: Timestamp) -> Timestamp {
        let time = match self {
            Self::Rules(_) => RULES_COUNT_FOR,
            Self::Closed => CLOSED_COUNTS_FOR,
        };
        now.checked_add(time).unwrap_or(now)
    }
}

/// What lets one request at a time go to a host.
#[derive(Default)]
pub(super) struct Gate {
    host: Mutex<HostState<Robots>>,
    /// Held by who finds out what the host's `robots.txt` says, so that it is asked for once. That may lead to
    /// other hosts, so the gate itself is free meanwhile.
    learning: Mutex<()>,
}

impl Gate {
    /// Waits for the host's turn.
    pub(super) fn entered(&self) -> MutexGuard<'_, HostState<Robots>> {
        self.host.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody else finds out what the host's `robots.txt` says.
    pub(super) fn learning(&self) -> MutexGuard<'_, ()> {
        self.learning.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The gates of all hosts.
pub(super) struct Gates {
    gates: Mutex<BTreeMap<String, Arc<Gate>>>,
}

impl Gates {
    pub(super) fn new(hosts: Hosts<Robots>) -> Self {
        let gate = |(name, state)| {
            let host = Mutex::new(state);
            let learning = Mutex::default();
            (name, Arc::new(Gate { host, learning }))
        };
        Self {
            gates: Mutex::new(hosts.into_iter().map(gate).collect()),
        }
    }

    /// The gate of a link's host.
    pub(super) fn of(&self, url: &Url) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(name(url)).or_default())
    }

    /// What still counts. A host that is being asked right now is left out.
    pub(super) fn remembered(&self, now: Timestamp) -> Hosts<Robots> {
        let gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let mut hosts = Hosts::new();
        for (name, gate) in gates.iter() {
            let Ok(state) = gate.host.try_lock() else {
                continue;
            };
            let mut state = state.clone();
            state.not_before = state.not_before.filter(|moment| *moment > now);
            state.robots = state.robots.filter(|(until, _)| *until > now);
            if state != HostState::default() {
                hosts.insert(name.clone(), state);
            }
        }
        hosts
    }
}

/// A host's name and port.
pub(super) fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
