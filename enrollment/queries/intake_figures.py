"""What became of rows of files and of applications somebody had to look at: see `portal.common.standing`.

Keys are `2026-01/refused`: the month they came in, and what became of them until now.
"""

from enrollment.queries.standing_figures import rows
from portal.common.standing import Measure

MONTHS_KEPT = 36
"""No page looks back further, so what a page reads does not grow with the years."""

_SINCE = f"date_trunc('month', now() AT TIME ZONE 'Asia/Seoul') - interval '{MONTHS_KEPT} months'"

_IMPORT_ROWS = f"""
SELECT '', to_char(f.uploaded_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM') || '/' || r.verdict, count(*)
  FROM enrollment_importrow r JOIN enrollment_importfile f ON f.id = r.file_id
 WHERE f.state = 'finished' AND r.verdict <> '' AND f.uploaded_at AT TIME ZONE 'Asia/Seoul' >= {_SINCE}
 GROUP BY 2"""

_REVIEWS = f"""
SELECT '', to_char(w.entered_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM') || '/' || w.state, count(*)
  FROM enrollment_waitingapplication w
 WHERE w.entered_at AT TIME ZONE 'Asia/Seoul' >= {_SINCE}
 GROUP BY 2"""

IMPORT_ROWS = Measure("import_rows", lambda: rows(_IMPORT_ROWS))
"""Rows of files that were imported to the end, by month of the file and verdict."""

REVIEWS = Measure("reviews", lambda: rows(_REVIEWS))
"""Applications nobody could place for sure, by month of their entry and what became of them."""

MEASURES = (IMPORT_ROWS, REVIEWS)
