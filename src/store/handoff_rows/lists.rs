//! What hangs on a handoff, row by row, where it differs.

use serde_json::{Value, json};

use crate::domain::handoff::{
    Handoff, Item, Promise, Question, Rating, ReadBack, Return, ReturnReason, SecondLook, Verdict, Waiver,
};
use crate::domain::sla::ClockInstance;
use crate::store::columns::key_of;
use crate::store::fault::Fault;
use crate::store::plan::Op;
use crate::store::sql::{Arg, args, statements};

statements! {
    PUT_CLOCK = "INSERT INTO clocks (workspace_id, handoff_id, kind, n, ordinal, started_at_ms, span, counts_back, \
        calendar_id, due_at_ms, schedule, pauses, paused_at_ms, met_at_ms, breached_at_ms, stopped_at_ms) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
        ON CONFLICT (workspace_id, handoff_id, kind, n) DO UPDATE SET started_at_ms = excluded.started_at_ms, \
        span = excluded.span, counts_back = excluded.counts_back, calendar_id = excluded.calendar_id, \
        due_at_ms = excluded.due_at_ms, schedule = excluded.schedule, pauses = excluded.pauses, \
        paused_at_ms = excluded.paused_at_ms, met_at_ms = excluded.met_at_ms, \
        breached_at_ms = excluded.breached_at_ms, stopped_at_ms = excluded.stopped_at_ms";
    TAKE_STEP = "INSERT INTO clock_steps (workspace_id, handoff_id, clock, n, step, ordinal, decided_at_ms, \
        passed_over) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    PUT_QUESTION = "INSERT INTO questions (workspace_id, handoff_id, n, by_id, asked_at_ms, field, text, round, \
        answered_by_id, answered_at_ms, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        ON CONFLICT (workspace_id, handoff_id, n) DO UPDATE SET by_id = excluded.by_id, \
        asked_at_ms = excluded.asked_at_ms, field = excluded.field, text = excluded.text, round = excluded.round, \
        answered_by_id = excluded.answered_by_id, answered_at_ms = excluded.answered_at_ms, answer = excluded.answer";
    PUT_RETURN = "INSERT INTO returns (workspace_id, handoff_id, n, by_id, returned_at_ms, round, reason, sections, \
        note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace_id, handoff_id, n) DO UPDATE SET \
        by_id = excluded.by_id, returned_at_ms = excluded.returned_at_ms, round = excluded.round, \
        reason = excluded.reason, sections = excluded.sections, note = excluded.note";
    PUT_READ_BACK = "INSERT INTO read_backs (workspace_id, handoff_id, n, by_id, written_at_ms, goal, first_step, \
        watch, verdict, verdict_at_ms, verdict_line) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        ON CONFLICT (workspace_id, handoff_id, n) DO UPDATE SET by_id = excluded.by_id, \
        written_at_ms = excluded.written_at_ms, goal = excluded.goal, first_step = excluded.first_step, \
        watch = excluded.watch, verdict = excluded.verdict, verdict_at_ms = excluded.verdict_at_ms, \
        verdict_line = excluded.verdict_line";
    PUT_ITEM = "INSERT INTO checklist_items (workspace_id, handoff_id, n, key, assignee, due_at_ms, is_clause, \
        ticked_by_id, ticked_at_ms, is_moved, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        ON CONFLICT (workspace_id, handoff_id, n) DO UPDATE SET key = excluded.key, assignee = excluded.assignee, \
        due_at_ms = excluded.due_at_ms, is_clause = excluded.is_clause, ticked_by_id = excluded.ticked_by_id, \
        ticked_at_ms = excluded.ticked_at_ms, is_moved = excluded.is_moved, answer = excluded.answer";
    PUT_PROMISE = "INSERT INTO promises (workspace_id, handoff_id, n, text, to_whom, by_day, is_kept, is_withdrawn) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace_id, handoff_id, n) DO UPDATE SET \
        text = excluded.text, to_whom = excluded.to_whom, by_day = excluded.by_day, is_kept = excluded.is_kept, \
        is_withdrawn = excluded.is_withdrawn";
    PUT_WAIVER = "INSERT INTO waivers (workspace_id, handoff_id, n, what, key, by_id, waived_at_ms, reason) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (workspace_id, handoff_id, n) DO UPDATE SET \
        what = excluded.what, key = excluded.key, by_id = excluded.by_id, waived_at_ms = excluded.waived_at_ms, \
        reason = excluded.reason";
    SAY = "INSERT INTO occasions (workspace_id, handoff_id, n, key, said_at_ms) VALUES ($1, $2, $3, $4, $5)";
    PUT_RATING = "INSERT INTO ratings (workspace_id, handoff_id, by_id, first_rated_at_ms, needed, timing, felt, \
        reason, words, extra_number, extra_tick, is_locked, is_thanked) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
        ON CONFLICT (workspace_id, handoff_id) DO UPDATE SET by_id = excluded.by_id, \
        first_rated_at_ms = excluded.first_rated_at_ms, needed = excluded.needed, timing = excluded.timing, \
        felt = excluded.felt, reason = excluded.reason, words = excluded.words, \
        extra_number = excluded.extra_number, extra_tick = excluded.extra_tick, is_locked = excluded.is_locked, \
        is_thanked = excluded.is_thanked";
    PUT_EARLIER_RATING = "INSERT INTO earlier_ratings (workspace_id, handoff_id, by_id, first_rated_at_ms, needed, \
        timing, felt, reason, words, extra_number, extra_tick, is_locked, is_thanked, n) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
        ON CONFLICT (workspace_id, handoff_id, n) DO UPDATE SET is_locked = excluded.is_locked";
    REMOVE_RATING = "DELETE FROM ratings WHERE workspace_id = $1 AND handoff_id = $2";
    PUT_SECOND_LOOK = "INSERT INTO second_looks (workspace_id, handoff_id, by_id, looked_at_ms, section, words, \
        promises_accurate, felt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT (workspace_id, handoff_id) DO UPDATE SET by_id = excluded.by_id, \
        looked_at_ms = excluded.looked_at_ms, section = excluded.section, words = excluded.words, \
        promises_accurate = excluded.promises_accurate, felt = excluded.felt";
    REMOVE_SECOND_LOOK = "DELETE FROM second_looks WHERE workspace_id = $1 AND handoff_id = $2";
}

/// Adds the statements of everything that differs.
pub(super) fn plan(before: Option<&Handoff>, after: &Handoff, ops: &mut Vec<Op>) -> Result<(), Fault> {
    plan_clocks(before, after, ops)?;
    for (n, question) in changed(before.map(|before| &*before.questions), &after.questions)? {
        ops.push(put_question(after, n, question));
    }
    for (n, row) in changed(before.map(|before| &*before.returns), &after.returns)? {
        ops.push(put_return(after, n, row));
    }
    for (n, read_back) in changed(before.map(|before| &*before.read_backs), &after.read_backs)? {
        ops.push(put_read_back(after, n, read_back));
    }
    for (n, item) in changed(before.map(|before| &*before.items), &after.items)? {
        ops.push(put_item(after, n, item)?);
    }
    for (n, promise) in changed(before.map(|before| &*before.promises), &after.promises)? {
        ops.push(put_promise(after, n, promise));
    }
    for (n, waiver) in changed(before.map(|before| &*before.waivers), &after.waivers)? {
        ops.push(put_waiver(after, n, waiver)?);
    }
    for (n, said) in changed(before.map(|before| &*before.occasions), &after.occasions)? {
        ops.push(Op::new(SAY, args![after.workspace, after.id, n, &said.key, said.at]));
    }
    for (n, rating) in changed(before.map(|before| &*before.earlier_ratings), &after.earlier_ratings)? {
        let mut args = rating_args(after, rating)?;
        args.extend(args![n]);
        ops.push(Op::new(PUT_EARLIER_RATING, args));
    }
    plan_rating(before.and_then(|before| before.rating.as_ref()), after, ops)?;
    plan_second_look(before.and_then(|before| before.second_look.as_ref()), after, ops)
}

/// The elements that are new or differ, with their place from 1.
fn changed<'a, T: PartialEq>(before: Option<&[T]>, after: &'a [T]) -> Result<Vec<(i64, &'a T)>, Fault> {
    let before = before.unwrap_or_default();
    if after.len() < before.len() {
        return Err(Fault::Misuse("a list of a handoff only grows"));
    }
    let is_changed = |&(n, element): &(i64, &T)| {
        let place = usize::try_from(n - 1).unwrap_or(usize::MAX);
        before.get(place) != Some(element)
    };
    Ok((1i64..).zip(after).filter(is_changed).collect())
}

