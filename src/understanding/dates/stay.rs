//! The stay that date expressions, lengths and the words around them make.
//!
//! A range is a stay. A single day is the end of the stay that the words around it speak of; without such words it
//! is what was asked for, else the check-in. A check-out that fell before the check-in only because its month, year
//! or week was left open is read again from the check-in on. A weekend is a stay from Friday to Sunday. Whole weeks
//! and months are mentions only: the guest has yet to say which days of them.

use jiff::civil::{Date, Weekday};

use super::calendar::{days_between, monday_of, plus_days, weekday_in_week_of};
use super::cue::Cue;
use super::day::{Base, Day, WhichWeek};
use super::expression::Spoken;
use super::reader::Reader;
use super::roles::Role;
use super::said::{Assumption, DatesSaid, Kind, MAX_DAYS_AHEAD, MAX_NIGHTS, Mention, Moved, Problem, Shift};
use super::words::{EN, Unit};
use crate::understanding::text::Found;

/// A spoken expression, its tokens, and the end of the stay it is.
#[derive(Debug, Clone, Copy)]
struct Placed {
    spoken: Spoken,
    from: usize,
    to: usize,
    cue: Option<Cue>,
    /// The token of its own cue.
    cued_by: Option<usize>,
}

impl Placed {
    fn is_day(&self) -> bool {
        self.spoken.mention.kind == Kind::Day || self.spoken.day.is_some()
    }

    fn later(&self) -> Option<i32> {
        match self.spoken.day {
            Some(Day::Later(days)) => Some(days),
            Some(Day::Exact(_) | Day::Fields { .. } | Day::Numeric { .. } | Day::Weekday(..)) | None => None,
        }
    }

    /// The day meant: of a period said as one, such as "dentro de diez días", its last.
    fn date(&self) -> Date {
        match self.spoken.day {
            Some(Day::Exact(day)) => day,
            Some(Day::Fields { .. } | Day::Numeric { .. } | Day::Weekday(..) | Day::Later(_)) | None => {
                self.spoken.mention.first
            }
        }
    }
}

