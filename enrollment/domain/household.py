"""Finding or opening a household, and the ledger of when it counts as enrolled."""

from datetime import date

from django.db import connection
from django.db.models import F

from enrollment.application_form import ApplicationForm
from enrollment.domain.spell_cut import Stretch, stretches_of
from enrollment.domain.spell_fill import fill_gaps
from enrollment.enums import EndReason, IntakePlace, Relation
from enrollment.models import Household, HouseholdPeriod, Person, Tong
from enrollment.queries.people import in_use
from enrollment.queries.stays import FOREVER
from portal.common.address import address_key
from portal.common.crypto import blind_index
from portal.common.text import normalise_name


def find_or_open(form: ApplicationForm) -> tuple[Household, bool]:
    """The open household at this address with this head, locked, opened when there is none.

    Two people saving the same household at the same moment meet at its unique constraint: the later one
    waits for the earlier and finds its row. Whoever holds the row writes the household's ledgers alone.
    """
    return Household.objects.select_for_update().get_or_create(
        address_key=address_key(
            form.road_address, form.address_detail, district_name=form.dong.district.name
        ),
        head_key=normalise_name(form.head_name),
        closed_on=None,
        defaults={
            "dong": form.dong,
            "tong": _tong(form),
            "ban": form.ban,
            "road_address": form.road_address,
            "address_detail": form.address_detail,
            "head_name": form.head_name,
        },
    )


def fill_tong(household: Household, form: ApplicationForm) -> None:
    """Learn the tong and ban of a known household from a form that names them; what is known stays."""
    if household.tong_id is None and form.tong_number is not None:
        household.tong, household.ban = _tong(form), form.ban
        household.save(update_fields=["tong", "ban", "updated_at"])


def _tong(form: ApplicationForm) -> Tong | None:
    if form.tong_number is None:
        return None
    return Tong.objects.get(dong=form.dong, number=form.tong_number, valid_to=None)


def find_or_add_person(
    household: Household, form: ApplicationForm, *, person_id: int | None = None
) -> tuple[Person, bool]:
    """The member with this name and birth date, added when the household has none.

    `person_id` names the member when somebody or something recognised it under another spelling.
    """
    if person_id is not None:
        return Person.objects.select_for_update(no_key=True).get(pk=person_id, household=household), False
    return Person.objects.get_or_create(
        household=household,
        name_key=normalise_name(form.name),
        birth_index=blind_index("birth_date", form.birth_date.isoformat()),
        merged_into=None,
        defaults={
            "name": form.name,
            "birth_date": form.birth_date,
            "birth_year": form.birth_date.year,
            "sex": form.sex,
            "relation": _relation(household, form),
        },
    )


def _relation(household: Household, form: ApplicationForm) -> str:
    """A household has one head: whoever is called so by another name is a member."""
    if form.relation == Relation.HEAD and normalise_name(form.name) != household.head_key:
        return Relation.OTHER
    return form.relation


def lock_dwelling(form: ApplicationForm) -> None:
    """Let applications for one dwelling be judged one after the other, until the end of the transaction.

    Two at the same moment, with the head spelled differently, would otherwise both find nobody there.
    """
    key = address_key(form.road_address, form.address_detail, district_name=form.dong.district.name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dwelling:{key}"])


def lock(household_id: int) -> Household:
    """The household, its row held until the end of the transaction.

    Nothing is joined to a row that is locked, here and everywhere: who waited for somebody to point it at
    another row would find nothing, or what was joined before.
    """
    return Household.objects.select_for_update().get(pk=household_id)


def lock_with(person: Person) -> tuple[Household, Person]:
    """The household of a person and the person in use, both held until the end of the transaction.

    Household first, as everywhere: whoever holds its row writes its ledgers alone. Who waits for a merge or
    a move to end finds the person elsewhere then, and holds that household. Here and everywhere the row of a
    person is held without its key: rows that name the person are written meanwhile, and nobody waits in a
    ring.
    """
    while True:
        found = in_use(Person.objects.get(pk=person.pk))
        household = lock(found.household_id)
        held = Person.objects.select_for_update(no_key=True)
        now = held.filter(pk=found.pk, household=household, merged_into=None).first()
        if now is not None:
            return household, now


def sync_period(household: Household, *, day: date, place: str = IntakePlace.OTHER, reason: str = "") -> None:
    """Bring the household's ledger in line with its members' periods, as of `day`.

    Enrolled means at least one member has a running enrollment period (the rule printed beside rates).
    `place` is kept when the household becomes enrolled, `reason` when it stops being so. Past days from
    `day` on that a member was enrolled count as well, between spells that have ended too.
    """
    lock(household.pk)
    open_period = HouseholdPeriod.objects.filter(household=household, ends_on=None).first()
    stretches = stretches_of(household)
    runs = bool(stretches) and stretches[-1].ends_on == FOREVER
    if open_period is None and runs:
        starts_on = _not_before_last_end(household, max(day, stretches[-1].starts_on))
        HouseholdPeriod.objects.create(
            household=household, dong_id=household.dong_id, place=place, starts_on=starts_on
        )
    elif open_period is not None:
        _follow(open_period, stretches, reason or EndReason.WITHDRAWN)
    fill_gaps(household, stretches, since=day, place=place)


def _follow(open_period: HouseholdPeriod, stretches: list[Stretch], reason: str) -> None:
    """End the running spell where nobody used anything any more, and open it again where somebody did.

    Somebody may leave as of a day before another member joined: the days between count for nobody.
    """
    since = open_period.starts_on
    pieces = [stretch for stretch in stretches if stretch.ends_on > since]
    goes_on = pieces.pop(0) if pieces and pieces[0].starts_on <= since else None
    if goes_on and goes_on.ends_on == FOREVER:
        return
    open_period.ends_on = goes_on.ends_on if goes_on else since
    open_period.ended_reason = reason
    open_period.save(update_fields=["ends_on", "ended_reason"])
    for stretch in pieces:
        runs = stretch.ends_on == FOREVER
        HouseholdPeriod.objects.create(
            household_id=open_period.household_id,
            dong_id=open_period.dong_id,
            place=stretch.place,
            starts_on=stretch.starts_on,
            ends_on=None if runs else stretch.ends_on,
            ended_reason="" if runs else reason,
        )


def _not_before_last_end(household: Household, day: date) -> date:
    """`day`, or the end of the last spell when that is later: spells that overlap would count twice."""
    last_end = (
        HouseholdPeriod.objects.filter(household=household, ends_on__gt=F("starts_on"))
        .order_by("-ends_on")
        .values_list("ends_on", flat=True)
        .first()
    )
    return max(day, last_end) if last_end else day
