"""What the rolls of notices are counted by: see `portal.common.summary` and `models.summary`.

A change of a definition needs its triggers made anew by a migration, and `manage.py rebuild_summaries`.
"""

from enrollment.summaries import MONTH_OF, OF_MONTH
from portal.common.summary import Beside, Part, Summary

_DAY_OF = "({moment} AT TIME ZONE 'Asia/Seoul')::date"
_WENT_OUT = "r.rung IS NOT NULL"
_STOPPED = "r.state = 'stopped'"
_ENDED_AT = "least(r.seen_at, r.on_paper_at)"

# What one notice gives to each of its days, in one look at it: a busy round is counted anew again and again.
_HAPPENED = f"""
JOIN notices_noticeround o ON o.id = r.round_id
CROSS JOIN LATERAL (VALUES
    ({_DAY_OF.format(moment="o.approved_at")},
     (NOT {_STOPPED})::integer, ({_WENT_OUT})::integer, 0, 0, ({_WENT_OUT} AND {_STOPPED})::integer),
    (CASE WHEN r.state = 'seen' AND r.on_paper_at IS NULL THEN {_DAY_OF.format(moment="r.seen_at")} END,
     0, 0, 1, 0, 0),
    (CASE WHEN {_WENT_OUT} THEN {_DAY_OF.format(moment="r.on_paper_at")} END, 0, 0, 0, 1, 0),
    (CASE WHEN {_WENT_OUT} AND NOT {_STOPPED} THEN {_DAY_OF.format(moment=_ENDED_AT)} END, 0, 0, 0, 0, 1)
) e (day, addressed, sent, seen, carried, settled)"""

NOTICE_DAY = Summary(
    name="notice_day",
    table="notices_noticeday",
    ledger="notices_addressednotice",
    key=("day", "round_id", "dong_code"),
    counts=("addressed", "sent", "seen", "carried", "settled"),
    cell={"round_id": "bigint", "dong_code": "varchar"},
    parts=(
        Part(
            columns=(
                "e.day, r.round_id, COALESCE(r.dong_id, ''),"
                " e.addressed, e.sent, e.seen, e.carried, e.settled"
            ),
            joined=_HAPPENED,
            where=(
                "r.state <> 'draft' AND e.day IS NOT NULL"
                " AND e.addressed + e.sent + e.seen + e.carried + e.settled > 0"
            ),
            # Two ways to say one thing: an index serves each, and none serves COALESCE.
            near=(
                "r.round_id = c.round_id"
                " AND (r.dong_id = c.dong_code OR (r.dong_id IS NULL AND c.dong_code = ''))"
            ),
        ),
    ),
    beside=Beside("notices_noticeround", "round_id", ("approved_at",)),
)

NOTICE_ROUND_DAY = Summary(
    name="notice_round_day",
    table="notices_noticeroundday",
    ledger=NOTICE_DAY.table,
    key=("round_id", "day"),
    counts=NOTICE_DAY.counts,
    cell={"round_id": "bigint"},
    parts=(
        Part(
            columns="r.round_id, r.day, r.addressed, r.sent, r.seen, r.carried, r.settled",
            near="r.round_id = c.round_id",
        ),
    ),
)

NOTICE_DONG_MONTH = Summary(
    name="notice_dong_month",
    table="notices_noticedongmonth",
    ledger=NOTICE_DAY.table,
    key=("month", "district_id", "kind_id", "dong_code"),
    counts=("seen",),
    cell={"month": "date", "dong_code": "varchar"},
    parts=(
        Part(
            columns=f"{MONTH_OF.format(day='r.day')}, o.district_id, o.kind_id, r.dong_code, r.seen",
            # Neither changes once anything of the round was seen. Its state does: see `notice_days`.
            joined="JOIN notices_noticeround o ON o.id = r.round_id",
            where="r.seen > 0",
            near=f"r.dong_code = c.dong_code AND {OF_MONTH.format(day='r.day')}",
        ),
    ),
)

SUMMARIES = (NOTICE_DAY, NOTICE_ROUND_DAY, NOTICE_DONG_MONTH)
