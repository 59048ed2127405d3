"""The outlines that are drawn, those before, and taking back what was loaded."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from enrollment.models import District, Dong
from portal.accounts.models import User
from portal.common import audit
from portal.dashboards.boundaries.load import Drawing
from portal.dashboards.models import BoundaryFile


class ChangedMeanwhile(Exception):
    """Somebody else changed the map since it was looked at."""


def newest(district_code: str) -> BoundaryFile | None:
    """The outlines of a district that are drawn; None where none were loaded or they were taken away."""
    found = BoundaryFile.objects.filter(district=district_code).first()
    return None if found is None or found.is_empty else found


def before(district_code: str) -> BoundaryFile | None:
    """The last outlines uploaded before those that are drawn now; the last of all where none are drawn."""
    drawn = newest(district_code)
    earlier = BoundaryFile.objects.filter(district=district_code, again_of=None).exclude(width=0)
    if drawn is not None:
        earlier = earlier.filter(pk__lt=drawn.again_of_id or drawn.pk).exclude(shapes=drawn.shapes)
    return earlier.first()


@transaction.atomic
def keep(*, drawing: Drawing, district: District, instead_of: int | None, by: User) -> BoundaryFile:
    """From now on these outlines are the map; those before stay to be taken back.

    `instead_of` is the number of those that were drawn when it was asked for. Raises ChangedMeanwhile when
    they are not any more, ValidationError where a dong came since."""
    district = _held(district.pk)
    _refuse_changed(district, instead_of)
    boundary = drawing.as_boundary(district)
    refuse_incomplete(boundary)
    boundary.loaded_by = by
    boundary.save()
    found = {"dongs": len(drawing.shapes), "system": drawing.system}
    audit.record(by=by, action="boundaries.load", obj=boundary, **found)
    return boundary


@transaction.atomic
def restore(*, boundary: BoundaryFile, instead_of: int | None, by: User) -> BoundaryFile:
    """Draw outlines of an earlier time again, written anew as the newest; those that are drawn stay as they
    are. Raises as `keep` does."""
    district = _held(boundary.district_id)
    _refuse_changed(district, instead_of)
    if boundary.pk == instead_of:
        return boundary
    refuse_incomplete(boundary)
    kept = BoundaryFile.objects.create(
        district=district,
        source=boundary.source,
        file_name=boundary.file_name,
        shapes=boundary.shapes,
        width=boundary.width,
        height=boundary.height,
        again_of=boundary.again_of or boundary,
        loaded_by=by,
    )
    audit.record(by=by, action="boundaries.restore", obj=kept, of=boundary.pk)
    return kept


@transaction.atomic
def clear(*, district: District, instead_of: int | None, by: User) -> None:
    """Draw tiles again, unless they are drawn already. What was loaded stays to be taken back. Raises
    ChangedMeanwhile as `keep` does."""
    district = _held(district.pk)
    _refuse_changed(district, instead_of)
    if instead_of is None:
        return
    kept = BoundaryFile.objects.create(district=district, shapes={}, width=0, height=0, loaded_by=by)
    audit.record(by=by, action="boundaries.clear", obj=kept)


def refuse_incomplete(boundary: BoundaryFile) -> None:
    """Raises ValidationError for outlines that lack a dong the district has by now."""
    dongs = Dong.objects.filter(district=boundary.district_id).order_by("code")
    missing = [dong.name for dong in dongs if dong.code not in boundary.shapes]
    if missing:
        message = _(
            "이 경계에는 %(dongs)s의 모양이 없어 지도로 쓸 수 없습니다. 새 경계 파일을 등록해 주세요."
        )
        raise ValidationError(message % {"dongs": ", ".join(missing)})


def _held(district_code: str) -> District:
    return District.objects.select_for_update(no_key=True).get(pk=district_code)


def _refuse_changed(district: District, instead_of: int | None) -> None:
    drawn = newest(district.pk)
    if (drawn and drawn.pk) != instead_of:
        raise ChangedMeanwhile
