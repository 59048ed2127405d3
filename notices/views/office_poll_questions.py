"""The questions of a draft: their order, their sections, and one question at a time."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notices.domain.poll import editing
from notices.domain.poll import poll as polls
from notices.enums.poll import QuestionKind
from notices.forms.poll_question import SectionForm
from notices.forms.poll_question_page import QuestionPage
from notices.models import Poll
from notices.poll_form import Form, Section
from notices.validators import poll_form
from notices.views.office_common import tell
from notices.views.office_polls import not_a_draft, seen_by
from notices.views.poll_frame import find, page_context
from portal.accounts.access import requires
from portal.accounts.enums import Permission

METHODS = ["GET", "HEAD", "POST"]
_STEPS = {"raise": -1, "lower": 1}


@require_http_methods(METHODS)
@requires(Permission.DRAFT_POLL)
@never_cache
def outline(request, pk: int):
    """All questions in their order, with buttons to move and drop them."""
    poll = find(request, pk, Permission.DRAFT_POLL)
    if refused := not_a_draft(request, poll):
        return refused
    asked = Form.from_json(poll.form)
    if request.method == "POST":
        code = request.POST.get("drop", "")
        if code in [row.code for row in asked.questions] and "confirmed" not in request.POST:
            return _ask_to_drop(request, poll, asked, code)
        if _save(request, poll, _rearranged(request, asked)):
            if code:
                messages.success(request, _("뺐습니다."))
            return redirect("office_poll_questions", pk)
        poll = find(request, pk, Permission.DRAFT_POLL)
    problems = poll_form.check(Form.from_json(poll.form))
    context = page_context(request, poll) | {
        "rows": _rows(Form.from_json(poll.form), problems),
        "whole": [problem.message for problem in problems if not problem.code],
        "kinds": QuestionKind.choices,
        "seen": polls.version(poll),
    }
    return render(request, "office/poll_questions.html", context)


def _ask_to_drop(request, poll: Poll, asked: Form, code: str):
    """What would go with a question, and what follows from it."""
    context = page_context(request, poll) | {
        "question": asked.question(code),
        "followers": [one for one in asked.questions if one.shown_if and one.shown_if[0] == code],
        "seen": seen_by(request, poll),
    }
    return render(request, "office/poll_question_drop.html", context)


def _rearranged(request, asked: Form) -> Form:
    """After the button that was pressed. Not found for a code that is not there."""
    for name, step in _STEPS.items():
        if code := request.POST.get(name):
            return editing.moved(asked, _known(asked, code), step)
    if code := request.POST.get("drop"):
        return editing.without(asked, _known(asked, code))
    return asked


def _known(asked: Form, code: str) -> str:
    if code not in [row.code for row in (*asked.sections, *asked.questions)]:
        raise Http404
    return code


def _rows(asked: Form, problems: list[poll_form.Problem]) -> list[dict]:
    """Sections with their questions, numbered through, each with what is to be mended or lacks English."""
    numbers = {question.code: number for number, question in enumerate(asked.questions, start=1)}

    def told(code: str) -> dict:
        found = [problem for problem in problems if problem.code == code]
        return {
            "problems": [problem.message for problem in found if not problem.warns],
            "lacks_english": sum(problem.warns for problem in found),
        }

    return [
        {
            "section": section,
            "is_first": place == 0,
            "is_last": place == len(asked.sections) - 1,
            "droppable": not section.questions and len(asked.sections) > 1,
            "questions": [
                {
                    "question": question,
                    "number": numbers[question.code],
                    "is_first": numbers[question.code] == 1,
                    "is_last": numbers[question.code] == len(numbers) and place == len(asked.sections) - 1,
                    **told(question.code),
                }
                for question in section.questions
            ],
            **told(section.code),
        }
        for place, section in enumerate(asked.sections)
    ]


@require_http_methods(METHODS)
@requires(Permission.DRAFT_POLL)
@never_cache
def question(request, pk: int, code: str = ""):
    """One question; without a code a new one, of the section and kind the address names."""
    poll = find(request, pk, Permission.DRAFT_POLL)
    if refused := not_a_draft(request, poll):
        return refused
    asked = Form.from_json(poll.form)
    page, seen = _page(request, asked, code), seen_by(request, poll)
    if page.rearranges:
        page = page.rearranged()
    elif page.data is not None and page.is_valid():
        changed = editing.put_question(asked, page.form.cleaned_data["section"], page.question())
        try:
            polls.change_form(poll=poll, form=changed, by=request.user, seen=request.POST.get("seen", ""))
        except ValidationError as error:
            # The page comes back with what was typed, and knows now what there is.
            page.form.add_error(None, error)
            seen = polls.version(find(request, pk, Permission.DRAFT_POLL))
        else:
            messages.success(request, _("질문을 저장했습니다."))
            return redirect("office_poll_questions", pk)
    context = page_context(request, poll) | {"page": page, "is_new": not code, "seen": seen}
    return render(request, "office/poll_question.html", context)


def _page(request, asked: Form, code: str) -> QuestionPage:
    data = request.POST if request.method == "POST" else None
    if code:
        known = next((row for row in asked.questions if row.code == code), None)
        if known is None:
            raise Http404
        return QuestionPage(data, asked=asked, code=code, section=asked.section_of(code).code, question=known)
    kind = request.GET.get("kind", "")
    return QuestionPage(
        data,
        asked=asked,
        code=editing.new_code(asked, "q"),
        section=request.GET.get("section", "") or (asked.sections[-1].code if asked.sections else ""),
        kind=QuestionKind(kind) if kind in QuestionKind.values else QuestionKind.SINGLE,
    )


@require_http_methods(METHODS)
@requires(Permission.DRAFT_POLL)
@never_cache
def section(request, pk: int, code: str = ""):
    """The heading of a section; without a code of a new one."""
    poll = find(request, pk, Permission.DRAFT_POLL)
    if refused := not_a_draft(request, poll):
        return refused
    asked = Form.from_json(poll.form)
    known = next((row for row in asked.sections if row.code == code), None)
    if code and known is None:
        raise Http404
    known = known or Section(editing.new_code(asked, "s"), "")
    form = SectionForm(
        request.POST if request.method == "POST" else None,
        initial={"title": known.title, "title_en": known.title_en},
        use_required_attribute=False,
    )
    if form.is_valid():
        changed = editing.put_section(asked, replace(known, **form.cleaned_data))
        if _save(request, poll, changed):
            messages.success(request, _("묶음을 저장했습니다."))
        return redirect("office_poll_questions", pk)
    context = page_context(request, poll) | {"form": form, "is_new": not code, "seen": seen_by(request, poll)}
    return render(request, "office/poll_section.html", context)


def _save(request, poll: Poll, form: Form) -> bool:
    """Whether it was saved; why not is told on the next page."""
    try:
        polls.change_form(poll=poll, form=form, by=request.user, seen=request.POST.get("seen", ""))
    except ValidationError as error:
        tell(request, error)
        return False
    return True
