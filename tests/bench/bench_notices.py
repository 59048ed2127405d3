"""script/bench notices: a round of addressed notices from the uploaded roll until every mail is handed over.

Read, matched, submitted, approved with a document and evidence for everybody, then climbed and handed over by
real workers, one for the clock and one for personal messages. A PDF is made when somebody asks for it: how
many in a second is told beside.
"""

import csv
import io
import sys
from datetime import timedelta

from django.utils import timezone

from enrollment.enums import ConsentPurpose
from enrollment.models import District, EnrollmentPeriod, Person, Service
from notices.domain.notice import approving, document, roll
from notices.domain.notice import round as rounds
from notices.enums import DeliveryState
from notices.enums.notice import RollVerdict
from notices.models import ElectionPeriod, NoticeKind, NoticeMessage, NoticeRound
from notices.queries.kinds import latest_terms
from portal.accounts.enums import RoleCode
from portal.common.crypto import blind_index
from tests.bench import figures, mailing, residents
from tests.bench.figures import say, until
from tests.bench.workers import workers
from tests.factories.accounts import staff

FLOOR_SECONDS = 30
PDFS = 100
VALUES = {"starts_at": "09:00", "ends_at": "13:00", "place": "성동구민방위교육장", "course": "기본 교육"}


def main(arguments: list[str]) -> int:
    options = figures.options("notices", __doc__, recipients=5000, rounds=3).parse_args(arguments)
    say(f"Moving {options.recipients:,} people in")
    _move_in(options.recipients)
    with mailing.sink() as sink, workers() as running:
        at_any_hour = {"DJANGO_SETTINGS_MODULE": "tests.bench.any_hour", "EMAIL_URL": sink.url}
        running.start("clock", concurrency=1, **at_any_hour)
        running.start("personal", concurrency=1, **at_any_hour)
        found = figures.rounds(options.rounds, lambda number: _round(options.recipients, sink, number))
    measured = {
        "recipients": options.recipients,
        "rounds": options.rounds,
        "seconds_to_read_and_match": figures.middle(found, "made"),
        "seconds_to_approve": figures.middle(found, "approved"),
        "seconds_to_climb_and_hand_over": figures.middle(found, "handed_over"),
        "seconds_in_all": figures.middle(found, "all"),
        "pdfs_per_second": figures.middle(found, "pdfs"),
    }
    figures.report(measured, options.json)
    return 0 if measured["seconds_in_all"] <= FLOOR_SECONDS else 1


def _round(count: int, sink: mailing.Sink, number: int) -> dict:
    sink.forget()
    drafter, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    data, made = _file(count), []
    making = figures.timed(lambda: made.append(_made(data, drafter, number)))
    [round] = made
    approving_took = figures.timed(lambda: _approve(round, drafter, approver))
    messages = NoticeMessage.objects.filter(notice__round=round)
    out = messages.filter(message__state=DeliveryState.HANDED_OVER)
    handing_over = figures.timed(lambda: until(lambda: out.count() == count, 600, "not all was handed over"))
    mailing.check_received(sink, count, "the round")
    assert messages.count() == count
    some = list(round.notices.select_related("round__terms", "round__kind")[:PDFS])
    drawing = figures.timed(lambda: [document.pdf(notice) for notice in some])
    return {
        "made": making,
        "approved": approving_took,
        "handed_over": handing_over,
        "all": making + approving_took + handing_over,
        "pdfs": len(some) / drawing,
    }


def _made(data: bytes, drafter, number: int) -> NoticeRound:
    kind, district = NoticeKind.objects.get(code="civil_defence"), District.objects.get(code="1120000000")
    read = roll.read_file(
        data=data, filename="명단.csv", terms=latest_terms(kind), district=district, dong=None
    )
    return rounds.create(
        district=district,
        kind=kind,
        title="민방위 교육훈련",
        event_on=timezone.localdate() + timedelta(days=40 + number),
        values=VALUES,
        roll=read,
        by=drafter,
    )


def _approve(round: NoticeRound, drafter, approver) -> None:
    assert not round.notices.exclude(verdict=RollVerdict.MATCHED).exists()
    rounds.submit(round=round, by=drafter)
    approving.approve(round=round, by=approver)


def _file(count: int) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["성명", "생년월일", "휴대전화", "이메일", "소속 민방위대"])
    for number in range(1, count + 1):
        name, phone = residents.name_of(number), residents.phone_of(number)
        lines.writerow([name, "1980-01-01", phone, residents.address_of(number), "1소대"])
    return text.getvalue().encode("utf-8-sig")


def _move_in(count: int) -> None:
    """Enrolled for notices of civil defence, with their consent; found by name and birth date."""
    residents.move_in(count, purpose=ConsentPurpose.E_NOTICE)
    Person.objects.update(birth_index=blind_index("birth_date", "1980-01-01"))
    service = Service.objects.get(code="civil_defence")
    EnrollmentPeriod.objects.update(service=service)
    ElectionPeriod.objects.all().delete()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
