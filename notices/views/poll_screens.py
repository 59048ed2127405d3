"""The screens of a poll as an officer looks at them."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from notices.models import Poll
from notices.poll_form import Form, Question, said
from notices.poll_words import condition, number_of


def screens(poll: Poll, language: str) -> list[dict]:
    """The first screen and one for each question: `html` in `language`, `label` and `condition` in that of
    the reader."""
    form = Form.from_json(poll.form)
    first = {"label": _("첫 화면"), "condition": "", "html": _first(poll, language)}
    return [first, *(_screen(form, question, language) for question in form.questions)]


def _first(poll: Poll, language: str) -> str:
    with translation.override(language):
        context = {
            "poll": poll,
            "title": said(poll.title, poll.title_en),
            "introduction": said(poll.introduction, poll.introduction_en),
            "count": len(Form.from_json(poll.form).questions),
        }
        return render_to_string("office/_poll_first_screen.html", context)


def _screen(form: Form, question: Question, language: str) -> dict:
    number = number_of(form, question)
    label = _("질문 %(number)s") % {"number": number}
    with translation.override(language):
        context = {
            "question": question,
            "section": form.section_of(question.code),
            "number": number,
            "count": len(form.questions),
        }
        html = render_to_string("office/_poll_screen.html", context)
    return {"label": label, "condition": condition(form, question), "html": html}
