"""What an officer and an approver should know about a poll before it opens. Nothing here forbids it."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.models import ElectionPeriod, Poll
from notices.poll_form import Form
from notices.validators import poll_form
from portal.common.templatetags.korean import kdate

LONG = 15
"""More questions than this are seldom answered to the end on a phone."""


def cautions(poll: Poll) -> list[str]:
    """In words, the weightiest first."""
    form = Form.from_json(poll.form)
    return [
        *_election(poll),
        *_mayor(poll),
        *_signed(poll),
        *_dates(poll),
        *_length(form),
        *_english(poll, form),
    ]


def _election(poll: Poll) -> Iterator[str]:
    """Public official election act, articles 86 and 108."""
    first, last = timezone.localdate(poll.opens_at), timezone.localdate(poll.closes_at)
    period = ElectionPeriod.objects.filter(publicity_from__lte=last, election_on__gte=first).first()
    if period:
        message = _(
            "%(election)s(%(day)s) 선거 기간에 답을 받습니다. "
            "지지도를 묻거나 성과를 알리는 설문은 할 수 없습니다."
        )
        yield message % {"election": period, "day": kdate(period.election_on)}


def _mayor(poll: Poll) -> Iterator[str]:
    name = poll.district.mayor_name.replace(" ", "")
    if name and name in "".join(_words(poll).split()):
        yield _("구청장 이름이 들어 있습니다. 단체장의 지지도는 물을 수 없습니다(공직선거법 제86조 제1항).")


def _words(poll: Poll) -> str:
    form = Form.from_json(poll.form)
    asked = [question.text for question in form.questions]
    chosen = [choice.label for question in form.questions for choice in question.choices]
    return "".join([poll.title, poll.introduction, *asked, *chosen])


def _signed(poll: Poll) -> Iterator[str]:
    if not poll.is_anonymous:
        yield _("기명 설문입니다. 누가 무엇을 답했는지 남으며, 첫 질문 앞에서 그렇게 알립니다.")


def _dates(poll: Poll) -> Iterator[str]:
    if poll.opens_at <= timezone.now():
        yield _("여는 때가 지났습니다. 승인하면 바로 열립니다.")


def _length(form: Form) -> Iterator[str]:
    if len(form.questions) > LONG:
        message = _("질문이 %(count)s개입니다. 휴대전화에서 끝까지 답하는 사람이 줄어듭니다.")
        yield message % {"count": len(form.questions)}


def _english(poll: Poll, form: Form) -> Iterator[str]:
    lacking = sum(problem.warns for problem in poll_form.check(form))
    lacking += not poll.title_en
    lacking += bool(poll.introduction and not poll.introduction_en)
    if lacking:
        message = ngettext(
            "영어가 없는 글이 %(count)s곳 있습니다. 영어 화면에도 한국어로 나옵니다.",
            "영어가 없는 글이 %(count)s곳 있습니다. 영어 화면에도 한국어로 나옵니다.",
            lacking,
        )
        yield message % {"count": lacking}
