//! What is printed.

/// What one load of one server came to.
#[derive(Clone)]
pub struct Measured {
    pub per_second: f64,
    /// Latencies of the closed loop, in microseconds.
    pub p50: u32,
    pub p99: u32,
    /// Microseconds of CPU per request, and of these in the kernel.
    pub cpu: f64,
    pub kernel: f64,
    /// Bytes of a body.
    pub bytes: f64,
    /// Resident memory at the end, in MB.
    pub resident: f64,
    pub failures: u64,
    /// Median and 99th percentile at a steady half of the capacity, in microseconds.
    pub steady: Option<(u32, u32)>,
}

/// All rounds of one server.
pub struct Row {
    pub target: String,
    pub rounds: Vec<Measured>,
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Row {
    fn median(&self, of: impl Fn(&Measured) -> f64) -> f64 {
        median(self.rounds.iter().map(of).collect())
    }

    /// How often the CPU of this server's request is in that of `of`'s, round by round, in the middle.
    fn share_of(&self, of: &Row) -> f64 {
        median(self.rounds.iter().zip(&of.rounds).map(|(own, other)| other.cpu / own.cpu).collect())
    }
}

/// What all tables have in common.
pub fn head(seconds: f64, rounds: usize) {
    let model = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("").trim_matches([' ', '\t', ':']);
    println!("Medians of {rounds} rounds of {seconds} s, server on one core of {model}, load on another.");
}

/// The rows that are neither ours nor a limit.
fn peers(rows: &[Row]) -> impl Iterator<Item = &Row> {
    const OURS: [&str; 4] = ["memory", "sqlite", "limit", "limit-same-size"];
    rows.iter().filter(|row| !OURS.contains(&row.target.as_str()))
}

/// Prints the table of one load.
pub fn print(load: &str, connections: usize, rows: &[Row]) {
    println!("\n### {load}, {connections} connections\n");
    println!(
        "| server | req/s | CPU µs per request | of these kernel | of the limit | of the limit at the same size | p50 µs | p99 µs | p50 / p99 at half load | body bytes | RSS MB | failures |{}",
        peers(rows).map(|peer| format!(" of {} |", peer.target)).collect::<String>(),
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|{}", "---|".repeat(peers(rows).count()));
    let limit = |name: &str| rows.iter().find(|row| row.target == name);
    let share = |row: &Row, of: Option<&Row>| of.map_or("–".to_owned(), |of| format!("{:.2}", row.share_of(of)));
    for row in rows {
        let steady =
            |of: fn((u32, u32)) -> u32| row.median(|m| m.steady.map_or(f64::NAN, |steady| f64::from(of(steady))));
        let half = if row.rounds.iter().all(|m| m.steady.is_some()) {
            format!("{:.0} / {:.0}", steady(|s| s.0), steady(|s| s.1))
        } else {
            "–".to_owned()
        };
        println!(
            "| {} | {:.0} | {:.1} | {:.1} | {} | {} | {:.0} | {:.0} | {half} | {:.0} | {:.0} | {} |{}",
            row.target,
            row.median(|m| m.per_second),
            row.median(|m| m.cpu),
            row.median(|m| m.kernel),
            share(row, limit("limit")),
            share(row, limit("limit-same-size")),
            row.median(|m| f64::from(m.p50)),
            row.median(|m| f64::from(m.p99)),
            row.median(|m| m.bytes),
            row.median(|m| m.resident),
            row.rounds.iter().map(|m| m.failures).sum::<u64>(),
            peers(rows).map(|peer| format!(" {} |", share(row, Some(peer)))).collect::<String>(),
        );
    }
}
