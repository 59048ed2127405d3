"""Household counts: what a file would change, and changing it. A correction never overwrites."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import CountSource
from enrollment.models import (
    District,
    Dong,
    HouseholdCount,
    HouseholdCountImport,
    HouseholdCountUpload,
)
from enrollment.validators.household_counts import (
    HouseholdCountError,
    ParsedCounts,
    Problem,
    compare,
    parse,
)
from portal.accounts.models import User
from portal.common import audit, resident_number

SOURCE = CountSource.MOIS
UPLOAD_LIFETIME = timedelta(hours=1)
_OFFICIAL_ORDINAL = re.compile(r"제(?=\d)")


class ChangedMeanwhile(Exception):
    """Between preview and confirmation somebody else changed the figures in force."""


@dataclass(frozen=True, slots=True)
class Change:
    """One dong and month: `households` of the file against the figure in force, None when there is none."""

    dong_code: str
    dong_name: str
    as_of: date
    households: int
    previous: int | None = None
    previous_source: str = ""

    @property
    def kind(self) -> str:
        """`new`, `same` or `corrected`; the same figure from another source is a correction too."""
        if self.previous is None:
            return "new"
        same = self.previous == self.households and self.previous_source == SOURCE
        return "same" if same else "corrected"


@dataclass(frozen=True, slots=True)
class Month:
    """The changes of one month, in the order of dong codes."""

    as_of: date
    changes: tuple[Change, ...]

    @property
    def total(self) -> int:
        return sum(change.households for change in self.changes)

    @property
    def previous_total(self) -> int | None:
        """Total in force until now; None when no dong was counted on that day."""
        known = [change.previous for change in self.changes if change.previous is not None]
        return sum(known) if known else None

    def of_kind(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def new(self) -> list[Change]:
        return self.of_kind("new")

    @property
    def same(self) -> list[Change]:
        return self.of_kind("same")

    @property
    def corrected(self) -> list[Change]:
        return self.of_kind("corrected")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file changes; `imported` is the import that wrote it, None when nothing was written."""

    district_code: str
    district_name: str
    district_is_new: bool
    months: tuple[Month, ...]
    imported: HouseholdCountImport | None = None

    @property
    def changes_nothing(self) -> bool:
        return all(change.kind == "same" for month in self.months for change in month.changes)

    @property
    def fingerprint(self) -> str:
        """Names exactly these changes: another figure in force or in the file gives another one."""
        facts = [
            (change.dong_code, change.as_of.isoformat(), change.households, change.previous, change.kind)
            for month in self.months
            for change in month.changes
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def preview(*, data: bytes, filename: str, district_code: str) -> Preview:
    """What importing the file would change. Raises HouseholdCountError with every reason to refuse it."""
    parsed = _parsed(data, filename, district_code)
    _refuse_other_dongs(parsed)
    return _compared(parsed)


@transaction.atomic
def import_counts(*, data: bytes, filename: str, district_code: str, by: User | None) -> Preview:
    """Write what the file changes, and tell it. The same file again writes nothing.

    A district not known yet is created with the dongs of the file; of a known one the file must hold every
    dong and no other. Raises HouseholdCountError with every reason to refuse; then nothing is changed.
    """
    parsed = _parsed(data, filename, district_code)
    is_new = _lock_areas(parsed, by)
    _refuse_other_dongs(parsed)
    found = replace(_compared(parsed), district_is_new=is_new)
    if found.changes_nothing:
        return found
    imported = HouseholdCountImport.objects.create(
        district_id=district_code,
        source=SOURCE,
        file_name=_file_name(filename),
        file_sha256=hashlib.sha256(data).hexdigest(),
        imported_by=by,
    )
    for month in found.months:
        _write(month, imported)
    audit.record(by=by, action="household_counts.import", obj=imported, **_audit_detail(found))
    return replace(found, imported=imported)


@transaction.atomic
def hold(*, data: bytes, filename: str, by: User) -> HouseholdCountUpload:
    """Keep a file between its preview and its import; files nobody came back to are removed."""
    expired = timezone.now() - UPLOAD_LIFETIME
    HouseholdCountUpload.objects.filter(uploaded_at__lte=expired).delete()
    return HouseholdCountUpload.objects.create(file_name=_file_name(filename), data=data, uploaded_by=by)


def held(*, key, by: User) -> HouseholdCountUpload | None:
    """The file `by` uploaded under this key, None when it is gone, too old or somebody else's."""
    since = timezone.now() - UPLOAD_LIFETIME
    return HouseholdCountUpload.objects.filter(key=key, uploaded_by=by, uploaded_at__gt=since).first()


def discard(*, upload: HouseholdCountUpload) -> None:
    """Let go of a file that is not to be imported; nothing of it was ever in force."""
    upload.delete()


@transaction.atomic
def import_held(
    *, upload: HouseholdCountUpload, fingerprint: str, district_code: str, by: User
) -> Preview:
    """Import a file that was looked at, when it still changes exactly what was shown, and let go of it.

    Raises ChangedMeanwhile when it would change something else, HouseholdCountError as `import_counts` does.
    """
    found = import_counts(
        data=bytes(upload.data), filename=upload.file_name, district_code=district_code, by=by
    )
    if found.fingerprint != fingerprint:
        raise ChangedMeanwhile
    upload.delete()
    return found


def _parsed(data: bytes, filename: str, district_code: str) -> ParsedCounts:
    """The figures of the file, refused for its name, its content or months still to come."""
    try:
        resident_number.refuse(filename)
    except ValidationError as error:
        raise HouseholdCountError([Problem(error.messages[0])]) from None
    parsed = parse(data, filename, district_code=district_code)
    today = timezone.localdate()
    message = _("%(month)s은 아직 오지 않은 달입니다. 파일의 연월을 확인해 주세요.")
    coming = [as_of for as_of in parsed.months if as_of.replace(day=1) > today]
    if coming:
        raise HouseholdCountError([Problem(message % {"month": f"{as_of:%Y-%m}"}) for as_of in coming])
    return parsed


def _refuse_other_dongs(parsed: ParsedCounts) -> None:
    known = dict(Dong.objects.filter(district_id=parsed.district_code).values_list("code", "name"))
    if known and (problems := compare(parsed, known)):
        raise HouseholdCountError(problems)


def _lock_areas(parsed: ParsedCounts, by: User | None) -> bool:
    """Hold the district until the import is done, created with the file's dongs when it has none yet.

    Two imports at once would both take the same figures for the ones in force. Returns whether it is new.
    """
    city, _space, name = parsed.district_name.rpartition(" ")
    district, is_new = District.objects.select_for_update().get_or_create(
        code=parsed.district_code, defaults={"name": name, "city_name": city}
    )
    if not district.dongs.exists():
        Dong.objects.bulk_create(
            Dong(code=code, district=district, name=name, official_name=name, spellings=_other_spellings(name))
            for code, name in parsed.names.items()
        )
        audit.record(by=by, action="district.create", obj=district, dongs=len(parsed.names))
    return is_new


def _compared(parsed: ParsedCounts) -> Preview:
    names = dict(Dong.objects.filter(district_id=parsed.district_code).values_list("code", "name"))
    in_force = {
        (count.dong_id, count.as_of): count
        for count in HouseholdCount.objects.filter(
            dong__district_id=parsed.district_code, as_of__in=parsed.months, superseded_at=None
        )
    }
    months = []
    for as_of, counts in parsed.months.items():
        changes = []
        for code, households in sorted(counts.items()):
            change = Change(code, names.get(code) or parsed.names[code], as_of, households)
            if old := in_force.get((code, as_of)):
                change = replace(change, previous=old.households, previous_source=old.source)
            changes.append(change)
        months.append(Month(as_of, tuple(changes)))
    return Preview(
        district_code=parsed.district_code,
        district_name=parsed.district_name,
        district_is_new=not District.objects.filter(code=parsed.district_code).exists(),
        months=tuple(months),
    )


def _other_spellings(name: str) -> list[str]:
    """왕십리제2동 is written 왕십리2동 by most people."""
    short = _OFFICIAL_ORDINAL.sub("", name)
    return [] if short == name else [short]


def _write(month: Month, imported: HouseholdCountImport) -> None:
    """New rows for what is new or corrected; a corrected row points to the one that takes its place."""
    wanted = [change for change in month.changes if change.kind != "same"]
    replaced = {
        count.dong_id: count
        for count in HouseholdCount.objects.select_for_update().filter(
            dong_id__in=[change.dong_code for change in wanted], as_of=month.as_of, superseded_at=None
        )
    }
    # One figure may be in force for a dong and day: the old one leaves before the new one comes.
    HouseholdCount.objects.filter(pk__in=[count.pk for count in replaced.values()]).update(
        superseded_at=timezone.now()
    )
    written = HouseholdCount.objects.bulk_create(
        HouseholdCount(
            dong_id=change.dong_code,
            as_of=month.as_of,
            households=change.households,
            source=SOURCE,
            imported_in=imported,
        )
        for change in wanted
    )
    for count in written:
        if old := replaced.get(count.dong_id):
            old.superseded_by = count
    HouseholdCount.objects.bulk_update(replaced.values(), ["superseded_by"])


def _file_name(filename: str) -> str:
    """The name without folders, as long as its column."""
    return PurePath(filename.replace("\\", "/")).name[:200]


def _audit_detail(found: Preview) -> dict:
    return {
        "district": found.district_code,
        "months": [month.as_of.isoformat() for month in found.months],
        "new": sum(len(month.new) for month in found.months),
        "same": sum(len(month.same) for month in found.months),
        "corrected": [
            {"dong": change.dong_code, "as_of": change.as_of.isoformat(), "from": change.previous,
             "to": change.households}
            for month in found.months
            for change in month.corrected
        ],
    }
