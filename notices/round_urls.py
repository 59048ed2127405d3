"""Addresses of rounds of addressed notices, from the roll to the approval."""

from django.urls import path

from notices.views import (
    office_roll,
    office_round_draft,
    office_round_preview,
    office_round_review,
    office_rounds,
)

_NEW, _ONE = "office/rounds/new/", "office/rounds/<int:pk>/"

urlpatterns = [
    path("office/rounds/", office_rounds.round_list, name="office_rounds"),
    path(_NEW, office_round_draft.new, name="office_round_new"),
    path(f"{_NEW}<slug:code>/", office_round_draft.new_of, name="office_round_new_of"),
    path(f"{_NEW}<slug:code>/template/", office_round_draft.template, name="office_roll_template"),
    path(_ONE, office_rounds.one_round, name="office_round"),
    path(f"{_ONE}edit/", office_round_draft.edit, name="office_round_edit"),
    path(f"{_ONE}replace/", office_round_draft.replace, name="office_round_replace"),
    path(f"{_ONE}submit/", office_rounds.submit, name="office_round_submit"),
    path(f"{_ONE}cancel/", office_rounds.cancel, name="office_round_cancel"),
    path(f"{_ONE}roll/", office_roll.roll, name="office_round_roll"),
    path(f"{_ONE}roll/refused/", office_roll.refused, name="office_round_refused"),
    path(f"{_ONE}roll/<int:position>/", office_roll.row, name="office_round_row"),
    path(f"{_ONE}preview/", office_round_preview.preview, name="office_round_preview"),
    path(
        f"{_ONE}preview/<int:position>.pdf", office_round_preview.preview_pdf, name="office_round_preview_pdf"
    ),
    path(f"{_ONE}review/", office_round_review.review, name="office_round_review"),
    path(f"{_ONE}approve/", office_round_review.approve, name="office_round_approve"),
    path(f"{_ONE}return/", office_round_review.send_back, name="office_round_return"),
]
