"""A programme of any size, written into the ledgers by the database itself.

Row `n` of a table belongs to household `n`, a household of one. Days, dongs and places are spread by the
number, so that every run writes the same rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import NOT_PROVIDED, Model
from django.utils import timezone

from enrollment.domain.consent import current_texts
from enrollment.domain.household_counts import import_counts
from enrollment.enums import IntakePlace
from enrollment.models import (
    Application,
    Consent,
    ContactPoint,
    District,
    Dong,
    EnrollmentPeriod,
    Household,
    HouseholdPeriod,
    Person,
    Service,
    Target,
    Tong,
    TongLeader,
    Topic,
)
from notices.enums import CampaignKind, CampaignState
from notices.enums.notice import RoundState
from notices.models import AddressedNotice, Campaign, Delivery, NoticeKind, NoticeRound, Subscription
from portal.accounts.models import User
from portal.common.bulk import restart_sequence
from portal.common.crypto import encrypt
from tests.factories.rates import DISTRICT, mois_file

OPENED = date(2012, 9, 16)
DAYS = 375
"""From the first day of intake until the figures were told, 26 September 2013."""
TONGS = 27
"""Of each dong."""
# Most come in the first weeks: the square of an even spread.
_DAY = f"(DATE '{OPENED}' + (power((n::bigint * 7919 %% 100003) / 100003.0, 2) * {DAYS})::integer)"
_NOW = "now()"


def describe(households: int, dongs: int) -> None:
    """District, dongs, tongs with leaders, count of households and target: what an empty portal knows."""
    District.objects.filter(code=DISTRICT).update(intake_opened_on=OPENED)
    known = Dong.objects.filter(district=DISTRICT).count()
    Dong.objects.bulk_create(
        Dong(
            code=f"11200{1000 + number:05}",
            district_id=DISTRICT,
            name=f"시험{number}동",
            official_name=f"시험{number}동",
        )
        for number in range(dongs - known)
    )
    codes = _codes()
    each, rest = divmod(households, len(codes))
    counts = {code: each + (number < rest) for number, code in enumerate(codes)}
    import_counts(
        data=mois_file({"2012년08월": counts}), filename="세대현황.csv", district_code=DISTRICT, by=None
    )
    tongs = Tong.objects.bulk_create(
        Tong(dong_id=code, number=number, valid_from=date(2012, 1, 1))
        for code in codes
        for number in range(1, TONGS + 1)
    )
    TongLeader.objects.bulk_create(
        TongLeader(tong=tong, name="김통장", starts_on=date(2012, 1, 1)) for tong in tongs
    )
    Target.objects.create(district_id=DISTRICT, rate_percent=50, due_on=date(2014, 6, 30), set_on=OPENED)


@contextmanager
def at_once() -> Iterator[None]:
    """Rows are written without looking up what they point at and without noting what they change: both are
    known here, and the summaries are counted as a whole afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