fn plan_clocks(before: Option<&Handoff>, after: &Handoff, ops: &mut Vec<Op>) -> Result<(), Fault> {
    let old = before.map(|before| &*before.clocks).unwrap_or_default();
    for (ordinal, clock) in changed(Some(old), &after.clocks)? {
        let was = usize::try_from(ordinal - 1).ok().and_then(|place| old.get(place));
        if was.is_some_and(|was| (was.kind, was.n) != (clock.kind, clock.n)) {
            return Err(Fault::Misuse("a clock keeps its place"));
        }
        let steps = was.map(|was| &*was.steps).unwrap_or_default();
        if !clock.steps.starts_with(steps) {
            return Err(Fault::Misuse("a decided step is never written again"));
        }
        if was.is_none_or(|was| !is_same_row(was, clock)) {
            ops.push(put_clock(after, ordinal, clock)?);
        }
        for (place, taken) in (1i64..).zip(&clock.steps).skip(steps.len()) {
            let args = args![
                after.workspace,
                after.id,
                key_of(&clock.kind)?,
                clock.n,
                taken.step.key(),
                place,
                taken.at,
                taken.passed_over,
            ];
            ops.push(Op::new(TAKE_STEP, args));
        }
    }
    Ok(())
}

/// Whether two states of a clock differ in their steps at most.
fn is_same_row(was: &ClockInstance, is: &ClockInstance) -> bool {
    let ClockInstance { kind, n, start, span, before, calendar, due, schedule, pauses, .. } = is;
    let opened = (was.kind, was.n, was.start, was.before, was.calendar) == (*kind, *n, *start, *before, *calendar);
    let running = (was.due, was.schedule, &was.pauses, &was.span) == (*due, *schedule, pauses, span);
    let ended = (was.paused_since, was.met_at, was.breached_at, was.stopped_at)
        == (is.paused_since, is.met_at, is.breached_at, is.stopped_at);
    opened && running && ended
}

