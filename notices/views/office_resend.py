"""Once more: to whom a campaign that is over did not reach, or all of one that never began."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notices.domain import life
from notices.enums import CampaignState, PastResponse
from notices.forms.campaign_steps import ResendForm
from notices.queries.progress import figures
from notices.views.office_common import find, page_context, tell
from portal.accounts.access import requires
from portal.accounts.enums import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.DRAFT_CAMPAIGN)
def resend(request, pk: int):
    """Ask whom, with the numbers beside the choice; sent on, a draft opens."""
    campaign = find(request, pk, Permission.DRAFT_CAMPAIGN)
    if not life.is_over(campaign):
        messages.warning(request, _("발송이 끝났거나 보내다 취소한 소식만 다시 보낼 수 있습니다."))
        return redirect("office_campaign", pk)
    counts = life.resendable(campaign)
    form = ResendForm(
        request.POST or None, unsure=counts[PastResponse.FAILED_OR_UNSURE] - counts[PastResponse.FAILED]
    )
    if request.method == "POST" and form.is_valid():
        try:
            again = life.resend(campaign=campaign, whom=form.whom(), by=request.user)
        except ValidationError as error:
            tell(request, error)
            return redirect("office_resend", pk)
        messages.success(request, _("다시 보낼 소식을 만들었습니다. 내용을 확인하고 결재를 올려 주세요."))
        return redirect("office_campaign", again.pk)
    context = page_context(request, campaign, "office_campaign")
    context |= {
        "form": form,
        "figures": figures(campaign),
        "people": counts[PastResponse.FAILED],
        "is_possible": any(counts.values()),
        "resends": campaign.resends.exclude(state=CampaignState.CANCELLED).order_by("id"),
    }
    return render(request, "office/resend.html", context)


@require_POST
@requires(Permission.DRAFT_CAMPAIGN)
def redraft(request, pk: int):
    """The same words once more, of a campaign that was cancelled before it began."""
    campaign = find(request, pk, Permission.DRAFT_CAMPAIGN)
    if made := life.redrafted_as(campaign):
        messages.info(request, _("이 소식은 이미 다시 기안했습니다."))
        return redirect("office_campaign", made.pk)
    try:
        again = life.redraft(campaign=campaign, by=request.user)
    except ValidationError as error:
        tell(request, error)
        return redirect("office_campaign", pk)
    messages.success(
        request, _("같은 내용으로 새로 기안했습니다. 보내는 때를 다시 정하고 결재를 올려 주세요.")
    )
    return redirect("office_campaign_edit", again.pk)
