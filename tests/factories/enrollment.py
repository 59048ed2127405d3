from dataclasses import replace
from datetime import date
from itertools import count

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain.apply import Accepted, accept
from enrollment.enums import ApplicationMethod, ConsentPurpose, IntakePlace, Relation
from enrollment.models import Dong

_numbers = count(1)


def application_form(**changes) -> ApplicationForm:
    """A valid form of a new household; `changes` replace its fields."""
    number = next(_numbers)
    form = ApplicationForm(
        name=f"가나다{number}",
        birth_date=date(1980, 3, 4),
        relation=Relation.HEAD,
        head_name=f"가나다{number}",
        dong=Dong.objects.select_related("district").get(code="1120056000"),
        road_address=f"서울특별시 성동구 고산자로 {number}",
        address_detail="101동 1203호",
        mobile=f"0100000{number:04d}",
        email=f"resident{number}@example.kr",
        services=("district_news",),
        topics=("culture",),
        channels=("sms", "email"),
        consents={purpose: True for purpose in ConsentPurpose.values},
    )
    changes.setdefault("head_name", changes.get("name", form.head_name))
    return replace(form, **changes)


def intake(**changes) -> Intake:
    """An online intake of a past day, so that rates at later days see it; its contacts are confirmed."""
    base = Intake(method=ApplicationMethod.ONLINE, place=IntakePlace.ONLINE, collected_on=date(2026, 1, 5))
    if changes.get("method", base.method) == ApplicationMethod.ONLINE:
        changes.setdefault("verified_kinds", frozenset({"mobile", "email"}))
    return replace(base, **changes)


def enroll(*, by=None, intake_changes: dict | None = None, **form_changes) -> Accepted:
    """An accepted application."""
    return accept(form=application_form(**form_changes), intake=intake(**(intake_changes or {})), by=by)