fn put_clock(handoff: &Handoff, ordinal: i64, clock: &ClockInstance) -> Result<Op, Fault> {
    let periods: Vec<[i64; 2]> = clock.pauses.iter().map(|pause| [pause.from.ms(), pause.to.ms()]).collect();
    let args = args![
        handoff.workspace,
        handoff.id,
        key_of(&clock.kind)?,
        clock.n,
        ordinal,
        clock.start,
        clock.span.to_string(),
        clock.before,
        clock.calendar,
        clock.due,
        clock.schedule,
        json!({ "v": 1, "periods": periods }),
        clock.paused_since,
        clock.met_at,
        clock.breached_at,
        clock.stopped_at,
    ];
    Ok(Op::new(PUT_CLOCK, args))
}

fn put_question(handoff: &Handoff, n: i64, question: &Question) -> Op {
    let answer = question.answer.as_ref();
    let args = args![
        handoff.workspace,
        handoff.id,
        n,
        question.by,
        question.at,
        &question.field,
        &question.text,
        question.round,
        answer.map(|answer| answer.by),
        answer.map(|answer| answer.at),
        answer.map(|answer| answer.text.clone()),
    ];
    Op::new(PUT_QUESTION, args)
}

fn put_return(handoff: &Handoff, n: i64, row: &Return) -> Op {
    let sections: Vec<Value> = row.sections.iter().map(|section| Value::from(section.as_str())).collect();
    let args = args![
        handoff.workspace,
        handoff.id,
        n,
        row.by,
        row.at,
        row.round,
        row.reason.key(),
        json!({ "v": 1, "sections": sections }),
        &row.note,
    ];
    Op::new(PUT_RETURN, args)
}

