"""Results of a poll for the office: turnout while it is open, answers as far as they may be told."""

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from notices.domain.poll import results
from notices.enums.poll import PollState, QuestionKind, Route
from notices.models import Poll
from notices.poll_form import Form
from notices.queries import poll_course, poll_turnout
from notices.queries.poll_labels import Labels
from notices.queries.poll_results import TRAITS
from notices.views.poll_frame import find, page_context
from notices.views.poll_result_rows import group_names, shown
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.share import percent

WITH_RESULTS = (PollState.OPEN, PollState.CLOSED)
TEXTS_A_PAGE = 50


class ResultsFilter(forms.Form):
    by = forms.ChoiceField(label=gettext_lazy("나누어 보기"), required=False)
    earlier = forms.ModelChoiceField(
        Poll.objects.none(),
        label=gettext_lazy("견줄 지난 설문"),
        required=False,
        empty_label=gettext_lazy("견주지 않음"),
    )

    def __init__(self, *args, poll: Poll, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = [("", _("나누지 않음")), *group_names().items()]
        self.fields["earlier"].queryset = results.comparable(poll)


@require_safe
@requires(Permission.VIEW_POLLS)
def poll_results(request, pk: int):
    poll = find_with_results(request, pk)
    filters = ResultsFilter(request.GET, poll=poll)
    filters.is_valid()
    by, earlier = filters.cleaned_data.get("by", ""), filters.cleaned_data.get("earlier")
    context = page_context(request, poll, "office_poll_results") | turnout_context(poll)
    context |= {"filters": filters, "by": by, "by_name": group_names().get(by, ""), "earlier": earlier}
    if results.may_be_told(poll):
        found = results.read(poll, by=by)
        rows = results.earlier_rows(results.read(earlier), found.questions) if earlier else {}
        context |= {"results": found, "questions": shown(poll, found, rows), "has_earlier": bool(rows)}
    return render(request, "office/poll_results.html", context)


@require_safe
@requires(Permission.VIEW_POLLS)
def turnout(request, pk: int):
    """The figures of the turnout alone, for htmx while the poll is open."""
    poll = find_with_results(request, pk)
    response = render(request, "office/_poll_turnout.html", turnout_context(poll))
    if poll.state != PollState.OPEN:
        # Answers may be told now: the whole page has something new to say.
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
@requires(Permission.VIEW_POLLS)
def course_rows(request, pk: int):
    """The rows of the course alone, for htmx: the chart is drawn from them."""
    return render(request, "office/_poll_course_rows.html", turnout_context(find_with_results(request, pk)))


def find_with_results(request, pk: int) -> Poll:
    """A poll that has opened; not found before."""
    poll = find(request, pk)
    if poll.state not in WITH_RESULTS:
        raise Http404
    return poll


def turnout_context(poll: Poll) -> dict:
    found = poll_turnout.turnout(poll)
    labels = Labels(poll.district_id)
    return {
        "poll": poll,
        "turnout": found,
        "course": poll_course.course(poll),
        "is_live": poll.state == PollState.OPEN,
        "routes": [
            (Route(route).label, number, percent(number, found.answers))
            for route, number in found.by_route.items()
        ],
        "turnout_tables": [
            (title, key, [(labels.group(by, row.key), row) for row in rows])
            for title, key, by, rows in (
                (_("동별 응답률"), _("행정동"), "dong", found.by_dong),
                (_("연령대별 응답률"), _("연령대"), "age", found.by_age),
            )
        ],
    }


@require_safe
@requires(Permission.VIEW_POLLS)
def poll_texts(request, pk: int, code: str):
    """What people wrote to one question, masked and searchable; looking is logged."""
    poll = find_with_results(request, pk)
    question = text_question(poll, code)
    log_access(request, action=AccessLog.Action.VIEW, subject_type="poll", subject_ids=[poll.pk])
    search = request.GET.get("q", "").strip()[:80]
    texts = results.texts(poll, code, search=search)
    context = page_context(request, poll, "office_poll_results")
    context |= {
        "question": question,
        "search": search,
        "texts": texts,
        "page": Paginator(texts.found, TEXTS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "office/poll_texts.html", context)


def text_question(poll: Poll, code: str):
    """Not found for another kind of question, or while nothing may be told."""
    question = next((one for one in Form.from_json(poll.form).questions if one.code == code), None)
    if question is None or question.kind != QuestionKind.TEXT or not results.may_be_told(poll):
        raise Http404
    return question


def asked_group(request) -> str:
    """The `by` of a request when it is one; "" otherwise."""
    by = request.GET.get("by", "")
    return by if by in TRAITS else ""
