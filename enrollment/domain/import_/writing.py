"""Writing a chunk of rows, all or nothing: plain ones set by set, the others one by one as at the desk.

Plain is an adult not known before, on a form that belongs to no batch: nearly every row of a large file.
Whatever needs a decision, a person already known, a child's guardian or a batch takes `domain.apply.accept`,
so that its rules are written once.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain import household
from enrollment.domain.apply import accept
from enrollment.domain.import_.holding import hold_homes
from enrollment.domain.import_.judged import Judged
from enrollment.domain.import_.tables import Rows
from enrollment.domain.match import Verdict
from enrollment.domain.receipt_no import reserve
from enrollment.enums import ImportVerdict
from enrollment.models import Application, Household, HouseholdPeriod, ImportFile, Person
from enrollment.queries.known import Known
from enrollment.signals import applications_imported
from portal.common.bulk import take_ids


def write(judged: list[Judged], file: ImportFile, known: Known, *, by) -> None:
    """Write the good rows and say of each what it became. Call in a transaction, after `hold`.

    Raises ChangedMeanwhile or IntegrityError when somebody else was faster by a moment.
    """
    good = [item for item in judged if item.is_good]
    plain, others = _split(good)
    _Plain(plain, hold_homes(good), file, known, by=by).write()
    for item in others:
        _write_one(item, file, by=by)


def _split(good: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    plain, others, apart, people, unsure = [], [], set(), set(), set()
    for item in good:
        found, traits = item.match, item.reading.traits
        person = _home_key(item), traits.name_key, traits.birth_index
        home = traits.address_key, traits.head_key
        is_plain = (
            found.verdict is not Verdict.UNSURE
            and found.person_id is None
            and found.opened_by not in apart
            and person not in people
            and home not in unsure
            and item.paper is None
            and not item.reading.waits_for_guardian
        )
        people.add(person)
        if is_plain:
            plain.append(item)
        else:
            others.append(item)
            apart.add(item.position)
            if found.verdict is Verdict.UNSURE:
                # Whoever follows into that home goes in after it, or it would find them there.
                unsure.add(home)
    return plain, others


def _home_key(item: Judged) -> int | tuple[str, int]:
    """The known household's id, or which row of the chunk opens the household."""
    found = item.match
    if found.household_id:
        return found.household_id
    return "opened", item.position if found.opened_by is None else found.opened_by


def _write_one(item: Judged, file: ImportFile, *, by) -> None:
    try:
        intake = replace(item.reading.intake, tell=file.tell_applicants)
        accepted = accept(form=item.reading.form, intake=intake, by=by)
    except ValidationError as error:
        item.refuse(error.message_dict if hasattr(error, "error_dict") else {"": error.messages})
        return
    if accepted.repeated:
        item.verdict = ImportVerdict.REPEATED
    elif accepted.waiting:
        item.verdict = ImportVerdict.REVIEW
    else:
        item.verdict = ImportVerdict.JOINED if accepted.joined_household else ImportVerdict.ACCEPTED
    item.application_id = accepted.application.pk if accepted.application else None


class _Plain:
    """The plain rows of a chunk, written with one COPY a table."""

    def __init__(
        self, plain: list[Judged], held: dict[int, Household], file: ImportFile, known: Known, *, by
    ):
        self.plain, self.held, self.file = plain, held, file
        self.known, self.by = known, by
        self.at = timezone.localtime()
        self.rows = Rows(known, by=by, at=self.at)

    def write(self) -> None:
        if not self.plain:
            return
        homes = self._homes()
        joined_ids = {item.match.household_id for item in self.plain}
        joined_homes = {pk: home for pk, home in self.held.items() if pk in joined_ids}
        people = take_ids(Person, len(self.plain))
        # The counter is held before ids are drawn: lists of changes are read by growing id.
        first = reserve(self.at.year, len(self.plain))
        applications = take_ids(Application, len(self.plain))
        spells: dict[int, tuple] = {}
        for number, item in enumerate(self.plain):
            opened = item.match.verdict is Verdict.NEW
            home = homes[_home_key(item)]
            if opened:
                self.rows.open_household(home, item)
            self.rows.add(
                item,
                person_id=people[number],
                application_id=applications[number],
                household_id=home,
                number=first + number,
                joined=not opened,
            )
            _earliest(spells, home, item)
            item.verdict = ImportVerdict.ACCEPTED if opened else ImportVerdict.JOINED
            item.application_id = applications[number]
        for home, (day, place, dong) in spells.items():
            if home not in joined_homes:
                self.rows.enroll_household(home, dong, place, day)
        self.rows.copy()
        self._bring_in_line(joined_homes, spells)
        applications_imported.send(
            sender=Application, application_ids=applications, by=self.by, tell=self.file.tell_applicants
        )

    def _homes(self) -> dict:
        """The household of each row: known ones by their id, those the chunk opens by new ids."""
        new = [_home_key(item) for item in self.plain if item.match.verdict is Verdict.NEW]
        homes = dict(zip(new, take_ids(Household, len(new)), strict=True))
        homes.update({item.match.household_id: item.match.household_id for item in self.plain})
        return homes

    def _bring_in_line(self, joined: dict[int, Household], spells: dict[int, tuple]) -> None:
        """Households known before: learn their tong, and let their spell begin early enough."""
        if not joined:
            return
        for item in self.plain:
            home = joined.get(item.match.household_id)
            if home and home.tong_id is None:
                household.fill_tong(home, item.reading.form)
        running = dict(
            HouseholdPeriod.objects.filter(household__in=joined, ends_on=None).values_list(
                "household_id", "starts_on"
            )
        )
        for home_id, (day, place, _dong) in spells.items():
            if home_id in joined and (home_id not in running or day < running[home_id]):
                household.sync_period(joined[home_id], day=day, place=place)


def _earliest(spells: dict[int, tuple], home: int, item: Judged) -> None:
    intake = item.reading.intake
    if home not in spells or intake.collected_on < spells[home][0]:
        spells[home] = intake.collected_on, intake.place, item.reading.form.dong.code