@contextmanager
def _without_indexes(model: type[Model]) -> Iterator[None]:
    """Indexes of a table are made again after its rows are there, but for those of constraints."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE schemaname = current_schema() AND tablename = %s AND indexname NOT IN"
            " (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
            [table, table],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in indexes:
            cursor.execute(definition)


def enroll(count: int) -> None:
    """`count` enrolled households with applications, services, consents, contacts and subscriptions; one in
    fifty has left again."""
    dong, place = _one_of(_codes()), _one_of(IntakePlace.values)
    tongs = list(Tong.objects.order_by("dong", "number").values_list("pk", flat=True))
    leaders = list(TongLeader.objects.order_by("tong").values_list("pk", flat=True))
    services = list(Service.objects.order_by("pk").values_list("pk", flat=True)[:2])
    left = f"CASE WHEN n %% 50 = 0 THEN {_DAY} + 30 END"
    reason = "CASE WHEN n %% 50 = 0 THEN 'withdrawn' ELSE '' END"
    _fill(
        Household, count, id="n", created_at=_NOW, updated_at=_NOW, dong_id=dong, ban="1 + n %% 9",
        tong_id=_one_of(tongs, of="n / 7"), road_address="'고산자로 1'", address_key="'고산자로1 ' || n",
        head_name="'가나다'", head_key="'가나다'",
    )  # fmt: skip
    _fill(
        Person, count, id="n", created_at=_NOW, updated_at=_NOW, household_id="n", name="'가나다'",
        name_key="'가나다'", birth_date=_text(encrypt("1980-01-01")), birth_index="n::text",
        birth_year="1930 + n %% 70", relation="'head'",
    )  # fmt: skip
    value = _text(encrypt("01000000000"))
    for kind in ("mobile", "email"):
        _fill(
            ContactPoint, count, person_id="n", kind=f"'{kind}'", value=value, index=f"'{kind}' || n",
            state="CASE WHEN n %% 40 = 0 THEN 'dead' ELSE 'active' END", started_at=_NOW,
        )  # fmt: skip
    _fill(
        Application, count, id="n", receipt_no="'T' || n", place=place, dong_id=dong, collected_on=_DAY,
        method="CASE WHEN n %% 3 = 0 THEN 'online' ELSE 'paper' END", household_id="n", person_id="n",
        collected_by_id=f"CASE WHEN n %% 3 = 1 THEN {_one_of(leaders, of='n / 7')} END",
        entered_at=f"({_DAY} + (n %% 5)::integer + make_interval(hours => (8 + n %% 12)::integer))"
        " AT TIME ZONE 'Asia/Seoul'",
        status="'accepted'",
    )  # fmt: skip
    for service in services:
        _fill(
            EnrollmentPeriod, count, person_id="n", service_id=str(service), starts_on=_DAY, ends_on=left,
            ended_reason=reason, source_id="n",
        )  # fmt: skip
    _fill(
        HouseholdPeriod, count, household_id="n", dong_id=dong, place=place, starts_on=_DAY, ends_on=left,
        ended_reason=reason,
    )  # fmt: skip
    for text in list(current_texts().values())[:2]:
        _fill(
            Consent, count, person_id="n", text_id=str(text.pk), purpose=f"'{text.purpose}'", given="true",
            method="'paper'", at=_NOW, application_id="n",
        )  # fmt: skip
    for topic in _topics()[:2]:
        _fill(
            Subscription, count, person_id="n", topic_id=str(topic), channel="'sms'", starts_at=_NOW,
        )  # fmt: skip
    for model in (Household, Person, Application):
        restart_sequence(model)


def send(rounds: int, deliveries: int, people: int) -> None:
    """`rounds` campaigns that ended, with `deliveries` among them, each to people in turn."""
    drafter, approver = _officers()
    now, topics = timezone.now(), _topics()
    each, rest = divmod(deliveries, rounds)
    with _without_indexes(Delivery):
        for number in range(rounds):
            at = now - timedelta(days=400 - number)
            campaign = Campaign.objects.create(
                district_id=DISTRICT, kind=CampaignKind.PUBLIC_INFO, title=f"소식 {number + 1}",
                channels=["sms"], topic_id=topics[number % len(topics)], sms_body="[성동구] 소식입니다.",
                state=CampaignState.FINISHED, content_hash="0" * 64, drafted_by=drafter, approved_by=approver,
                approved_at=at, started_at=at, finished_at=at, round_no=number + 1,
            )  # fmt: skip
            count = min(each + (number < rest), people)
            _fill(
                Delivery, count, campaign_id=str(campaign.pk), person_id="n", contact_id="n", channel="'sms'",
                state="CASE WHEN n %% 30 = 0 THEN 'failed' ELSE 'delivered' END", queued_at=_NOW,
                handed_over_at=_NOW,
            )  # fmt: skip


def serve(rounds: int, notices: int) -> None:
    """`rounds` of addressed notices that are over, of `notices` people each: nine of ten seen, the others
    carried."""
    dong, kind = _one_of(_codes()), NoticeKind.objects.order_by("pk").first()
    drafter, approver = _officers()
    for number in range(rounds):
        day = OPENED + timedelta(days=30 + number * 8)
        moment = f"(DATE '{day}' + (n %% 7)::integer) AT TIME ZONE 'Asia/Seoul'"
        one_round = NoticeRound.objects.create(
            district_id=DISTRICT, kind=kind, terms=kind.terms.first(), year=day.year, round_no=number + 1,
            title=f"통지 {number + 1}", event_on=day + timedelta(days=30), serve_by=day + timedelta(days=20),
            paper_on=day + timedelta(days=15), keep_until=day + timedelta(days=1000), state=RoundState.CLOSED,
            drafted_by=drafter, approved_by=approver, closed_at=timezone.now(), content_hash="0" * 64,
            approved_at=timezone.make_aware(datetime.combine(day, time(9))),
        )  # fmt: skip
        _fill(
            AddressedNotice, notices, round_id=str(one_round.pk), position="n", dong_id=dong, person_id="n",
            verdict="'matched'", state="CASE WHEN n %% 10 = 0 THEN 'on_paper' ELSE 'seen' END", rung="0",
            seen_at=f"CASE WHEN n %% 10 <> 0 THEN {moment} END",
            on_paper_at=f"CASE WHEN n %% 10 = 0 THEN {moment} END", subject="n::text",
            seen_by="CASE WHEN n %% 10 <> 0 THEN 'code' ELSE '' END",
            paper_reason="CASE WHEN n %% 10 = 0 THEN 'not_seen' ELSE '' END",
        )  # fmt: skip


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _officers() -> tuple[User, User]:
    """Who drafts, and who approves."""
    return tuple(
        User.objects.get_or_create(email=f"bench-{name}@example.kr")[0] for name in ("drafter", "approver")
    )


def _codes() -> list[str]:
    return list(Dong.objects.filter(district=DISTRICT).order_by("code").values_list("code", flat=True))


def _topics() -> list[int]:
    return list(Topic.objects.order_by("pk").values_list("pk", flat=True))


def _one_of(values: list, of: str = "n") -> str:
    """SQL for one of some values, by the number of the row."""
    kind = "bigint" if isinstance(values[0], int) else "text"
    listed = ",".join(str(value) for value in values)
    return f"('{{{listed}}}'::{kind}[])[1 + ({of}) %% {len(values)}]"


def _text(value) -> str:
    """SQL for text or bytes."""
    return f"'{value}'" if isinstance(value, str) else f"'\\x{bytes(value).hex()}'::bytea"


def _fill(model: type[Model], count: int, **columns: str) -> None:
    """`count` rows of SQL expressions of their number `n`; other columns get the default of their field."""
    defaults = {
        field.column: field.get_db_prep_save(
            "" if field.default is NOT_PROVIDED else field.get_default(), connection
        )
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.null and field.column not in columns
    }
    names = ", ".join(f'"{name}"' for name in (*columns, *defaults))
    values = ", ".join([*columns.values(), *["%s"] * len(defaults)])
    statement = (
        f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} FROM generate_series(1, %s) n'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*defaults.values(), count])
