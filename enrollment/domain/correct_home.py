"""Putting right where a typed form said its household lives, and who its head is.

A household of this form alone is put right as it is. One that other forms share keeps what those say: the
person of this form goes to the household the paper names, found or opened by the rules of matching.
"""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm
from enrollment.domain import household as households
from enrollment.domain.correction import Work
from enrollment.domain.match import traits_of
from enrollment.domain.spell_cut import cut_to_members
from enrollment.enums import ApplicationStatus
from enrollment.models import Application, EnrollmentPeriod, Household, Person, Tong
from enrollment.queries.alike import known_like
from portal.common.address import address_key
from portal.common.text import normalise_name

HOME = {"head_name", "road_address", "address_detail"}


def home(work: Work) -> None:
    """Head and address as the paper says. Raises ValidationError when somebody must decide first."""
    _refuse_changed_since(work)
    right = _right_form(work)
    if work.household.applications.exclude(pk=work.application.pk).exists():
        _bring_to(work, right)
    else:
        _rewrite(work.household, right)


def tong(work: Work) -> None:
    """Tong and ban of the household as the paper says, unless it moved or was told another one since."""
    house, right = work.household, work.right
    known = house.tong.number if house.tong else None
    if house.dong_id != work.application.dong_id or (known, house.ban) != (
        work.former.tong_number, work.former.ban
    ):  # fmt: skip
        return
    house.tong = (
        Tong.objects.get(dong=house.dong, number=right.tong_number, valid_to=None)
        if right.tong_number
        else None
    )
    house.ban = right.ban
    house.save(update_fields=["tong", "ban", "updated_at"])


def _right_form(work: Work) -> ApplicationForm:
    """The form with its corrected lines; those nobody disputes stay as the household has them."""
    corrected = {name: getattr(work.right, name) for name in HOME & work.fields}
    kept = {name: getattr(work.household, name) for name in HOME - work.fields}
    return replace(work.right, dong=work.household.dong, **corrected, **kept)


def _refuse_changed_since(work: Work) -> None:
    """Whoever moved, or was put into a household by hand, is where somebody decided later than the paper."""
    house, typed = work.household, work.former
    key = address_key(typed.road_address, typed.address_detail, district_name=house.dong.district.name)
    lives_there = work.person.household_id == house.pk and house.closed_on is None
    if not lives_there or (house.address_key, house.head_key) != (key, normalise_name(typed.head_name)):
        raise ValidationError(
            _(
                "접수한 뒤에 이사했거나 세대를 따로 정한 신청입니다. "
                "주소와 세대주는 세대 내역에서 확인하고 ‘따로 고쳤음’을 골라 주세요."
            )
        )


def _rewrite(house: Household, right: ApplicationForm) -> None:
    house.head_name, house.head_key = right.head_name, normalise_name(right.head_name)
    house.road_address, house.address_detail = right.road_address, right.address_detail
    house.address_key = address_key(
        right.road_address, right.address_detail, district_name=house.dong.district.name
    )
    try:
        with transaction.atomic():
            house.save()
    except IntegrityError:
        message = _("그 주소와 세대주의 세대가 이미 있습니다. 세대 내역에서 두 세대를 합쳐 주세요.")
        raise ValidationError(message) from None


def _bring_to(work: Work, right: ApplicationForm) -> None:
    """The person belonged to the other household from the beginning: past days go with them."""
    _refuse_other_forms(work)
    households.lock_dwelling(right)
    target = _found_or_opened(work, right)
    former, person, application = work.household, work.person, work.application
    person.household = target
    try:
        with transaction.atomic():
            person.save(update_fields=["household", "updated_at"])
    except IntegrityError:
        message = _("그 주소의 세대에 같은 사람이 이미 있습니다. 세대 내역에서 같은 사람인지 확인해 주세요.")
        raise ValidationError(message) from None
    is_first = not target.applications.exists()
    application.household, application.dong = target, target.dong
    application.status = ApplicationStatus.ACCEPTED if is_first else ApplicationStatus.JOINED
    application.save(update_fields=["household", "dong", "status"])
    cut_to_members(former)
    first = EnrollmentPeriod.objects.filter(person=person).order_by("starts_on").first()
    if first is not None:
        households.sync_period(target, day=first.starts_on, place=application.place)
    work.household = target


def _found_or_opened(work: Work, right: ApplicationForm) -> Household:
    wanted = traits_of(right)
    found = next(
        (
            known.household_id
            for known in known_like([wanted])
            if (known.address_key, known.head_key) == (wanted.address_key, wanted.head_key)
            and not known.is_former
        ),
        None,
    )
    target = households.lock(found) if found else households.find_or_open(right)[0]
    if target.dong_id != work.household.dong_id:
        raise ValidationError(
            _("같은 주소와 세대주가 다른 행정동에 등록되어 있습니다. 구청 담당자에게 알려 주세요.")
        )
    return target


def _refuse_other_forms(work: Work) -> None:
    """What the person's other forms and changes say would be carried along without anybody reading them."""
    person: Person = work.person
    others = Application.objects.filter(person=person).exclude(pk=work.application.pk)
    moved = person.former_stays.exists() or person.merges.filter(split_at=None).exists()
    left = not work.application.waits_for_guardian and not person.periods.filter(ends_on=None).exists()
    if others.exclude(status=ApplicationStatus.REVERSED).exists() or moved or left:
        raise ValidationError(
            _(
                "이 사람은 다른 신청이나 이사, 탈퇴 내역이 있어 주소와 세대주를 여기서 고칠 수 없습니다. "
                "세대 내역에서 고친 뒤 ‘따로 고쳤음’을 골라 주세요."
            )
        )
