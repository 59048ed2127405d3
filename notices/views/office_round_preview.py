"""`/office/rounds/<id>/preview/`: the document, mail and text of one row, as they would go out now."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enrollment.enums import Channel
from notices.domain.notice import document, round_review
from notices.enums.notice import RollVerdict, RoundState
from notices.forms.rounds import PreviewForm
from notices.models import AddressedNotice, NoticeRound
from notices.views.round_frame import find, page_context
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.pdf import pdf_response


@require_safe
@requires(Permission.VIEW_NOTICES)
@never_cache
def preview(request, pk: int):
    made = _unsent(request, pk)
    form = PreviewForm(request.GET if "row" in request.GET else None)
    position = form.cleaned_data["row"] if form.is_valid() else None
    notice = round_review.sample_row(made, position)
    if notice is None and position is not None:
        form.miss()
    context = page_context(request, made) | {"form": form, "notice": notice}
    if notice:
        _log(request, notice)
        words = round_review.words_of(notice)
        context |= {
            "content": document.compose(notice),
            "mail": words.get(Channel.EMAIL),
            "messages_by_phone": [words[one] for one in (Channel.ALIMTALK, Channel.SMS) if one in words],
            "verdict": RollVerdict(notice.verdict),
        }
    return render(request, "office/round_preview.html", context)


@require_safe
@requires(Permission.VIEW_NOTICES)
@never_cache
def preview_pdf(request, pk: int, position: int):
    """The document of one row as the file and the paper will be, its name masked."""
    notice = round_review.sample_row(_unsent(request, pk), position)
    if notice is None:
        raise Http404
    _log(request, notice)
    return pdf_response(document.pdf(notice), f"preview-{position}.pdf")


def _unsent(request, pk: int) -> NoticeRound:
    made = find(request, pk)
    if made.state not in (RoundState.DRAFT, RoundState.IN_REVIEW):
        raise Http404
    return made


def _log(request, notice: AddressedNotice) -> None:
    log_access(request, action=AccessLog.Action.PREVIEW, subject_type="notice", subject_ids=[notice.pk])
