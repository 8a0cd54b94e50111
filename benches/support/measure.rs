//! Clocks: processor time of this thread, of this process, and of programs that have ended.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::{Advice, fadvise};
use rustix::time::{ClockId, clock_gettime};

/// Processor time that this thread has used: unlike the wall clock it hardly depends on who else works
/// on the machine.
pub fn thread_time() -> Duration {
    time(ClockId::ThreadCPUTime)
}

/// Processor time that all threads of this process have used.
pub fn process_time() -> Duration {
    time(ClockId::ProcessCPUTime)
}

fn time(clock: ClockId) -> Duration {
    let now = clock_gettime(clock);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// What a program used.
pub struct Used {
    /// Processor time, all threads.
    pub cpu: Duration,
    /// From start to end.
    pub wall: Duration,
    /// Most memory at once, in bytes (`VmHWM`: pages of mapped files count too).
    pub peak_bytes: u64,
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Used {
    let before = ended_time();
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let peak_bytes = watch(&mut child);
    let wall = start.elapsed();
    let status = child.wait().expect("the program ends");
    assert!(status.success(), "{command:?}: {status}");
    Used {
        cpu: ended_time().saturating_sub(before),
        wall,
        peak_bytes,
    }
}

/// Waits for the end; the highest of the high-water marks seen on the way.
fn watch(child: &mut Child) -> u64 {
    let path = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child
        .try_wait()
        .expect("the program can be waited for")
        .is_none()
    {
        peak = peak.max(high_water(Path::new(&path)).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(10));
    }
    peak
}

fn high_water(status: &Path) -> Option<u64> {
    let status = fs_err::read_to_string(status).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Processor time of all programs that this one has started and waited for, in steps of 10 ms.
pub fn ended_time() -> Duration {
    let stat = fs_err::read_to_string("/proc/self/stat").expect("Linux");
    // Fields are counted behind the program's name, which may hold spaces.
    let (_, fields) = stat.rsplit_once(')').expect("a name");
    let ticks: u64 = fields
        .split_ascii_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}

/// Times of many runs.
pub struct Spread {
    sorted: Vec<f64>,
}

impl Spread {
    /// Of these times, in milliseconds.
    pub fn of(times: &[Duration]) -> Self {
        let mut sorted: Vec<f64> = times.iter().map(|t| t.as_secs_f64() * 1e3).collect();
        sorted.sort_by(f64::total_cmp);
        Self { sorted }
    }

    /// Mean.
    pub fn mean(&self) -> f64 {
        self.sorted.iter().sum::<f64>() / self.sorted.len() as f64
    }

    /// The time that this share of the runs stays below.
    pub fn at(&self, share: f64) -> f64 {
        let idx = (self.sorted.len() as f64 * share) as usize;
        self.sorted[idx.min(self.sorted.len() - 1)]
    }

    /// Mean and three percentiles.
    pub fn row(&self) -> [f64; 4] {
        [self.mean(), self.at(0.5), self.at(0.95), self.at(0.99)]
    }
}

/// Has the system forget what it keeps in memory of the files in a folder and below.
pub fn forget(folder: &Path) {
    for entry in fs_err::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            forget(&path);
        } else if let Ok(file) = fs_err::File::open(&path) {
            // What was just written can't be forgotten before it is on the disk.
            drop(file.sync_all());
            fadvise(&file, 0, None, Advice::DontNeed).expect("a file of the disk");
        }
    }
}
