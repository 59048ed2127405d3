"""What areas are called."""

from django.conf import settings
from django.utils.translation import gettext as _

from enrollment.models import District, Dong, Tong
from portal.common.office import Office, not_registered


def area_name(area_path: str) -> str:
    """The name of `district`, `district/dong` or `district/dong/tong`; codes nobody knows stay codes."""
    codes = area_path.split("/")
    if len(codes) == 1:
        district = District.objects.filter(code=codes[0]).first()
        return district.display_name if district else codes[0]
    dong = Dong.objects.filter(code=codes[1]).first()
    name = dong.display_name if dong else codes[1]
    if len(codes) == 2:
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
