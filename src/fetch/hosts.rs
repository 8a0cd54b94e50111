//! One request at a time for each host, and what is remembered of it.
//!
//! A host is a name with a port. Its gate is a lock: who holds it may ask, the others wait.

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

type Gate = Arc<Mutex<HostState<Robots>>>;

/// The gates of all hosts.
pub(super) struct Gates {
    gates: Mutex<BTreeMap<String, Gate>>,
}

impl Gates {
    pub(super) fn new(hosts: Hosts<Robots>) -> Self {
        let gate = |(name, state)| (name, Arc::new(Mutex::new(state)));
        Self {
            gates: Mutex::new(hosts.into_iter().map(gate).collect()),
        }
    }

    /// The gate of a link's host.
    pub(super) fn of(&self, url: &Url) -> Gate {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(name(url)).or_default())
    }

    /// What still counts. A host that is being asked right now is left out.
    pub(super) fn remembered(&self, now: Timestamp) -> Hosts<Robots> {
        let gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let mut hosts = Hosts::new();
        for (name, gate) in gates.iter() {
            let Ok(state) = gate.try_lock() else { continue };
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

/// Waits for a host's turn.
pub(super) fn entered(gate: &Gate) -> MutexGuard<'_, HostState<Robots>> {
    gate.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A host's name and port.
pub(super) fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
