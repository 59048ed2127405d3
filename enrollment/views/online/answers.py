"""The answers of a journey as they are read back before they are handed in."""

from django.utils.translation import gettext as _

from enrollment.enums import Channel, GuardianRelation, Relation, Sex
from enrollment.models import Service, Topic
from enrollment.views.online.journey import Journey, url_of
from portal.common import phone
from portal.common.templatetags.korean import kdate


def sections(journey: Journey) -> list[dict]:
    """Titles with rows of label, value and the page that changes it; "ko" marks what is Korean anyway."""
    parts = [(_("동의"), "consents", _consents), (_("신청인"), "person", _person)]
    if journey.needs_guardian:
        parts.append((_("법정대리인"), "guardian", _guardian))
    parts += [
        (_("연락처"), "contact", _contact),
        (_("세대와 주소"), "household", _household),
        (_("서비스와 받는 방법"), "services", _wishes),
    ]
    return [
        {
            "title": title,
            "rows": [
                {"label": label, "value": value, "change_url": url_of(step), "lang": "".join(language)}
                for label, value, *language in rows(journey)
            ],
        }
        for title, step, rows in parts
    ]


def _consents(journey: Journey) -> list[tuple]:
    form = journey.valid_form("consents")
    return [
        (form.texts[purpose].in_language("title"), _("동의함") if given else _("동의하지 않음"))
        for purpose, given in form.answers.items()
    ]


def _person(journey: Journey) -> list[tuple]:
    person = journey.answers("person")
    return [
        (_("이름"), person["name"]),
        (_("생년월일"), kdate(person["birth_date"])),
        (_("성별"), Sex(person["sex"]).label if person["sex"] else ""),
    ]


def _guardian(journey: Journey) -> list[tuple]:
    guardian = journey.answers("guardian")
    return [
        (_("법정대리인 이름"), guardian["guardian_name"]),
        (_("신청인과의 관계"), GuardianRelation(guardian["guardian_relation"]).label),
        (_("법정대리인 휴대전화 번호"), phone.display(guardian["guardian_phone"])),
    ]


def _contact(journey: Journey) -> list[tuple]:
    contact = journey.answers("contact")
    return [(_("휴대전화 번호"), phone.display(contact["mobile"])), (_("이메일"), contact["email"])]


def _household(journey: Journey) -> list[tuple]:
    home = journey.answers("household")
    tong = _("%(number)s통") % {"number": home["tong_number"]} if home["tong_number"] else ""
    ban = _("%(number)s반") % {"number": home["ban"]} if home["ban"] else ""
    return [
        (_("세대주와의 관계"), Relation(home["relation"]).label),
        (_("세대주 이름"), home["head_name"]),
        (_("도로명주소"), home["road_address"], "ko"),
        (_("상세주소"), home["address_detail"], "ko"),
        (_("행정동"), str(home["dong"])),
        (_("통과 반"), f"{tong} {ban}".strip()),
    ]


def _wishes(journey: Journey) -> list[tuple]:
    wishes = journey.answers("services")
    return [
        (_("희망 서비스"), names(Service, wishes["services"])),
        (_("관심분야"), names(Topic, wishes["topics"])),
        (_("받는 방법"), [Channel(channel).label for channel in wishes["channels"]]),
    ]


def names(catalogue, codes: list[str]) -> list[str]:
    """Names of catalogue entries in the reader's language."""
    return [entry.display_name for entry in catalogue.objects.filter(code__in=codes)]
