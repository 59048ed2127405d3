"""The household: its head, an address inside the district, and a dong that does not contradict it."""

from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm
from enrollment.enums import Relation
from enrollment.models import District, Dong
from enrollment.queries.known import Known
from enrollment.validators.names import is_name, name_message
from enrollment.validators.problems import Problems
from portal.common import address
from portal.common.text import normalise_name

LARGEST_BAN = 99
_RELATIONS = frozenset(Relation.values)


def head(form: ApplicationForm) -> Problems:
    return head_problems(form.name, form.relation, form.head_name)


def head_problems(name: str, relation: str, head_name: str) -> Problems:
    """Whether applicant, relation and head of the household fit together."""
    if relation not in _RELATIONS:
        return {"relation": [_("세대주와의 관계를 고르지 않았습니다. 목록에서 골라 주세요.")]}
    if not normalise_name(head_name):
        return {"head_name": [_("세대주 이름을 입력하지 않았습니다. 세대주의 이름을 입력해 주세요.")]}
    if not is_name(head_name):
        return {"head_name": [name_message()]}
    if relation == Relation.HEAD and normalise_name(name) != normalise_name(head_name):
        message = _(
            "세대주 본인이 신청할 때는 신청인과 세대주의 이름이 같아야 합니다. 이름이나 관계를 고쳐 주세요."
        )
        return {"head_name": [message]}
    return {}


def tong(form: ApplicationForm, known: Known | None = None) -> Problems:
    return tong_problems(form.dong, form.tong_number, form.ban, known)


def tong_problems(dong: Dong, number: int | None, ban: int | None, known: Known | None = None) -> Problems:
    """Whether the tong exists in the dong today, and a ban stands in a tong."""
    if ban is not None and not 1 <= ban <= LARGEST_BAN:
        return {"ban": [_("반은 1부터 99까지의 숫자입니다. 모르면 비워 두세요.")]}
    if number is None:
        return {"tong_number": [_("반만 입력했습니다. 통 번호도 입력해 주세요.")]} if ban else {}
    if (known or Known()).tong_id(dong.code, number):
        return {}
    message = _("%(dong)s에 %(number)s통이 없습니다. 통 번호를 확인하거나 비워 두세요.")
    return {"tong_number": [message % {"dong": dong, "number": number}]}


def home_address(form: ApplicationForm, known: Known | None = None) -> Problems:
    return address_problems(form.road_address, form.address_detail, form.dong.district, known)


def address_problems(
    road_address: str, detail: str, district: District, known: Known | None = None
) -> Problems:
    """Whether the text is a road-name address that can lie in the district."""
    problems = (known or Known()).remember(
        ("road", road_address, district.code), lambda: _road_problems(road_address, district)
    )
    return problems or ({} if address.is_plausible(f"{road_address}, {detail}") else _not_plausible())


def _road_problems(road_address: str, district: District) -> Problems:
    postcodes = (district.postcode_from, district.postcode_to) if district.postcode_from else (0, 99999)
    problem = address.district_problem(
        road_address,
        district_name=district.name,
        city_name=district.city_name,
        postcodes=postcodes,
        called=district.display_name,
    )
    if problem:
        return {"road_address": [problem]}
    return {} if address.is_plausible(road_address) else _not_plausible()


def _not_plausible() -> Problems:
    message = _("도로명과 건물번호를 찾을 수 없습니다. 도로명주소로 입력해 주세요. (예: 고산자로 270)")
    return {"road_address": [message]}


def legal_dong(form: ApplicationForm, known: Known | None = None) -> Problems:
    return legal_dong_problems(form.road_address, form.address_detail, form.dong, known)


def legal_dong_problems(road_address: str, detail: str, dong: Dong, known: Known | None = None) -> Problems:
    """An address that names a legal dong must name one the chosen administrative dong covers.

    Addresses carry legal dongs in brackets (행당동). One can belong to several administrative dongs, so it
    can contradict a choice, never make it.
    """
    named = (known or Known()).legal_dongs_in(f"{road_address} {detail}", dong.district_id)
    if not named or any(dong in dongs for dongs in named.values()):
        return {}
    fitting = {candidate.code: candidate for dongs in named.values() for candidate in dongs}
    message = _(
        "주소에 적힌 %(legal_dong)s은(는) %(dong)s에 속하지 않습니다. "
        "%(fitting)s 가운데 사는 동을 고르거나 주소를 고쳐 주세요."
    )
    names = ", ".join(str(fitting[code]) for code in sorted(fitting))
    return {"dong": [message % {"legal_dong": ", ".join(named), "dong": dong, "fitting": names}]}
