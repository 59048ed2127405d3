"""An application that waits beside one household it may belong to, value by value.

The values are masked unless the veil is lifted; whether they agree is told in words, from the plain ones.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm
from enrollment.domain.likeness import Place, near_name, near_place
from enrollment.domain.match import Candidate
from enrollment.enums import ContactKind, MatchReason, Relation
from enrollment.models import Household, Person
from enrollment.queries.alike import traits_of
from enrollment.veil import Veil
from portal.common import masking, phone
from portal.common.templatetags.korean import kdate
from portal.common.text import normalise_name

SAME, NEAR, DIFFERENT, UNKNOWN = "same", "near", "different", "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One value on both sides, as shown, and whether the plain ones agree."""

    label: str
    ours: str
    theirs: str
    likeness: str

    @property
    def likeness_label(self) -> str:
        return {
            SAME: _("같음"),
            NEAR: _("비슷함"),
            DIFFERENT: _("다름"),
            UNKNOWN: _("견줄 값 없음"),
        }[self.likeness]


def application_facts(form: ApplicationForm, veil: Veil) -> dict[str, str]:
    """The values of the application as one response may show them."""
    shown = veil.lifted
    home = Household(road_address=form.road_address, address_detail=form.address_detail)
    return {
        "name": veil.name(form.name),
        "birth_date": kdate(form.birth_date) if shown else masking.birth_date(form.birth_date),
        "mobile": phone.display(form.mobile) if shown else masking.mobile(form.mobile),
        "relation": str(Relation(form.relation).label),
        "head": veil.name(form.head_name),
        "address": veil.address(home),
    }


def candidate_sheet(form: ApplicationForm, home: Household, candidate: Candidate, veil: Veil) -> dict:
    """One household beside the application: lines to compare, and what may be decided about it."""
    members = list(home.people.all())
    member = next((person for person in members if person.pk == candidate.person_id), None)
    facts = application_facts(form, veil)
    lines = [
        Line(_("세대주"), facts["head"], veil.name(home.head_name), _names(form.head_name, home.head_name)),
        Line(_("주소"), facts["address"], veil.address(home), _places(form, home)),
        *_member_lines(form, facts, members, member, veil),
    ]
    return {
        "home": home,
        "lines": lines,
        "reasons": [MatchReason(reason).label for reason in candidate.reasons],
        "members": [f"{veil.name(person.name)} ({Relation(person.relation).label})" for person in members],
        "head": veil.name(home.head_name),
        "member": veil.name(member.name) if member else "",
        "person_id": member.pk if member else None,
        "is_exact": MatchReason.SAME_PERSON.value in candidate.reasons,
    }


def _member_lines(
    form: ApplicationForm, facts: dict, members: list[Person], member: Person | None, veil: Veil
) -> list[Line]:
    phones = {
        person: next((c for c in person.contacts.all() if c.kind == ContactKind.MOBILE), None)
        for person in members
    }
    if member is None:
        sharing = [person for person, point in phones.items() if point and point.value == form.mobile]
        theirs = ", ".join(veil.name(person.name) for person in sharing)
        shared = _("%(name)s의 번호") % {"name": theirs} if sharing else _("같은 번호를 쓰는 사람 없음")
        return [
            Line(_("신청인"), facts["name"], _("이 세대에 같은 사람 없음"), DIFFERENT),
            Line(_("휴대전화"), facts["mobile"], shared, SAME if sharing else DIFFERENT),
        ]
    point = phones[member]
    number = veil.contact(point) if point else "-"
    return [
        Line(_("신청인"), facts["name"], veil.name(member.name), _names(form.name, member.name)),
        Line(
            _("생년월일"),
            facts["birth_date"],
            veil.birth_date(member.birth_date),
            SAME if form.birth_date == member.birth_date else DIFFERENT,
        ),
        Line(_("휴대전화"), facts["mobile"], number, _phones(form.mobile, point)),
        Line(
            _("관계"),
            facts["relation"],
            str(Relation(member.relation).label),
            SAME if form.relation == member.relation else DIFFERENT,
        ),
    ]


def _likeness(same: bool, near: Callable[[], bool]) -> str:
    if same:
        return SAME
    return NEAR if near() else DIFFERENT


def _names(first: str, second: str) -> str:
    one, other = normalise_name(first), normalise_name(second)
    return _likeness(one == other, lambda: near_name(one, other))


def _places(form: ApplicationForm, home: Household) -> str:
    key = traits_of(form).address_key
    one, other = Place.of(key), Place.of(home.address_key)
    return _likeness(
        key == home.address_key, lambda: near_place(one, other) or one.building == other.building
    )


def _phones(mobile: str, point) -> str:
    if point is None or not mobile:
        return UNKNOWN
    return SAME if point.value == mobile else DIFFERENT