impl Reader<'_> {
    /// Everything the sentence says about the stay.
    pub fn stay(&self) -> DatesSaid {
        let (mut spoken, problems) = if self.answers_with_a_length() { Default::default() } else { self.spoken() };
        let taken: Vec<(usize, usize)> = spoken.iter().map(|&(_, from, to)| (from, to)).collect();
        if spoken.len() > 1
            || self.is_denied(spoken.first().map_or(0, |&(_, from, _)| from)) && self.word_is(1, "today")
        {
            spoken.retain(|&(_, from, _)| !self.is_denied(from) || self.is_one_meant_instead(from));
        }
        let denied: Vec<_> = taken.iter().filter(|t| spoken.iter().all(|s| s.1 != t.0)).map(|t| t.0..t.1).collect();
        self.lend_month(&mut spoken);
        let mut placed = self.placed(&spoken);
        let lengths = self.lengths(&taken);
        let mut said = DatesSaid { nights: lengths.nights, shift: lengths.shift, problems, ..DatesSaid::default() };
        said.assumptions.extend(lengths.assumption);
        self.lend_period(&mut placed, &mut said);
        self.take_shift(&placed, &mut said);
        self.take_spans(&placed, &mut said);
        let check_out = self.take_days(&placed, &mut said);
        self.take_correction(&spoken, &mut said);
        self.take_weekend(&placed, &mut said);
        self.order(&mut placed, check_out, &mut said);
        self.swap_orders(&mut placed, check_out, &mut said);
        self.take_single_night(&placed, &mut said);
        said.within = within(&placed, &said).or_else(|| self.until(&placed, &said));
        let foreign = placed.iter().filter_map(|p| p.cued_by).filter(|&k| self.lex(k).langs & EN == 0);
        said.cues = foreign.map(|k| k..k + 1).collect();
        let bounds = placed.iter().filter(|p| p.is_day()).filter_map(|p| self.bound(p));
        said.cues.extend(bounds.map(|(at, _)| at..at + 1).chain(denied));
        said.mentions = placed.iter().map(|p| Found::new(p.spoken.mention, p.from..p.to)).collect();
        said.assumptions.splice(0..0, said.assumed_ends());
        self.find_problems(&mut said);
        said
    }

    /// The expressions with the end of the stay that each is said to be.
    fn placed(&self, spoken: &[(Spoken, usize, usize)]) -> Vec<Placed> {
        let mut placed: Vec<Placed> = Vec::with_capacity(spoken.len());
        for (k, &(spoken_here, from, to)) in spoken.iter().enumerate() {
            let previous = placed.last();
            let gap = previous.map_or(0, |p| p.to);
            let next = spoken.get(k + 1).map_or(self.len(), |&(_, from, _)| from);
            let behind = || {
                let (cue, at) = self.cue_after(to, next)?;
                let taken = next < self.len()
                    && self.cue_before(to, next).is_some_and(|(_, other)| (at..at + 3).contains(&other));
                (!taken).then_some((cue, Some(at)))
            };
            // "leaving a week later, on the 13th"
            let beside = || previous.filter(|p| from - p.to <= 1).and_then(|p| Some((p.cue?, None)));
            let before = || self.cue_before(gap, from).map(|(cue, at)| (cue, Some(at)));
            let (cue, cued_by) = before().or_else(beside).or_else(behind).unzip();
            placed.push(Placed { spoken: spoken_here, from, to, cue, cued_by: cued_by.flatten() });
        }
        placed
    }

    /// "A day later", where the dates are known, moves the stay.
    fn take_shift(&self, placed: &[Placed], said: &mut DatesSaid) {
        let alone = placed.iter().filter(|p| p.is_day()).count() == 1;
        let Some(later) = placed.iter().find(|p| p.later().is_some()).filter(|_| alone) else { return };
        // "three days later" also answers "when do you leave?"
        let leaving = self.calendar.asked.check_out && !self.calendar.asked.check_in;
        if self.calendar.check_in.is_some() && said.nights.is_none() && !leaving {
            let shift = Shift { moved: self.moved_by(later.from), days: later.later().unwrap_or(0) };
            said.shift = Some(Found::new(shift, later.from..later.to));
        }
    }

    /// Ranges and lengths with a beginning; the last one said counts.
    fn take_spans(&self, placed: &[Placed], said: &mut DatesSaid) {
        for p in placed {
            let Mention { first, end, kind, .. } = p.spoken.mention;
            let (Some(end), Kind::Range | Kind::Stay) = (end, kind) else { continue };
            said.check_in = Some(Found::new(first, p.from..p.to));
            if kind == Kind::Range {
                said.check_out = Some(Found::new(end, p.from..p.to));
            } else {
                let month = (p.from..p.to).any(|k| self.lex(k).unit == Some(Unit::Month));
                let nights = u16::try_from(days_between(first, end)).ok();
                let longest = nights.filter(|&n| month && i32::from(n) == MAX_NIGHTS + 1).map(|n| n - 1);
                said.assumptions.extend(longest.map(|_| Assumption::LongestStay));
                let shorter = (p.from..p.to).find_map(|k| self.two_lengths(k));
                said.assumptions.extend(shorter.map(|(nights, most, _)| Assumption::Shorter { nights, most }));
                said.nights = longest.or(nights).map(|nights| Found::new(nights, p.from..p.to));
            }
        }
    }

    /// Single days; answers which of `placed` became the check-out.
    fn take_days(&self, placed: &[Placed], said: &mut DatesSaid) -> Option<usize> {
        let mut check_out = None;
        let shifted = said.shift.as_ref().map(|s| s.tokens.clone());
        let days = || placed.iter().enumerate().filter(|(_, p)| p.is_day() && shifted != Some(p.from..p.to));
        for (k, p) in days() {
            let found = Found::new(p.date(), p.from..p.to);
            match (p.cue, p.later()) {
                (Some(Cue::CheckOut), Some(nights)) => {
                    said.nights = u16::try_from(nights).ok().map(|nights| Found::new(nights, p.from..p.to));
                }
                (Some(Cue::CheckOut), None) => {
                    said.check_out = Some(found);
                    check_out = Some(k);
                }
                (Some(Cue::CheckIn), _) => said.check_in = Some(found),
                (None, _) => {}
            }
        }
        let asked = self.calendar.asked;
        let closing = !asked.any_date() && (0..self.len()).any(|i| self.is(i, Role::Closing));
        for (k, p) in
            days().filter(|(_, p)| p.cue.is_none() && !(closing && p.spoken.day == Some(Day::Exact(self.today()))))
        {
            let found = Found::new(p.date(), p.from..p.to);
            let after = self.calendar.check_in.is_none_or(|check_in| found.value > check_in);
            let open = self.calendar.check_in.is_some() && is_open(&p.spoken.mention);
            let later = p.later().or_else(|| self.is_next_day(p).then_some(1));
            let follows = after || open || later.is_some() && self.calendar.check_in.is_some();
            let leaving = asked.check_out && ((!asked.check_in && follows) || said.check_in.is_some());
            if self.is_bounded(p)
                || !said.problems.is_empty() && said.check_in.is_none() && self.is(p.from.wrapping_sub(1), Role::To)
            {
                continue;
            }
            if let (true, Some(nights), Some(known)) = (leaving, later, self.calendar.check_in) {
                // "two days later", "the next day", as the answer to "when do you leave?"
                said.check_out = Some(Found::new(plus_days(known, nights), p.from..p.to));
                continue;
            }
            if leaving && said.check_out.is_none() {
                said.check_out = Some(found);
                check_out = Some(k);
            } else if said.check_in.is_none() {
                said.check_in = Some(found);
            }
        }
        check_out
    }

    fn is_next_day(&self, p: &Placed) -> bool {
        let says = |word: &str| (p.from..p.to).any(|k| self.word_is(k, word));
        says("day") && (says("next") || says("following"))
    }

    /// "two weeks in January from the 4th": a day without a month is one of the month said before it, or of the weeks
    /// that the stay is known to lie within.
    fn lend_month(&self, spoken: &mut [(Spoken, usize, usize)]) {
        for k in 0..spoken.len() {
            let month = spoken[..k].iter().rev().map(|(before, ..)| before.mention).find(|m| m.kind == Kind::Month);
            let said = month.and_then(|m| Some((m.first, m.end?)));
            let Some((first, end)) = said.or(self.calendar.within) else { continue };
            let (spoken, ..) = &mut spoken[k];
            let open = spoken.mention.month_assumed || spoken.mention.weekday_only && said.is_none();
            let base = Base { from: first.max(self.today()), ..self.base() };
            let moved = match spoken.day {
                Some(day) if open => day.resolve(base).ok(),
                None if open => in_the_month_of(spoken.mention, base.from),
                _ => None,
            };
            if let Some(moved) = moved.filter(|m| m.first >= first && m.first < end) {
                spoken.mention = moved;
            }
        }
    }

    /// "Miami next month, weekend", "the weekend in the week of 3 May": a weekend said without a "this" or "next" of its
    /// own is that of the week beside it, and some weekend of the month beside it.
    fn lend_period(&self, placed: &mut Vec<Placed>, said: &mut DatesSaid) {
        const WHICH: [Role; 5] = [Role::This, Role::Next, Role::Coming, Role::Following, Role::Last];
        let plain = |k: usize| self.lex(k).ordinal == 0 && !WHICH.iter().any(|&role| self.is(k, role));
        let coming = plus_days(monday_of(self.today()), 5);
        let weekend = placed.iter().position(|p| {
            let Mention { first, kind, .. } = p.spoken.mention;
            kind == Kind::Weekend && first == coming && (p.from..p.to).all(plain)
        });
        let period = |m: &Mention| matches!(m.kind, Kind::Week | Kind::Month | Kind::Part);
        let period = placed.iter().map(|p| p.spoken.mention).find(period);
        let (Some(at), Some(Mention { first, end: Some(end), kind, .. })) = (weekend, period) else { return };
        if (first..end).contains(&coming) || (0..self.len()).any(|k| self.word_is(k, "or")) {
            return;
        }
        if kind == Kind::Week {
            let saturday = weekday_in_week_of(first, Weekday::Saturday);
            placed[at].spoken.mention = Mention::span(Kind::Weekend, saturday, plus_days(saturday, 2));
        } else {
            let tokens = placed[at].from..placed[at].to;
            said.nights.get_or_insert(Found::new(2, tokens));
            placed.remove(at);
        }
    }

    /// "Saturday night only": one night; without the "only" it is for the reader of the turn to take that for granted.
    fn take_single_night(&self, placed: &[Placed], said: &mut DatesSaid) {
        let open = said.nights.is_none() && said.check_out.is_none() && said.check_in.is_some();
        let Some(p) = placed.iter().find(|p| p.is_day()).filter(|_| open) else { return };
        let last = if matches!(self.tokens.word(p.to), "night" | "nite") { p.to } else { p.to - 1 };
        let night = matches!(self.tokens.word(last), "night" | "nite" | "tonight");
        let just = |i: usize| matches!(self.tokens.word(i), "just" | "only");
        let only = just(last + 1) || (1..=2).any(|back| p.from.checked_sub(back).is_some_and(just));
        if night && only {
            said.nights = Some(Found::new(1, p.from..last + 1));
        }
        said.names_a_night = night && p.cue.is_none();
    }

    /// Whether a lone day only bounds the stay: "before 10 January".
    fn is_bounded(&self, p: &Placed) -> bool {
        p.cue.is_none() && !self.calendar.asked.any_date() && self.bound(p).is_some_and(|(_, early)| early)
    }

    /// The word before a day that bounds the stay by it, and whether the stay comes before it.
    fn bound(&self, p: &Placed) -> Option<(usize, bool)> {
        let at = (1..=2).filter_map(|back| p.from.checked_sub(back)).find(|&i| !self.is(i, Role::The))?;
        match self.tokens.word(at) {
            "before" => Some((at, true)),
            "after" => Some((at, false)),
            _ => None,
        }
    }

    /// The days before the one that the stay is to come before.
    fn until(&self, placed: &[Placed], said: &DatesSaid) -> Option<Found<(Date, Date)>> {
        if said.check_in.is_some() || said.check_out.is_some() {
            return None;
        }
        let p = placed.iter().find(|p| p.is_day() && self.is_bounded(p))?;
        Some(Found::new((self.today(), p.date()), p.from..p.to)).filter(|found| found.value.0 < found.value.1)
    }

    /// A weekend, where no day of it was said: Friday to Sunday, or what is left of it.
    fn take_weekend(&self, placed: &[Placed], said: &mut DatesSaid) {
        let said_already = said.check_in.is_some() || said.check_out.is_some() || said.shift.is_some();
        let known = self.calendar.check_in.is_some() && said.nights.is_some();
        let weekend = placed.iter().find(|p| p.spoken.mention.kind == Kind::Weekend);
        let (Some(p), false, None) =
            (weekend, said_already || known, weekend.and_then(|p| p.cue.filter(|&c| c == Cue::CheckOut)))
        else {
            return;
        };
        let Mention { first, end: Some(end), .. } = p.spoken.mention else { return };
        let friday = if first.weekday() == Weekday::Saturday { plus_days(first, -1) } else { first };
        let check_in = friday.max(self.today());
        said.check_in = Some(Found::new(check_in, p.from..p.to));
        if said.nights.is_none() {
            said.check_out = Some(Found::new(plus_days(end, -1).max(plus_days(check_in, 1)), p.from..p.to));
        }
        said.assumptions.push(Assumption::WeekendFromFriday(check_in));
    }

    /// "No, I meant April", where nothing else says when.
    fn take_correction(&self, spoken: &[(Spoken, usize, usize)], said: &mut DatesSaid) {
        let open = said.check_in.is_none() && said.check_out.is_none() && said.shift.is_none();
        let (Some(check_in), true) = (self.calendar.check_in, open && said.nights.is_none()) else { return };
        let Some(found) = self.correction(spoken, check_in) else { return };
        let asked = self.calendar.asked;
        if asked.check_out && !asked.check_in {
            said.check_out = Some(Found::new(plus_days(check_in, found.value.days), found.tokens));
            return;
        }
        if self.calendar.check_out.is_none() && found.value.moved == Moved::Stay {
            said.check_in = Some(Found::new(plus_days(check_in, found.value.days), found.tokens));
        } else {
            said.shift = Some(found);
        }
    }

    /// Reads a check-out again that fell before the check-in, and a check-in whose month the check-out tells.
    fn order(&self, placed: &mut [Placed], check_out: Option<usize>, said: &mut DatesSaid) {
        let Some(out) = check_out else { return };
        let Some(check_in) = said.check_in.as_ref().map(|f| f.value).or(self.calendar.check_in) else { return };
        let mention = placed[out].spoken.mention;
        let open = mention.weekday_only || mention.month_assumed || mention.year_assumed;
        if mention.first <= check_in && open {
            let base = Base { from: plus_days(check_in, 1), ..self.base() };
            let again = placed[out].spoken.day.and_then(|day| again(day, base));
            let again = again.filter(|m| days_between(check_in, m.first) <= MAX_NIGHTS);
            if let Some(mention) = again {
                placed[out].spoken.mention = mention;
                said.check_out = Some(Found::new(mention.first, placed[out].from..placed[out].to));
            }
            return;
        }
        let Some(inward) = said.check_in.as_ref().map(|f| f.tokens.clone()) else { return };
        let Some(p) = placed.iter_mut().find(|p| (p.from..p.to) == inward) else { return };
        if p.spoken.mention.day_only && days_between(check_in, mention.first) > MAX_NIGHTS {
            // "arriving on the 10th, leaving on 12 April"
            let base = Base { from: plus_days(mention.first, -28).max(self.today()), ..self.base() };
            if let Some(earlier) =
                p.spoken.day.and_then(|day| day.resolve(base).ok()).filter(|m| m.first < mention.first)
            {
                p.spoken.mention = earlier;
                said.check_in = Some(Found::new(earlier.first, inward));
            }
        }
    }

    /// `05/04` and `08/04` as days of April, where months would make a stay of a season.
    fn swap_orders(&self, placed: &mut [Placed], check_out: Option<usize>, said: &mut DatesSaid) {
        let (Some(start), Some(end), Some(out)) = (said.check_in.clone(), said.check_out.clone(), check_out) else {
            return;
        };
        let Some(inward) = placed.iter().position(|p| (p.from..p.to) == start.tokens) else { return };
        let others = (placed[inward].spoken.mention.other_order, placed[out].spoken.mention.other_order);
        let (Some(other_in), Some(other_out), None) = (others.0, others.1, self.calendar.day_first) else { return };
        let fits = |from: Date, to: Date| (1..=MAX_NIGHTS).contains(&days_between(from, to));
        if fits(start.value, end.value) || !fits(other_in, other_out) {
            return;
        }
        for (k, read, other) in [(inward, start.value, other_in), (out, end.value, other_out)] {
            placed[k].spoken.mention.first = other;
            placed[k].spoken.mention.other_order = Some(read);
        }
        said.check_in = Some(Found::new(other_in, start.tokens));
        said.check_out = Some(Found::new(other_out, end.tokens));
    }

    /// What keeps the stay from being one, with what is known filled in.
    fn find_problems(&self, said: &mut DatesSaid) {
        let today = self.today();
        let stated_in = said.check_in.as_ref().map(|f| f.value);
        let stated_out = said.check_out.as_ref().map(|f| f.value);
        let nights = said.nights.as_ref().map(|f| i32::from(f.value));
        let start = stated_in.or(self.calendar.check_in.filter(|_| stated_out.is_some()));
        if let Some(day) = [stated_in, stated_out].into_iter().flatten().find(|&day| day < today) {
            said.problems.push(Problem::Past(day));
            return;
        }
        if let Some(day) = stated_in.or(stated_out).filter(|&day| days_between(today, day) > MAX_DAYS_AHEAD) {
            said.problems.push(Problem::TooFar(day));
        }
        match (start, stated_out) {
            (Some(check_in), Some(check_out)) if check_out <= check_in => {
                said.problems.push(Problem::CheckOutNotAfterCheckIn { check_in, check_out });
            }
            (Some(check_in), Some(check_out)) if days_between(check_in, check_out) > MAX_NIGHTS => {
                said.problems.push(Problem::TooLong { nights: days_between(check_in, check_out) });
            }
            (_, None) => {
                if let Some(nights) = nights.filter(|&n| n > MAX_NIGHTS) {
                    said.problems.push(Problem::TooLong { nights });
                }
            }
            (Some(_) | None, Some(_)) => {}
        }
    }
}