fn put_read_back(handoff: &Handoff, n: i64, read_back: &ReadBack) -> Op {
    let (verdict, at, line) = match &read_back.verdict {
        Verdict::Open => ("open", None, None),
        Verdict::Confirmed(at) => ("confirmed", Some(*at), None),
        Verdict::Disputed { at, line } => ("disputed", Some(*at), Some(line.clone())),
        Verdict::Taken { at, line } => ("taken", Some(*at), Some(line.clone())),
    };
    let args = args![
        handoff.workspace,
        handoff.id,
        n,
        read_back.by,
        read_back.at,
        &read_back.goal,
        &read_back.first_step,
        &read_back.watch,
        verdict,
        at,
        line,
    ];
    Op::new(PUT_READ_BACK, args)
}

fn put_item(handoff: &Handoff, n: i64, item: &Item) -> Result<Op, Fault> {
    let args = args![
        handoff.workspace,
        handoff.id,
        n,
        &item.key,
        key_of(&item.who)?,
        item.due,
        item.is_clause,
        item.ticked.map(|(by, _)| by),
        item.ticked.map(|(_, at)| at),
        item.is_moved,
        &item.line,
    ];
    Ok(Op::new(PUT_ITEM, args))
}

fn put_promise(handoff: &Handoff, n: i64, promise: &Promise) -> Op {
    let args = args![
        handoff.workspace,
        handoff.id,
        n,
        &promise.text,
        &promise.to,
        promise.by.map(|day| day.to_string()),
        promise.kept,
        promise.withdrawn,
    ];
    Op::new(PUT_PROMISE, args)
}

fn put_waiver(handoff: &Handoff, n: i64, waiver: &Waiver) -> Result<Op, Fault> {
    let args = args![
        handoff.workspace,
        handoff.id,
        n,
        key_of(&waiver.what)?,
        &waiver.key,
        waiver.by,
        waiver.at,
        &waiver.reason,
    ];
    Ok(Op::new(PUT_WAIVER, args))
}

fn plan_rating(before: Option<&Rating>, after: &Handoff, ops: &mut Vec<Op>) -> Result<(), Fault> {
    if before == after.rating.as_ref() {
        return Ok(());
    }
    let Some(rating) = &after.rating else {
        ops.push(Op::new(REMOVE_RATING, args![after.workspace, after.id]));
        return Ok(());
    };
    ops.push(Op::new(PUT_RATING, rating_args(after, rating)?));
    Ok(())
}

fn rating_args(handoff: &Handoff, rating: &Rating) -> Result<Vec<Arg>, Fault> {
    Ok(args![
        handoff.workspace,
        handoff.id,
        rating.by,
        rating.first_at,
        rating.needed,
        rating.timing.as_ref().map(key_of).transpose()?,
        rating.felt.as_ref().map(key_of).transpose()?,
        rating.reason.map(ReturnReason::key),
        &rating.words,
        rating.extra_number,
        rating.extra_tick,
        rating.locked,
        rating.thanked,
    ])
}

fn plan_second_look(before: Option<&SecondLook>, after: &Handoff, ops: &mut Vec<Op>) -> Result<(), Fault> {
    if before == after.second_look.as_ref() {
        return Ok(());
    }
    let Some(look) = &after.second_look else {
        ops.push(Op::new(REMOVE_SECOND_LOOK, args![after.workspace, after.id]));
        return Ok(());
    };
    let args = args![
        after.workspace,
        after.id,
        look.by,
        look.at,
        &look.section,
        &look.words,
        look.promises_accurate,
        look.felt.as_ref().map(key_of).transpose()?,
    ];
    ops.push(Op::new(PUT_SECOND_LOOK, args));
    Ok(())
}
