"""Applications nobody decides: the dong centre is reminded, then they are closed, told of, and erased.

What somebody handed in must not lie about for ever because nobody looked. After `WAITING_REMIND_DAYS` the
clerks of the dong get a mail; after `WAITING_EXPIRE_DAYS` the form is erased and the applicant asked to apply
again. Its receipt number and what became of it stay.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from enrollment.domain.waiting import filled_in, moment_of_end
from enrollment.enums import ReviewState
from enrollment.models import Dong, WaitingApplication
from enrollment.signals import application_expired
from portal.accounts.access import staff_with
from portal.accounts.enums import Permission
from portal.common import audit
from portal.common.destruction import log_destruction
from portal.common.office import office
from portal.common.signals import direct_message_requested

BASIS = "waiting_kept"


def remind() -> int:
    """Mail the clerks of each dong once about what waits too long; returns how many applications."""
    before = timezone.now() - timedelta(days=settings.WAITING_REMIND_DAYS)
    late = WaitingApplication.objects.filter(
        state=ReviewState.WAITING, entered_at__lt=before, reminded_at=None
    )
    dongs = Dong.objects.filter(pk__in=late.values("dong")).order_by("pk")
    return sum(_remind(dong, late) for dong in dongs)


@transaction.atomic
def _remind(dong: Dong, late) -> int:
    cases = list(late.select_for_update(of=("self",)).filter(dong=dong).order_by("pk"))
    days = settings.WAITING_EXPIRE_DAYS
    clerks = staff_with(Permission.ENTER_APPLICATION, f"{dong.district_id}/{dong.pk}") if cases else []
    for clerk in clerks:
        direct_message_requested.send(
            sender=WaitingApplication,
            channel="email",
            address=clerk.email,
            purpose="waiting_reminder",
            subject=f"{office().tag} 세대 확인을 기다리는 신청 {len(cases)}건",
            text=(
                f"{dong.name}에서 {settings.WAITING_REMIND_DAYS}일 넘게 기다리는 신청이 "
                f"{len(cases)}건 있습니다.\n"
                f"접수하고 {days}일이 지나면 저절로 닫히고 신청인에게 다시 신청해 달라고 알립니다.\n\n"
                f"{settings.SITE_URL.rstrip('/')}{reverse('desk_review')}"
            ),
            html="",
            expires_at=None,
        )
    WaitingApplication.objects.filter(pk__in=[case.pk for case in cases]).update(reminded_at=timezone.now())
    for case in cases:
        audit.record(by=None, action="application.review.remind", obj=case, clerks=len(clerks))
    return len(cases)


def expire() -> int:
    """Close what nobody decided in time, one by one; returns how many."""
    before = timezone.now() - timedelta(days=settings.WAITING_EXPIRE_DAYS)
    late = WaitingApplication.objects.filter(state=ReviewState.WAITING, entered_at__lt=before)
    closed = sum(_expire(pk) for pk in list(late.order_by("pk").values_list("pk", flat=True)))
    if closed:
        log_destruction(what="waiting", amount=closed, ended_before=timezone.localdate(before), basis=BASIS)
    return closed


@transaction.atomic
def _expire(pk: int) -> bool:
    case = WaitingApplication.objects.select_for_update().get(pk=pk)
    if case.state != ReviewState.WAITING:
        return False
    form, intake = filled_in(case)
    case.state, case.decided_at, case.payload = ReviewState.EXPIRED, moment_of_end(), None
    case.save(update_fields=["state", "decided_at", "payload"])
    application_expired.send(sender=WaitingApplication, waiting=case, form=form, tell=intake.tell)
    audit.record(by=None, action="application.review.expired", obj=case)
    return True
