"""Writing a campaign: the form, and the panel beside it that counts people and bytes while one writes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notices.domain import life, preflight
from notices.domain.measure import sms_measure
from notices.enums import CampaignState
from notices.forms.campaign import CampaignForm
from notices.models import Campaign
from notices.validators.campaign import text_problems
from notices.validators.placeholders import PLACEHOLDERS
from notices.views.office_audience_choice import (
    asked_for,
    audience_panel,
    beside,
    district_of,
    typed,
)
from notices.views.office_common import find, tell
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.written_number import number_of

BESIDE_SAVING = {"count", "load", "keep"}
"""Buttons of the form that save no campaign."""


@require_http_methods(["GET", "POST"])
@requires(Permission.DRAFT_CAMPAIGN)
def new(request):
    district = district_of(request)
    form = CampaignForm(typed(request, district), initial=asked_for(request, district), district=district)
    if _wants_to_save(request) and form.is_valid():
        campaign = life.draft(content=form.content(), district=district, by=request.user)
        messages.success(request, _("저장했습니다. 미리보기로 확인한 뒤 결재를 올려 주세요."))
        return redirect("office_campaign", campaign.pk)
    return _page(request, form, district, title=_("새 소식 쓰기"), back=reverse("office_campaigns"))


@require_http_methods(["GET", "POST"])
@requires(Permission.DRAFT_CAMPAIGN)
def edit(request, pk: int):
    campaign = find(request, pk, Permission.DRAFT_CAMPAIGN)
    page = reverse("office_campaign", args=[pk])
    if campaign.state not in life.EDITABLE:
        is_cancelled = campaign.state == CampaignState.CANCELLED
        started = _("발송을 시작한 소식은 고칠 수 없습니다.")
        messages.warning(request, _("취소한 소식은 고칠 수 없습니다.") if is_cancelled else started)
        return redirect(page)
    form = CampaignForm(
        typed(request, campaign.district),
        initial=CampaignForm.initial_of(campaign),
        district=campaign.district,
        invites=campaign if campaign.poll_id else None,
    )
    seen = request.POST.get("seen") or life.version(campaign)
    if _wants_to_save(request) and form.is_valid():
        try:
            life.edit(
                campaign=campaign, content=form.content(), by=request.user, seen=request.POST.get("seen", "")
            )
        except ValidationError as error:
            if error.code != "changed":
                tell(request, error)
                return redirect(page)
            form.add_error(None, error)
            campaign.refresh_from_db()
            seen = life.version(campaign)
        else:
            messages.success(request, _saved(campaign))
            return redirect(page)
    return _page(
        request, form, campaign.district, title=_("소식 고치기"), back=page, seen=seen,
        invites=campaign if campaign.poll_id else None,
        stored=campaign if form.non_field_errors() else None, review_note=campaign.review_note,
        was_in_review=campaign.state == CampaignState.IN_REVIEW,
        was_approved=campaign.state in life.WAITING,
    )  # fmt: skip


def _saved(campaign: Campaign) -> str:
    """`campaign` is as it was before."""
    if campaign.state == CampaignState.DRAFT:
        return _("고친 내용을 저장했습니다.")
    return _("고친 내용을 저장했습니다. 기안 중으로 돌아왔으니 결재를 다시 올려 주세요.")


@require_POST
@requires(Permission.DRAFT_CAMPAIGN)
def check(request):
    """The panel alone, for htmx: nothing is saved."""
    district = district_of(request)
    form = CampaignForm(request.POST, district=district, invites=_invitation(request))
    return render(request, "office/_check_panel.html", _panel(form, district))


def _invitation(request) -> Campaign | None:
    """The invitation to a poll that is being changed, when one is."""
    number = number_of(request.GET.get("campaign", ""))
    if number is None:
        return None
    campaign = find(request, number, Permission.DRAFT_CAMPAIGN)
    return campaign if campaign.poll_id else None


def _wants_to_save(request) -> bool:
    return request.method == "POST" and not BESIDE_SAVING & request.POST.keys()


def _page(request, form, district, **context):
    panel = _panel(form, district) if form.is_bound else {}
    is_saving = not BESIDE_SAVING & request.POST.keys()
    context |= {
        "form": form,
        "load": beside(request, form, district),
        "show_errors": is_saving,
        "placeholders": PLACEHOLDERS,
    }
    if not is_saving:
        form.forgive_empty()
    return render(request, "office/campaign_form.html", {**panel, **context})


def _panel(form: CampaignForm, district) -> dict:
    """Whom it reaches by channel and dong, the audience in words, the text measured, what the checks find."""
    context = audience_panel(form, district)
    if "outlook" not in context:
        return context
    campaign, segment = life.assembled(form.content_so_far(), district), form.segment()
    findings = preflight.examine(campaign, segment, context["outlook"].counts, timezone.now())
    return context | {
        "measure": _measure(campaign, segment),
        # Who is left out stands in the panel already.
        "findings": [finding for finding in findings if finding.level is not preflight.Level.NOTE],
    }


def _measure(campaign, segment):
    if not (campaign.may_text and campaign.sms_body) or text_problems(sms_body=campaign.sms_body):
        return None
    return sms_measure(campaign, segment)
