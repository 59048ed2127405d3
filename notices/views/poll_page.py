"""`/p/<token>/` and `/p/open/<slug>/`: a poll, one question a screen. Looking at it counts as nothing.

What was answered so far travels in the page: nothing lies on the server before it is handed in, and no
session is opened.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notices.domain.poll import vote
from notices.domain.poll.sealed import new_word
from notices.domain.reply import reply_link
from notices.enums.poll import QuestionKind
from notices.forms.poll_answer import AnswerForm, Sheet
from notices.poll_form import LEADING
from notices.views.poll_gate import by_slug, by_token, kept_by_the_browser_only, of_a_poll, words
from notices.views.poll_show import shown_otherwise
from notices.views.poll_visit import Visit
from portal.accounts.access import public
from portal.accounts.limits import Limit, spend
from portal.common.access import client_ip
from portal.common.crypto import blind_index

PER_ORIGIN = (Limit(60, 60 * 60), Limit(500, 24 * 60 * 60))
"""Answers of everybody from one address of the network: a library or a carrier stands behind one."""


@kept_by_the_browser_only
@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_a_poll(by_token)
def page(request, visit: Visit):
    return _answering(request, visit)


@kept_by_the_browser_only
@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_a_poll(by_slug)
def open_page(request, visit: Visit):
    return _answering(request, visit)


@kept_by_the_browser_only
@require_safe
@public
@of_a_poll(by_token)
def done(request, visit: Visit):
    return _done(request, visit)


@kept_by_the_browser_only
@require_safe
@public
@of_a_poll(by_slug)
def open_done(request, visit: Visit):
    return _done(request, visit)


def _done(request, visit: Visit):
    """Thanks; the way to change the answer in the browser that gave it."""
    if not visit.has_answered(request):
        return redirect(visit.page_url)
    named = visit.invitation.person if visit.invitation and not visit.poll.is_anonymous else None
    context = {
        **words(visit),
        "is_own": bool(visit.own_word(request)),
        "is_changed": "changed" in request.GET,
        "say_url": reply_link.url(visit.poll, named),
    }
    return render(request, "poll/done.html", context)


def _answering(request, visit: Visit):
    if request.method == "POST":
        return _step(request, visit)
    own = visit.own_word(request)
    changes = bool(own) and visit.poll.is_changeable and "change" in request.GET
    if visit.has_answered(request) and not changes:
        return redirect(visit.done_url)
    kept = vote.answers_of(visit.poll, own) if changes else {}
    word = own or visit.word(request) or new_word()
    sheet = Sheet.begin(visit.form, kept, word, changes=changes)
    response = _screen(request, visit, _with_tapped(sheet, request.GET.get("a", "")))
    visit.keep_word(response, word)
    return response


def _with_tapped(sheet: Sheet, code: str) -> Sheet:
    """The choice tapped in a mail, marked and nothing more."""
    question = sheet.question
    if code not in question.codes or question.kind not in LEADING:
        return sheet
    answers = {QuestionKind.SINGLE: code, QuestionKind.MULTIPLE: [code]}
    return sheet.answered(answers[question.kind] if question.kind in answers else int(code))


def _step(request, visit: Visit):
    """One press of a button: on, back, shown otherwise, or handed in."""
    data = request.POST
    sheet, go = Sheet.read(visit.form, data), data.get("go", "next")
    form = AnswerForm(sheet.question, data) if sheet.question else None
    if "show" in data:
        return shown_otherwise(request, data["show"], lambda: _screen(request, visit, _typed(sheet, form)))
    if go == "back":
        return _screen(request, visit, _typed(sheet, form).back())
    if form is not None:
        answer = form.cleaned()
        if form.errors:
            return _screen(request, visit, sheet, form=form)
        sheet = sheet.answered(answer)
    if go == "submit":
        return _hand_in(request, visit, sheet)
    return _screen(request, visit, sheet.forward())


def _typed(sheet: Sheet, form: AnswerForm | None) -> Sheet:
    return sheet.answered(form.typed()) if form else sheet


def _hand_in(request, visit: Visit, sheet: Sheet):
    if visit.invitation is None and not sheet.changes and not _may_answer(request, visit):
        limit = _("이 인터넷 주소에서 답이 많이 들어와 잠시 받지 않습니다. 한 시간 뒤에 다시 제출해 주세요.")
        return _screen(request, visit, sheet, refusal=limit, status=429)
    try:
        cast = _cast(visit, sheet)
    except ValidationError as error:
        return _refused(request, visit, sheet, error)
    response = redirect(
        f"{visit.done_url}?changed" if cast.state == vote.CastState.CHANGED else visit.done_url
    )
    if cast.state != vote.CastState.ALREADY:
        visit.keep_word(response, sheet.word)
    return response


def _cast(visit: Visit, sheet: Sheet) -> vote.Cast:
    if sheet.changes:
        return vote.change(poll=visit.poll, answers=sheet.kept, word=sheet.word)
    return vote.cast(
        poll=visit.poll,
        answers=sheet.kept,
        word=sheet.word,
        invitation=visit.invitation,
        route=visit.route,
        visitor=None if visit.invitation else sheet.word,
    )


def _may_answer(request, visit: Visit) -> bool:
    origin = blind_index("poll.origin", f"{visit.poll.pk}/{client_ip(request) or 'unknown'}")
    return spend("poll_origin", origin, *PER_ORIGIN)


def _refused(request, visit: Visit, sheet: Sheet, error: ValidationError):
    """Back to the first question that is not right, with everything that was answered."""
    if not hasattr(error, "error_dict"):
        return _screen(request, visit, sheet, refusal=error.messages[0])
    wrong = error.message_dict
    code = next(question.code for question in sheet.form.questions if question.code in wrong)
    sheet = sheet.at_question(code)
    form = AnswerForm(sheet.question, kept=sheet.kept.get(code))
    form.refuse(wrong[code])
    return _screen(request, visit, sheet, form=form)


def _screen(request, visit: Visit, sheet: Sheet, *, form=None, refusal="", status=200):
    """The question in sight, or the whole sheet once all are answered."""
    question = sheet.question
    context = {
        **words(visit),
        "sheet": sheet,
        "question": question,
        "form": form or (question and AnswerForm(question, kept=sheet.kept.get(question.code))),
        "section": question and sheet.form.section_of(question.code).said,
        "is_first": question is not None and sheet.number == 1,
        "is_last": not sheet.may_go_on,
        "refusal": refusal,
        "group_size": settings.POLL_GROUP_SIZE,
    }
    template = "poll/question.html" if question else "poll/review.html"
    return render(request, template, context, status=status)
