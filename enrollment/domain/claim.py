"""Paper first, account later: a person enrolled on paper takes over the record.

Either a code came back from the contact on the form, or a clerk checked an identity document and had a
one-time code sent to the phone the person holds. Several people may share a phone: then name and birth
date tell who is meant, and neither is shown before.
"""

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enrollment.domain import contact
from enrollment.domain.tell import tell_contacts
from enrollment.enums import ContactKind, ContactState
from enrollment.models import Application, ClaimInvitation, ContactPoint, Person
from enrollment.queries.claim import born_on, unclaimed
from enrollment.queries.people import in_use
from portal.accounts import residents
from portal.accounts.limits import Limit, spend
from portal.accounts.models import User
from portal.common import audit
from portal.common.crypto import blind_index
from portal.common.office import office
from portal.common.signals import direct_message_requested
from portal.common.text import normalise_name

MINUTES_VALID = 30
DAYS_KEPT = 30
CODE_LENGTH = 10
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without the signs that are read as others: I and 1, O and 0."""
BIRTH_DATES = Limit(5, 15 * 60)

WRONG_BIRTH_DATE = _(
    "이 연락처의 신청 가운데 이름과 생년월일이 맞는 것이 없습니다. 신청서에 적은 대로 입력해 주세요."
)
TOO_OFTEN = _(
    "이름과 생년월일을 여러 번 다르게 입력했습니다. 15분 뒤에 다시 입력하거나 동 주민센터에 문의해 주세요."
)
SPENT = _(
    "계정 연결 번호가 맞지 않거나 시간이 지났습니다. 번호를 확인하거나 동 주민센터에서 새로 받아 주세요."
)


@transaction.atomic
def claim_alone(kind: str, value: str) -> User | None:
    """The account of the one person this confirmed contact belongs to; None when it may be several.

    The same person found twice (two households, one name and birth date) is one person here.
    """
    people = list(unclaimed(kind, value).select_for_update(of=("self",), no_key=True))
    if len({(person.name_key, person.birth_index) for person in people}) > 1:
        return None
    return _take_over(people, kind, value)


@transaction.atomic
def claim_by_birth_date(kind: str, value: str, *, birth_date: date, name: str) -> User:
    """The account of who has this name and birth date among the people of this confirmed contact.

    Raises ValidationError when nobody has, or when too many were tried.
    """
    if not spend("claim_birth_date", ContactPoint.index_of(kind, value), BIRTH_DATES):
        raise ValidationError({"birth_date": TOO_OFTEN}, code="too_often")
    own = born_on(unclaimed(kind, value), birth_date).filter(name_key=normalise_name(name))
    people = list(own.select_for_update(of=("self",), no_key=True))
    if not people:
        raise ValidationError({"birth_date": WRONG_BIRTH_DATE}, code="nobody")
    return _take_over(people, kind, value)


def _take_over(people: list[Person], kind: str, value: str) -> User | None:
    if not people:
        return residents.find_by_contact(kind, value)
    user = residents.resident_account(contacts={kind: value}, name=people[0].name)
    for person in people:
        _link(person, user, kind, how="contact")
    return user


def _link(person: Person, user: User, kind: str, *, how: str) -> None:
    if not residents.may_sign_in_by_code(user):
        raise PermissionDenied
    former = person.user_id
    person.user = user
    person.save(update_fields=["user", "updated_at"])
    now = timezone.now()
    person.contacts.filter(kind=kind, ended_at=None, verified_at=None).update(verified_at=now)
    audit.record(by=user, action="person.claim", obj=person, how=how, contact=str(kind), former=former)


@transaction.atomic
def invite(
    *, application: Application, mobile: str, document: str, by, keeps_account: bool = False
) -> ClaimInvitation:
    """Send a one-time code to the phone a person holds at the desk, after a clerk checked who it is.

    `mobile` in digits, `document` the kind of identity document; `keeps_account` when the person says that
    those who share the account are family. A former code of the person stops working.
    """
    now = timezone.now()
    person = Person.objects.select_for_update(no_key=True).get(pk=in_use(application.person).pk)
    person.claim_invitations.filter(used_at=None, ended_at=None).update(ended_at=now)
    code = "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))
    invitation = ClaimInvitation.objects.create(
        person=person,
        code_hash=_hash(code),
        mobile=mobile,
        document=document,
        keeps_account=keeps_account,
        sent_at=now,
        sent_by=by,
        expires_at=now + timedelta(minutes=MINUTES_VALID),
    )
    direct_message_requested.send(
        sender=None,
        channel="sms",
        address=mobile,
        purpose="claim_invitation",
        subject="",
        text=invitation_text(code),
        html="",
        expires_at=invitation.expires_at,
    )
    audit.record(
        by=by,
        action="person.claim_invite",
        obj=person,
        application=application.pk,
        document=str(document),
        same_number=_has_number(person, mobile),
        keeps_account=keeps_account,
    )
    return invitation


def invitation_text(code: str) -> str:
    """Korean whatever the language of the page: the page is the desk's, the message is the resident's."""
    return f"{office().tag} 계정 연결 {settings.SITE_URL}/claim/{code}/ {MINUTES_VALID}분 안에 눌러 주세요."


def invited(code: str) -> ClaimInvitation | None:
    """The invitation a code opens now, or None."""
    return (
        ClaimInvitation.objects.filter(
            code_hash=_hash(code),
            used_at=None,
            ended_at=None,
            expires_at__gt=timezone.now(),
            person__erased_at=None,
            person__merged_into=None,
        )
        .select_related("person__household__dong")
        .first()
    )


@transaction.atomic
def redeem(*, code: str) -> User:
    """Use the code up: its phone becomes the confirmed number of the person and opens the account.

    Raises ValidationError when the code opens nothing (any more).
    """
    found = invited(code)
    if found is None:
        raise ValidationError(SPENT, code="spent")
    person = Person.objects.select_for_update(no_key=True).get(pk=found.person_id)
    if not ClaimInvitation.objects.filter(pk=found.pk, used_at=None, ended_at=None).update(
        used_at=timezone.now()
    ):
        raise ValidationError(SPENT, code="spent")
    kind, mobile = ContactKind.MOBILE.value, found.mobile
    former = person.contacts.filter(kind=kind, ended_at=None, state=ContactState.ACTIVE)
    given_up = [point for point in former if point.value != mobile]
    contact.set_contact(person, kind=kind, value=mobile, at=timezone.now(), verified=True)
    # Whoever lost the number without asking must learn of it there.
    tell_contacts(given_up, purpose="contact_changed", text="동 주민센터에서 휴대전화 번호를 바꿨습니다.")
    left = person.user
    _link(person, _account_at_desk(person, found), kind, how="desk")
    if left is not None and left != person.user:
        # With nobody in it, it is shut, and who is signed in there is so no more.
        residents.forget_account(left)
    return person.user


def _account_at_desk(person: Person, invitation: ClaimInvitation) -> User:
    """The account of the phone, made when it has none. The account the person had may be a stranger's who got
    a code to a mistyped number: it is kept only when the clerk was told that it is the family's."""
    mobile = invitation.mobile
    holder = residents.find_by_contact(ContactKind.MOBILE, mobile)
    if invitation.keeps_account and person.user is not None and holder is None:
        residents.add_handle(user=person.user, kind=ContactKind.MOBILE, value=mobile)
        return person.user
    return residents.resident_account(contacts={ContactKind.MOBILE.value: mobile}, name=person.name)


def _has_number(person: Person, mobile: str) -> bool:
    index = ContactPoint.index_of(ContactKind.MOBILE, mobile)
    return person.contacts.filter(kind=ContactKind.MOBILE, index=index, ended_at=None).exists()


def forget_old_invitations(*, now: datetime | None = None) -> int:
    """Delete invitations a month after they were sent: audit keeps that they were. Returns how many."""
    before = (now or timezone.now()) - timedelta(days=DAYS_KEPT)
    count, _by_model = ClaimInvitation.objects.filter(sent_at__lt=before).delete()
    return count


def _hash(code: str) -> str:
    return blind_index("claim_code", code.strip().upper() or "-")
