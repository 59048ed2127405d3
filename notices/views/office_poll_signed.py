"""Answers of a named poll with the people who gave them; of an anonymous poll there is no such page."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enrollment.forms.household_search import UnmaskForm
from enrollment.veil import MASKED, Veil
from notices.domain.poll import box
from notices.enums.poll import QuestionKind
from notices.models import Poll, PollInvitation
from notices.poll_form import Answer, Answers, Form, Question
from notices.queries.poll_labels import choice_label
from notices.views.office_poll_results import find_with_results
from notices.views.poll_frame import page_context
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common import masking
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.said import Said

PEOPLE_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Signed:
    """One ballot: whose, and every answer in words."""

    name: str
    dong: str
    answers: list[tuple[Said, str]]


@require_safe
@requires(Permission.VIEW_POLLS)
@never_cache
def signed(request, pk: int):
    return _page(request, _find(request, pk), MASKED, UnmaskForm())


@require_POST
@requires(Permission.UNMASK)
@never_cache
def unmask(request, pk: int):
    """The same page with plain names and words, for this response only."""
    poll = _find(request, pk)
    form = UnmaskForm(request.POST)
    is_lifted = form.is_valid() and may(request.user, Permission.UNMASK, poll)
    return _page(request, poll, Veil(lifted=is_lifted), form)


def _find(request, pk: int) -> Poll:
    poll = find_with_results(request, pk)
    if poll.is_anonymous:
        raise Http404
    return poll


def _page(request, poll: Poll, veil: Veil, form: UnmaskForm):
    given = {ballot.invitation_id: ballot.answers for ballot in box.ballots(poll) if ballot.invitation_id}
    page = Paginator(sorted(given), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    rows = PollInvitation.objects.filter(pk__in=page.object_list).select_related("person", "dong")
    people = list(rows.order_by("pk"))
    log_access(
        request,
        action=AccessLog.Action.UNMASK if veil.lifted else AccessLog.Action.VIEW,
        subject_type="person",
        subject_ids=[row.person_id for row in people],
        reason=form.cleaned_data["reason"] if veil.lifted else "",
    )
    asked = Form.from_json(poll.form)
    context = page_context(request, poll, "office_poll_results") | {
        "page": page,
        "people": [
            Signed(veil.name(row.person.name), row.dong.display_name, in_words(asked, given[row.pk], veil))
            for row in people
        ],
        "lifted": veil.lifted,
        "form": form,
        "may_unmask": may(request.user, Permission.UNMASK, poll),
        "unmask_url": f"{reverse('office_poll_signed_unmask', args=[poll.pk])}?page={page.number}",
    }
    return render(request, "office/poll_signed.html", context)


def in_words(asked: Form, answers: Answers, veil: Veil) -> list[tuple[Said, str]]:
    """Every question that was answered, and how."""
    return [
        (question.said, _words(question, answers[question.code], veil))
        for question in asked.shown(answers)
        if question.code in answers
    ]


def _words(question: Question, answer: Answer, veil: Veil) -> str:
    if question.kind == QuestionKind.TEXT:
        return answer if veil.lifted else masking.text(answer)
    codes = answer if isinstance(answer, list) else [str(answer)]
    labels = [choice_label(question, code)[0] for code in codes]
    if question.kind == QuestionKind.RANKING:
        return ", ".join(f"{place}. {label}" for place, label in enumerate(labels, start=1))
    return ", ".join(labels)
