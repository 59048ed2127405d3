"""A typed form as one text per field, so that two typings can be laid beside each other.

What the portal reads alike is alike: spaces in a name, 102-304 and 102동 304호.
"""

from enrollment.application_form import ApplicationForm, Intake
from portal.common.address_unit import parse_unit
from portal.common.text import normalise_name, squash_spaces

CONSENT = "consent_"


def typed_values(form: ApplicationForm, intake: Intake) -> dict[str, str]:
    """One text for each field of the paper page; codes in alphabetical order, dates as ISO."""
    guardian = form.guardian
    return {
        "collected_on": intake.collected_on.isoformat(),
        "tong_ban": "/".join(str(part) for part in (form.tong_number, form.ban) if part is not None),
        "name": normalise_name(form.name),
        "birth_date": form.birth_date.isoformat(),
        "sex": str(form.sex),
        "relation": str(form.relation),
        "head_name": normalise_name(form.head_name),
        "road_address": squash_spaces(form.road_address),
        "address_detail": str(parse_unit(form.address_detail)),
        "mobile": form.mobile,
        "email": form.email,
        "services": _codes(form.services),
        "topics": _codes(form.topics),
        "channels": _codes(form.channels),
        **{
            f"{CONSENT}{purpose}": "yes" if given else "no"
            for purpose, given in sorted(form.consents.items())
        },
        "guardian_name": normalise_name(guardian.name) if guardian else "",
        "guardian_phone": guardian.phone if guardian else "",
        "guardian_relation": str(guardian.relation) if guardian else "",
    }


def differences(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """Names of fields that differ, in the order of the paper."""
    names = dict.fromkeys([*first, *second])
    return [name for name in names if first.get(name, "") != second.get(name, "")]


def _codes(codes) -> str:
    return ",".join(sorted(str(code) for code in codes))
