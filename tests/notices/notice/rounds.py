"""Rounds of addressed notices that wait for their approval, for tests."""

from datetime import date

from notices.domain.notice import round
from notices.models import NoticeRound
from tests.factories.notices import addressee
from tests.notices.rolls import draft, row


def ready(officer, *rows, **changes) -> NoticeRound:
    """In review, with one served electronically and one unknown unless `rows` say otherwise."""
    if not rows:
        who = addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
        rows = row(who.name, "19900506"), row("둘나가", "19910506", tong=5)
    made = draft(*rows, by=officer, **changes)
    return round.submit(round=made, by=officer)


def events(notice) -> list[str]:
    return list(notice.evidence.order_by("sequence").values_list("kind", flat=True))
