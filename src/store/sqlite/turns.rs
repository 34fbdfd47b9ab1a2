//! The row of a turn: its line in the history, its answer under a key, and the list it showed.
//!
//! A row comes to the end of the table with all that its commit brings, and loses in time what need not be kept.

use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{Answer, Line, Shown, TurnRow};

/// A row with a key, as the file has it.
pub(super) struct Answered {
    no: i64,
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

    fn has_room_for(&self, turn: &TurnRow) -> bool {
        !(self.has_line && turn.line.is_some() || self.has_list && turn.shown.is_some())
    }
}

/// The row that has this key in that session.
pub(super) fn answered(file: &Connection, session: i64, key: &str) -> rusqlite::Result<Option<Answered>> {
    file.prepare_cached(
        "SELECT no, fingerprint, in_motion IS NOT NULL, kind IS NOT NULL, list IS NOT NULL FROM turns
         WHERE session = ?1 AND key = ?2",
    )?
    .query_row(params![session, key], |row| {
        Ok(Answered {
            no: row.get(0)?,
            fingerprint: row.get(1)?,
            moves: row.get(2)?,
            has_line: row.get(3)?,
            has_list: row.get(4)?,
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
             options = ifnull(?9, options), shown = ifnull(?10, shown), body = ?11 WHERE no = ?1",
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
        forget_answer(file, before.no, i64::MAX)?;
    }
    let answer = answer.as_ref();
    file.prepare_cached(
        "INSERT INTO turns (session, caller, event, kind, status, key, keep_until, fingerprint, in_motion, list,
         keep_list_until, options, shown, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
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

/// Forgets the answer of row `no`, and its key, if it need not be kept at `now`.
pub(super) fn forget_answer(file: &Connection, no: i64, now: i64) -> rusqlite::Result<()> {
    file.prepare_cached(
        "UPDATE turns SET key = NULL, keep_until = NULL, fingerprint = NULL, in_motion = NULL, body = NULL
         WHERE no = ?1 AND keep_until <= ?2",
    )?
    .execute([no, now])
    .map(drop)
}

/// Forgets the list of row `no` if it need not be kept at `now`; one that is on a screen stays for that alone, as long as the
/// session does.
pub(super) fn forget_list(file: &Connection, no: i64, now: i64) -> rusqlite::Result<()> {
    let on_screen = "EXISTS (SELECT 1 FROM sessions s WHERE s.no = turns.session AND s.on_screen = turns.no)";
    file.prepare_cached(&format!(
        "UPDATE turns SET keep_list_until = NULL WHERE no = ?1 AND keep_list_until <= ?2 AND {on_screen}"
    ))?
    .execute([no, now])?;
    file.prepare_cached(
        "UPDATE turns SET list = NULL, keep_list_until = NULL, options = NULL, shown = NULL
         WHERE no = ?1 AND keep_list_until <= ?2",
    )?
    .execute([no, now])
    .map(drop)
}

/// Removes row `no` if nothing is left in it.
pub(super) fn forget_empty(file: &Connection, no: i64) -> rusqlite::Result<()> {
    file.prepare_cached("DELETE FROM turns WHERE no = ?1 AND kind IS NULL AND key IS NULL AND list IS NULL")?
        .execute([no])
        .map(drop)
}
