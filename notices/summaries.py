"""What the rolls of notices are counted by: see `portal.common.summary` and `models.summary`.

A change of a definition needs its triggers made anew by a migration, and `manage.py rebuild_summaries`.
"""

from portal.common.summary import Part, Summary

_DAY_OF = "({moment} AT TIME ZONE 'Asia/Seoul')::date"
_ROUND = "FROM notices_noticeround o WHERE o.id = r.round_id"
_APPROVED_ON = f"(SELECT {_DAY_OF.format(moment='o.approved_at')} {_ROUND})"
_WAS_APPROVED = f"EXISTS (SELECT {_ROUND} AND o.approved_at IS NOT NULL)"
_WENT_OUT = "r.rung IS NOT NULL"
_WHERE = "r.round_id, COALESCE(r.dong_id, '')"
# Two ways to say one thing: an index serves each, and none serves COALESCE.
_NEAR = "r.round_id = c.round_id AND (r.dong_id = c.dong_code OR (r.dong_id IS NULL AND c.dong_code = ''))"

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
                f"{_APPROVED_ON}, {_WHERE}, (r.state <> 'stopped')::integer, ({_WENT_OUT})::integer, 0, 0,"
                f" ({_WENT_OUT} AND r.state = 'stopped')::integer"
            ),
            near=_NEAR,
            where=f"r.state <> 'draft' AND (r.state <> 'stopped' OR {_WENT_OUT}) AND {_WAS_APPROVED}",
        ),
        Part(
            columns=f"{_DAY_OF.format(moment='r.seen_at')}, {_WHERE}, 0, 0, 1, 0, 0",
            near=_NEAR,
            where="r.state = 'seen' AND r.on_paper_at IS NULL",
        ),
        Part(
            columns=f"{_DAY_OF.format(moment='r.on_paper_at')}, {_WHERE}, 0, 0, 0, 1, 0",
            near=_NEAR,
            where=f"{_WENT_OUT} AND r.on_paper_at IS NOT NULL",
        ),
        Part(
            columns=f"{_DAY_OF.format(moment='least(r.seen_at, r.on_paper_at)')}, {_WHERE}, 0, 0, 0, 0, 1",
            near=_NEAR,
            where=f"{_WENT_OUT} AND r.state <> 'stopped' AND least(r.seen_at, r.on_paper_at) IS NOT NULL",
        ),
    ),
)

SUMMARIES = (NOTICE_DAY,)
