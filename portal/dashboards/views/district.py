"""Pages that need the district."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from enrollment.models import District


def with_district(back_to: str):
    """Gives the view the district; before there is one the reader is told so and led to `back_to`."""

    def decorate(view):
        @wraps(view)
        def led(request, *args, **kwargs):
            district = District.objects.filter(code=settings.DISTRICT_CODE).first()
            if district is None:
                messages.warning(request, _("아직 구 정보가 없습니다. 세대수 파일을 먼저 등록해 주세요."))
                return redirect(back_to)
            return view(request, district, *args, **kwargs)

        return led

    return decorate
