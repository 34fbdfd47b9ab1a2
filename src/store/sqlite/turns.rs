//! The row of a turn: its line in the history, its answer under a key, and the list it showed.
//!
//! A row comes to the end of the table with all that its commit brings, and loses in time what need not be kept.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::rows::{Answer, Line, Shown, TurnRow};

/// A row with a key, as the file has it.
pub(super) struct Answered {
    no: i64,
    event: Option<i64>,
    fingerprint: Vec<u8>,
    moves: bool,
    has_line: bool,
    has_list: bool,
}

impl Answered {
    /// Whether `answer` may take the place of this one: it is to the same question, and this one named a booking in motion.
    pub(super) fn gives_way_to(&self, answer: &Answer) -> bool {
        self.moves && self.fingerprint == answer.fingerprint
    }

    /// Whether what `turn` brings takes nothing away that this row tells of an earlier one.
    fn has_room_for(&self, turn: &TurnRow) -> bool {
        let tells_of_another = self.has_line && (turn.line.is_some() || turn.event != self.event);
        !(tells_of_another || self.has_list && turn.shown.is_some())
    }
}

/// The row that has this key in that session.
pub(super) fn answered(file: &Connection, session: i64, key: &str) -> rusqlite::Result<Option<Answered>> {
    file.prepare_cached(
        "SELECT no, event, fingerprint, in_motion IS NOT NULL, kind IS NOT NULL, list IS NOT NULL FROM turns
         WHERE session = ?1 AND key = ?2",
    )?
    .query_row(params![session, key], |row| {
        Ok(Answered {
            no: row.get(0)?,
            event: row.get(1)?,
            fingerprint: row.get(2)?,
            moves: row.get(3)?,
            has_line: row.get(4)?,
            has_list: row.get(5)?,
        })
    })
    .optional()
}

/// Writes `turn`, over the row that has its key `before` where there is room in it, and gives the number of its row. The list
/// it shows, if any, is that session's of number `list`.
pub(super) fn write(
    file: &Connection,
    (caller, session): (&str, i64),
    turn: &TurnRow,
    list: i64,
    before: Option<Answered>,
) -> rusqlite::Result<i64> {
    let TurnRow { event, line, answer, shown } = turn;
    let (kind, status) = line.as_ref().map(|Line { kind, status }| (kind, status)).unzip();
    let list = shown.as_ref().map(|_| list);
    let (keep_list_until, options, shown) = match shown {
        Some(Shown { keep_until, options, body }) => (Some(keep_until), Some(options), Some(body)),
        None => (None, None, None),
    };
    if let (Some(before), Some(Answer { key: _, keep_until, fingerprint: _, in_motion, body })) = (&before, answer)
        && before.has_room_for(turn)
    {
        file.prepare_cached(
            "UPDATE turns SET event = ?2, kind = ifnull(?3, kind), status = ifnull(?4, status), keep_until = ?5,
             in_motion = ?6, list = ifnull(?7, list), keep_list_until = ifnull(?8, keep_list_until),
             list_options = ifnull(?9, list_options), list_body = ifnull(?10, list_body), answer_body = ?11 WHERE no = ?1",
        )?
        .execute(params![
            before.no,
            event,
            kind,
            status,
            keep_until,
            in_motion,
            list,
            keep_list_until,
            options,
            shown,
            body
        ])?;
        return Ok(before.no);
    }
    if let Some(before) = before {
        // What it told and showed stays there.
        let without = "UPDATE turns SET key = NULL, keep_until = NULL, fingerprint = NULL, in_motion = NULL,
            answer_body = NULL WHERE no = ?1";
        file.prepare_cached(without)?.execute([before.no])?;
    }
    let answer = answer.as_ref();
    file.prepare_cached(
        "INSERT INTO turns (session, caller, event, kind, status, key, keep_until, fingerprint, in_motion, list,
         keep_list_until, list_options, list_body, answer_body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .insert(params![
        session,
        caller,
        event,
        kind,
        status,
        answer.map(|answer| &answer.key),
        answer.map(|answer| answer.keep_until),
        answer.map(|answer| answer.fingerprint),
        answer.and_then(|answer| answer.in_motion.as_ref()),
        list,
        keep_list_until,
        options,
        shown,
        answer.map(|answer| &answer.body),
    ])
}

/// Forgets of row `no` what need not be kept at `now`: its answer, and its list, which stays while it is on screen. What is left
/// is written anew: SQLite gives no room back where a row only shrinks.
pub(super) fn forget(file: &Connection, no: i64, now: i64) -> rusqlite::Result<()> {
    const LEFT: usize = 15;
    let left = file
        .prepare_cached(
            "SELECT no, session, caller, event, kind, status,
             iif(answered, key, NULL), iif(answered, keep_until, NULL), iif(answered, fingerprint, NULL),
             iif(answered, in_motion, NULL), iif(shows, list, NULL), iif(keep_list_until > ?2, keep_list_until, NULL),
             iif(shows, list_options, NULL), iif(shows, list_body, NULL), iif(answered, answer_body, NULL)
             FROM (SELECT *, keep_until > ?2 AS answered, ifnull(keep_list_until > ?2, 1)
                 OR EXISTS (SELECT 1 FROM sessions s WHERE s.no = turns.session AND s.on_screen = turns.no) AS shows
                 FROM turns WHERE no = ?1)",
        )?
        .query_row([no, now], |row| (0..LEFT).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>())
        .optional()?;
    let Some(left) = left else { return Ok(()) };
    file.prepare_cached("DELETE FROM turns WHERE no = ?1")?.execute([no])?;
    // A line, a key or a list.
    if [4, 6, 10].into_iter().all(|column| left[column] == Value::Null) {
        return Ok(());
    }
    file.prepare_cached(
        "INSERT INTO turns (no, session, caller, event, kind, status, key, keep_until, fingerprint, in_motion, list,
         keep_list_until, list_options, list_body, answer_body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params_from_iter(left))
    .map(drop)
}
