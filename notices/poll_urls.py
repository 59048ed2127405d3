"""Addresses of polls, from the draft to the published results."""

from django.urls import path

from notices.views import office_poll_questions, office_poll_review, office_poll_steps, office_polls

_ONE = "office/polls/<int:pk>/"

urlpatterns = [
    path("office/polls/", office_polls.poll_list, name="office_polls"),
    path("office/polls/new/", office_polls.new, name="office_poll_new"),
    path(_ONE, office_polls.one_poll, name="office_poll"),
    path(f"{_ONE}edit/", office_polls.edit, name="office_poll_edit"),
    path(f"{_ONE}questions/", office_poll_questions.outline, name="office_poll_questions"),
    path(f"{_ONE}questions/new/", office_poll_questions.question, name="office_poll_question_new"),
    path(f"{_ONE}questions/<slug:code>/", office_poll_questions.question, name="office_poll_question"),
    path(f"{_ONE}sections/new/", office_poll_questions.section, name="office_poll_section_new"),
    path(f"{_ONE}sections/<slug:code>/", office_poll_questions.section, name="office_poll_section"),
    path(f"{_ONE}preview/", office_poll_review.preview, name="office_poll_preview"),
    path(f"{_ONE}submit/", office_poll_steps.submit, name="office_poll_submit"),
    path(f"{_ONE}review/", office_poll_review.review, name="office_poll_review"),
    path(f"{_ONE}approve/", office_poll_review.approve, name="office_poll_approve"),
    path(f"{_ONE}return/", office_poll_review.send_back, name="office_poll_return"),
    path(f"{_ONE}cancel/", office_poll_steps.cancel, name="office_poll_cancel"),
    path(f"{_ONE}close/", office_poll_steps.close, name="office_poll_close"),
    path(f"{_ONE}publish/", office_poll_steps.publish, name="office_poll_publish"),
    path(f"{_ONE}unpublish/", office_poll_steps.unpublish, name="office_poll_unpublish"),
]
