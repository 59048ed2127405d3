"""Importing household counts. A correction never overwrites: the old figure stays as its own trace."""

import hashlib
import re
from dataclasses import replace
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.household_count_changes import SOURCE, Month, Preview, compared
from enrollment.models import District, Dong, HouseholdCount, HouseholdCountImport
from enrollment.validators.household_counts import (
    HouseholdCountError,
    ParsedCounts,
    Problem,
    compare,
    parse,
)
from portal.accounts.models import User
from portal.common import audit, resident_number

_OFFICIAL_ORDINAL = re.compile(r"제(?=\d)")


def preview(*, data: bytes, filename: str, district_code: str) -> Preview:
    """What importing the file would change. Raises HouseholdCountError with every reason to refuse it."""
    parsed = _parsed(data, filename, district_code)
    _refuse_other_dongs(parsed)
    return compared(parsed)


@transaction.atomic
def import_counts(*, data: bytes, filename: str, district_code: str, by: User | None) -> Preview:
    """Write what the file changes, and tell it. The same file again writes nothing.

    A district not known yet is created with the dongs of the file; of a known one the file must hold every
    dong and no other. Raises HouseholdCountError with every reason to refuse; then nothing is changed.
    """
    parsed = _parsed(data, filename, district_code)
    is_new = _lock_areas(parsed, by)
    _refuse_other_dongs(parsed)
    found = replace(compared(parsed), district_is_new=is_new)
    if found.changes_nothing:
        return found
    imported = HouseholdCountImport.objects.create(
        district_id=district_code,
        source=SOURCE,
        file_name=file_name(filename),
        file_sha256=hashlib.sha256(data).hexdigest(),
        imported_by=by,
    )
    for month in found.months:
        _write(month, imported)
    audit.record(by=by, action="household_counts.import", obj=imported, **_audit_detail(found))
    return replace(found, imported=imported)


def _parsed(data: bytes, filename: str, district_code: str) -> ParsedCounts:
    """The figures of the file; refused for its name, its content, its dongs or months still to come."""
    try:
        resident_number.refuse(filename)
    except ValidationError as error:
        raise HouseholdCountError([Problem(error.messages[0])]) from None
    parsed = parse(data, filename, district_code=district_code, known=_known_dongs(district_code))
    today = timezone.localdate()
    message = _("%(month)s은 아직 오지 않은 달입니다. 파일의 연월을 확인해 주세요.")
    coming = [as_of for as_of in parsed.months if as_of.replace(day=1) > today]
    if coming:
        raise HouseholdCountError([Problem(message % {"month": f"{as_of:%Y-%m}"}) for as_of in coming])
    return parsed


def _refuse_dongs_of_others(parsed: ParsedCounts) -> None:
    """A dong lies in one district: a city and its districts cannot both be kept."""
    message = _(
        "%(dong)s(%(code)s)은(는) 이미 %(district)s의 동으로 등록되어 있습니다. 구 코드를 확인해 주세요."
    )
    taken = Dong.objects.filter(code__in=parsed.names).select_related("district")
    problems = [
        Problem(
            message % {"dong": dong.display_name, "code": dong.code, "district": dong.district.display_name},
            row=parsed.rows[dong.code],
        )
        for dong in taken
    ]
    if problems:
        raise HouseholdCountError(problems)


def _known_dongs(district_code: str) -> dict[str, str]:
    return dict(Dong.objects.filter(district_id=district_code).values_list("code", "name"))


def _refuse_other_dongs(parsed: ParsedCounts) -> None:
    known = _known_dongs(parsed.district_code)
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
        _refuse_dongs_of_others(parsed)
        Dong.objects.bulk_create(
            Dong(
                code=code, district=district, name=name, official_name=name, spellings=_other_spellings(name)
            )
            for code, name in parsed.names.items()
        )
        audit.record(by=by, action="district.create", obj=district, dongs=len(parsed.names))
    return is_new


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


def file_name(filename: str) -> str:
    """The name without folders, as long as its column."""
    return PurePath(filename.replace("\\", "/")).name[:200]


def _audit_detail(found: Preview) -> dict:
    return {
        "district": found.district_code,
        "months": [month.as_of.isoformat() for month in found.months],
        "new": sum(len(month.new) for month in found.months),
        "same": sum(len(month.same) for month in found.months),
        "corrected": [
            {
                "dong": change.dong_code,
                "as_of": change.as_of.isoformat(),
                "from": change.previous,
                "to": change.households,
            }
            for month in found.months
            for change in month.corrected
        ],
    }
