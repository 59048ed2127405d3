"""A batch of forms held for one change: who may change it, and what every change must say."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enrollment.models import IntakeBatch, TongLeader
from enrollment.validators import intake as rules
from portal.common import resident_number


def hold(batch: IntakeBatch, by) -> IntakeBatch:
    """Its row held until the end of the transaction. Raises ValidationError for its own collector."""
    batches = IntakeBatch.objects.select_for_update(of=("self",)).select_related("leader", "dong")
    batch = batches.get(pk=batch.pk)
    refuse_own(batch.leader, by)
    return batch


def hold_open(batch: IntakeBatch, by) -> IntakeBatch:
    """The same, of a batch that is not closed. Raises ValidationError when it is."""
    batch = hold(batch, by)
    if not batch.is_open:
        raise ValidationError(_("마감한 묶음입니다. 고치려면 먼저 다시 열어 주세요."))
    return batch


def reason_given(text: str) -> str:
    """What a clerk wrote. Raises ValidationError at `reason` for nothing and for a resident number."""
    text = text.strip()
    if not text:
        raise ValidationError({"reason": _("사유를 입력하지 않았습니다. 왜 그런지 적어 주세요.")})
    if resident_number.contains(text):
        raise ValidationError({"reason": resident_number.MESSAGE})
    return text


def refuse_own(leader: TongLeader | None, by) -> None:
    if problem := rules.own_collection(leader, by):
        raise ValidationError(problem)


def raise_problems(problems: dict[str, list[str]]) -> None:
    if problems:
        raise ValidationError(problems)
