"""A member of a household of the own dong moves on, and a household gets another head: on paper."""

from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from enrollment.domain.head import change_head
from enrollment.domain.move import NewHome
from enrollment.domain.move_member import move_member
from enrollment.forms.moving import HeadForm, MemberMoveForm
from enrollment.queries.people import members_here, staying_without
from enrollment.views.desk.change_page import METHODS, answer, data_of, household_of, person_of
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common import masking


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(METHODS)
def desk_member_move(request, household_id: int, person_id: int):
    """One member moves within the district, into a household of their own or another one."""
    person = person_of(request, household_id, person_id)
    form = MemberMoveForm(data_of(request), person=person, staying=staying_without(person))

    return answer(
        request, form, person.household,
        lambda **basis: move_member(
            person=person, to=NewHome.of(form), successor=form.successor, **basis
        ),
        title=_("%(name)s 님만 구 안에서 이사") % {"name": masking.name(person.name)},
        action=_("주소 바꾸기"),
        lead=_("적용일부터 새 주소의 세대로 셉니다. 남는 사람과 그 전의 신청률은 그대로입니다."),
    )  # fmt: skip


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(METHODS)
def desk_head(request, household_id: int):
    """Another head, because the former one moved away, died or is no longer head."""
    household = household_of(request, household_id)
    others = [member for member in members_here(household) if member.name_key != household.head_key]
    form = HeadForm(data_of(request), members=others)

    return answer(
        request, form, household,
        lambda **basis: change_head(household=household, head_name=form.successor, **basis),
        title=_("세대주 바꾸기"), action=_("세대주 바꾸기"),
        lead=_("주소와 신청률은 바뀌지 않습니다. 새 세대주가 신청한 사람이면 알립니다."),
    )  # fmt: skip
