"""Summaries of ledgers: counted once when the ledger changes, read by every page in few rows.

Triggers note which cells of a summary a statement touched, whatever code or SQL it was. `catch_up` counts
those cells anew from the ledger, so nothing is added up twice and nothing drifts. See decision 19.
"""

from portal.common.summary.checking import Compared, check
from portal.common.summary.counting import catch_up, may_not_write, may_write, rebuild, unsettled_since
from portal.common.summary.definition import Beside, Part, Summary, register, registered

__all__ = [
    "Beside",
    "Compared",
    "Part",
    "Summary",
    "catch_up",
    "check",
    "may_not_write",
    "may_write",
    "rebuild",
    "register",
    "registered",
    "unsettled_since",
]
