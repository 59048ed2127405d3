"""Steps in a campaign's life: each a POST that calls its verb and says what came of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.enums import Channel
from notices.domain import audience, cost, life, preflight, preview
from notices.domain.measure import sms_measure
from notices.domain.outlook import outlook
from notices.enums import CampaignState
from notices.forms.campaign_steps import ReturnForm
from notices.models import Campaign
from notices.queries.progress import figures
from notices.views.office_common import find, page_context, tell
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog

STEPS = {"submit": life.submit, "start": life.start, "pause": life.pause, "resume": life.resume}
DONE = {
    ("submit", CampaignState.IN_REVIEW): gettext_lazy("결재를 올렸습니다. 결재자가 확인하면 발송됩니다."),
    ("start", CampaignState.SENDING): gettext_lazy("발송을 시작했습니다."),
    ("start", CampaignState.SCHEDULED): gettext_lazy("지금은 밤 시간이라 아침에 발송을 시작합니다."),
    ("start", CampaignState.IN_REVIEW): gettext_lazy(
        "승인한 뒤에 달라진 것이 있어 시작하지 않았습니다. 확인할 것을 보고 다시 결재를 받아 주세요."
    ),
    ("pause", CampaignState.PAUSED): gettext_lazy("발송을 멈췄습니다. 이미 넘긴 것은 그대로 나갑니다."),
    ("resume", CampaignState.SENDING): gettext_lazy("발송을 다시 시작했습니다."),
    ("approve", CampaignState.IN_REVIEW): gettext_lazy(
        "첫 번째로 승인했습니다. 선거 기간이라 다른 결재자 한 명이 더 승인하면 나갑니다."
    ),
    ("approve", CampaignState.SENDING): gettext_lazy("승인했습니다. 발송을 시작했습니다."),
    ("approve", CampaignState.SCHEDULED): gettext_lazy("승인했습니다. 정한 때에 발송을 시작합니다."),
    ("approve", CampaignState.APPROVED): gettext_lazy("승인했습니다. 이제 직접 발송을 시작할 수 있습니다."),
}
"""What a step came to, by the state it led to."""
SAMPLES_TO_REVIEW = 2


@require_POST
@requires(Permission.VIEW_DELIVERIES)
def step(request, pk: int, name: str):
    """submit, start, pause or resume; the domain decides who may."""
    if name not in STEPS:
        raise Http404
    campaign = find(request, pk)
    try:
        campaign = STEPS[name](campaign=campaign, by=request.user)
    except ValidationError as error:
        tell(request, error)
    else:
        # Asked to start and sent back to review instead: that is no success.
        is_done = (name, campaign.state) != ("start", CampaignState.IN_REVIEW)
        say = messages.success if is_done else messages.warning
        say(request, DONE[name, campaign.state])
    return redirect("office_campaign", pk)


@require_safe
@requires(Permission.VIEW_DELIVERIES)
def start(request, pk: int):
    """Ask once more before an approved campaign leaves; answered, the step is taken."""
    campaign = find(request, pk)
    context = page_context(request, campaign, "office_campaign")
    if not context["may_start"]:
        messages.warning(request, _("지금 시작할 수 있는 소식이 아닙니다."))
        return redirect("office_campaign", pk)
    return render(request, "office/start.html", context | {"figures": figures(campaign)})


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW_DELIVERIES)
def cancel(request, pk: int):
    campaign = find(request, pk)
    if request.method == "GET":
        if campaign.state in (CampaignState.CANCELLED, CampaignState.FINISHED):
            messages.warning(request, _("이미 끝나거나 취소한 소식입니다."))
            return redirect("office_campaign", pk)
        return render(request, "office/cancel.html", page_context(request, campaign, "office_campaign"))
    try:
        life.cancel(campaign=campaign, by=request.user)
    except ValidationError as error:
        tell(request, error)
    else:
        messages.success(request, _("취소했습니다. 아직 보내지 않은 것은 나가지 않습니다."))
    return redirect("office_campaign", pk)


@require_safe
@requires(Permission.APPROVE_CAMPAIGN)
def review(request, pk: int):
    """What the approver answers for: warnings, whom, how much, and the messages as they will be read."""
    campaign = find(request, pk, Permission.APPROVE_CAMPAIGN)
    if campaign.state != CampaignState.IN_REVIEW:
        messages.warning(request, _("결재를 기다리는 소식이 아닙니다."))
        return redirect("office_campaign", pk)
    if life.wrote(request.user, campaign):
        return _own_draft(request, campaign)
    return _review_page(request, campaign, ReturnForm())


@require_http_methods(["GET", "POST"])
@requires(Permission.APPROVE_CAMPAIGN)
def approve(request, pk: int):
    """Ask once more, with what is about to happen; sent on, the campaign starts."""
    campaign = find(request, pk, Permission.APPROVE_CAMPAIGN)
    if request.method == "GET":
        return _ask(request, campaign)
    try:
        campaign = life.approve(campaign=campaign, by=request.user, seen_hash=request.POST.get("seen", ""))
    except life.OwnDraft:
        return _own_draft(request, campaign)
    except ValidationError as error:
        tell(request, error)
        return redirect("office_campaign" if error.code == "state" else "office_review", pk)
    messages.success(request, DONE["approve", campaign.state])
    return redirect("office_campaign", pk)


@require_POST
@requires(Permission.APPROVE_CAMPAIGN)
def return_to_draft(request, pk: int):
    campaign = find(request, pk, Permission.APPROVE_CAMPAIGN)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _review_page(request, campaign, form)
    try:
        life.return_to_draft(campaign=campaign, by=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        tell(request, error)
    else:
        messages.success(request, _("이유를 적어 기안자에게 돌려보냈습니다."))
    return redirect("office_campaign", pk)


def _ask(request, campaign: Campaign):
    if life.wrote(request.user, campaign):
        return _own_draft(request, campaign)
    seen = request.GET.get("seen", "")
    if campaign.state != CampaignState.IN_REVIEW:
        messages.info(request, _("결재가 이미 끝난 소식입니다."))
        return redirect("office_campaign", campaign.pk)
    if seen != life.content_hash(campaign):
        message = _("그 사이 내용이 바뀌었습니다. 내용을 다시 확인해 주세요.")
        messages.warning(request, message)
        return redirect("office_review", pk=campaign.pk)
    segment = audience.segment_of(campaign)
    counts = audience.count(segment, campaign.kind, district=campaign.district_id)
    price = cost.estimate(
        counts,
        sms_kind=sms_measure(campaign, segment).kind,
        on=timezone.localdate(),
        falls_back=campaign.falls_back,
    )
    context = page_context(request, campaign, "office_campaign") | {
        "seen": seen,
        "counts": counts,
        "by_channel": [(Channel(channel), total) for channel, total in counts.by_channel.items()],
        "cost": price,
    }
    return render(request, "office/approve.html", context)


def _own_draft(request, campaign: Campaign):
    context = page_context(request, campaign, "office_campaign")
    return render(request, "office/own_draft.html", context, status=403)


def _review_page(request, campaign: Campaign, form: ReturnForm):
    segment = audience.segment_of(campaign)
    reached = outlook(segment, campaign.kind, district=campaign.district_id)
    counts = reached.counts
    people = preview.candidates(campaign, SAMPLES_TO_REVIEW)
    log_access(
        request,
        action=AccessLog.Action.PREVIEW,
        subject_type="person",
        subject_ids=[person.pk for person in people],
    )
    sms_kind = sms_measure(campaign, segment).kind
    return render(
        request,
        "office/review.html",
        page_context(request, campaign, "office_campaign")
        | {
            "form": form,
            "seen": life.content_hash(campaign),
            "findings": preflight.examine(campaign, segment, counts, timezone.now()),
            "counts": counts,
            "by_channel": [(Channel(channel), total) for channel, total in counts.by_channel.items()],
            "dongs": [
                {
                    "dong": dong,
                    **dict.fromkeys(Channel.values, 0),
                    **dict(zip(segment.channels, messages, strict=True)),
                }
                for dong, _people, messages in reached.by_dong
            ],
            "cost": cost.estimate(
                counts, sms_kind=sms_kind, on=timezone.localdate(), falls_back=campaign.falls_back
            ),
            "samples": [preview.of_person(campaign, person) for person in people],
        },
    )