/// The week or month the stay lies within, where no days of it were said.
fn within(placed: &[Placed], said: &DatesSaid) -> Option<Found<(Date, Date)>> {
    if said.check_in.is_some() || said.check_out.is_some() || said.shift.is_some() {
        return None;
    }
    placed.iter().find_map(|p| {
        let Mention { first, end, kind, .. } = p.spoken.mention;
        let vague = matches!(kind, Kind::Week | Kind::Month | Kind::Part);
        Some(Found::new((first, end?), p.from..p.to)).filter(|_| vague)
    })
}

/// Whether the month or week of a day was left open.
fn is_open(mention: &Mention) -> bool {
    mention.weekday_only || mention.month_assumed || mention.day_only
}

/// A range of days without a month, in the month of `from`.
fn in_the_month_of(mention: Mention, from: Date) -> Option<Mention> {
    let first = if mention.weekday_only {
        super::calendar::weekday_from(from, mention.first.weekday())
    } else {
        Date::new(from.year(), from.month(), mention.first.day()).ok()?
    };
    let end = mention.end.map(|end| plus_days(first, days_between(mention.first, end)));
    Some(Mention { first, end, ..mention })
}

/// The day read again from another base; a weekday in whatever week comes next.
fn again(day: Day, base: Base) -> Option<Mention> {
    let day = match day {
        Day::Weekday(weekday, WhichWeek::Open | WhichWeek::Near) => Day::Weekday(weekday, WhichWeek::Near),
        Day::Weekday(_, WhichWeek::Ahead(_)) => return None,
        Day::Exact(_) | Day::Fields { .. } | Day::Numeric { .. } | Day::Later(_) => day,
    };
    day.resolve(base).ok()
}
