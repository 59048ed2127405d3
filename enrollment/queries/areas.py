"""What areas are called."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from enrollment.models import District, Dong, Tong
from portal.common.office import Office, not_registered


def area_names(area_paths: Iterable[str]) -> dict[str, str]:
    """The names of any number of `district`, `district/dong` or `district/dong/tong`, in one query.

    Codes nobody knows stay codes.
    """
    parts = {path: path.split("/") for path in area_paths}
    if not parts:
        return {}
    districts = District.objects.filter(code__in={codes[0] for codes in parts.values() if len(codes) == 1})
    dongs = Dong.objects.filter(code__in={codes[1] for codes in parts.values() if len(codes) > 1})
    wanted = ("code", "name", "name_en")
    found = districts.values_list(*wanted).union(dongs.order_by().values_list(*wanted))
    english = get_language() == "en"
    names = {code: name_en if english and name_en else name for code, name, name_en in found}
    return {path: _called(codes, names) for path, codes in parts.items()}


def _called(codes: list[str], names: dict[str, str]) -> str:
    nearest = codes[min(len(codes), 2) - 1]
    name = names.get(nearest, nearest)
    if len(codes) < 3:
        return name
    return _("%(dong)s %(tong)s통") % {"dong": name, "tong": codes[2]}


def office() -> Office:
    """The office of the district this portal serves."""
    district = District.objects.filter(code=settings.DISTRICT_CODE).first()
    return district.office if district else not_registered()


def area_exists(area_path: str) -> bool:
    """Whether `district`, `district/dong` or `district/dong/tong` names areas we have."""
    codes = area_path.split("/")
    if not District.objects.filter(code=codes[0]).exists():
        return False
    if len(codes) >= 2 and not Dong.objects.filter(code=codes[1], district_id=codes[0]).exists():
        return False
    return len(codes) < 3 or Tong.objects.filter(dong_id=codes[1], number=codes[2], valid_to=None).exists()
