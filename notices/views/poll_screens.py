"""The screens of a poll as an officer looks at them: those of the voters, in a frame."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from notices.forms.poll_answer import AnswerForm
from notices.models import Poll
from notices.poll_form import Form, Question
from notices.poll_words import condition, number_of
from portal.common.said import said


def screens(poll: Poll, language: str) -> list[dict]:
    """One for each question: `html` in `language`, `label` and `condition` in that of the reader."""
    form = Form.from_json(poll.form)
    return [_screen(poll, form, question, language) for question in form.questions]


def _screen(poll: Poll, form: Form, question: Question, language: str) -> dict:
    number = number_of(form, question)
    label = _("질문 %(number)s") % {"number": number}
    with translation.override(language):
        drawn = AnswerForm(question)
        # All screens stand on one page, so each has names and ids of its own.
        drawn.prefix, drawn.auto_id = question.code, f"look_{question.code}_%s"
        context = {
            "poll": poll,
            "title": said(poll.title, poll.title_en),
            "introduction": said(poll.introduction, poll.introduction_en),
            "section": form.section_of(question.code).said,
            "question": question,
            "form": drawn,
            "number": number,
            "count": len(form.questions),
            # What stands there for somebody who was invited.
            "visit": {"invitation": True},
            "group_size": settings.POLL_GROUP_SIZE,
        }
        html = render_to_string("office/_poll_screen.html", context)
    return {"label": label, "condition": condition(form, question), "html": html}
