"""One campaign: its whole life on a page, live progress, preview as a recipient, test send."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.enums import Channel, ContactKind
from notices.domain import audience, lateness, life, preflight, preview, trial
from notices.domain.outlook import outlook
from notices.domain.preflight.texts import unsendable
from notices.enums import CampaignKind, CampaignState
from notices.forms.campaign_steps import TestSendForm
from notices.models import Campaign
from notices.queries import useful
from notices.queries.progress import course, figures
from notices.queries.responses import responses_of
from notices.views.office_common import find, page_context
from notices.views.office_timeline import timeline
from portal.accounts import verification
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog


@require_safe
@requires(Permission.VIEW_DELIVERIES)
def campaign_page(request, pk: int):
    campaign = find(request, pk)
    context = page_context(request, campaign, "office_campaign")
    context |= {"events": timeline(campaign), "late": _late(campaign), **_progress(campaign)}
    if context["is_written_down"]:
        context |= {**_course(campaign), "responses": responses_of(campaign)}
        context["useful"] = useful.of_campaign(campaign) if _asks_whether_useful(campaign) else None
        context["resends"] = campaign.resends.order_by("id")
        context["may_resend"] = _may_resend(campaign, context)
    elif campaign.state in life.REVIEWABLE:
        context |= _outlook(campaign)
    return render(request, "office/campaign.html", context)


def _asks_whether_useful(campaign: Campaign) -> bool:
    """Every mail does, but for invitations to a poll."""
    return Channel.EMAIL in campaign.channels and campaign.kind != CampaignKind.POLL


def _late(campaign: Campaign) -> dict | None:
    """Of a campaign the clock should have begun: how late it began, or is by now, and when it was due."""
    if campaign.state not in life.WAITING and campaign.started_at is None:
        return None
    by = lateness.late_by(campaign, campaign.started_at or timezone.now())
    return {"by": by, "due": lateness.due_at(campaign)} if by else None


def _may_resend(campaign: Campaign, context: dict) -> bool:
    """Asked in the order of what it costs."""
    if not life.is_over(campaign) or not context["may_draft"]:
        return False
    return context["figures"].may_be_resent and any(life.resendable(campaign).values())


@require_safe
@requires(Permission.VIEW_DELIVERIES)
def progress(request, pk: int):
    """The progress panel alone, for htmx while the campaign is going out."""
    campaign = find(request, pk)
    response = render(request, "office/_progress.html", {"campaign": campaign, **_progress(campaign)})
    if campaign.state != CampaignState.SENDING:
        # State, actions and history stand outside the panel: the whole page has something new to say.
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
@requires(Permission.VIEW_DELIVERIES)
def course_rows(request, pk: int):
    """The rows of the course alone, for htmx: the chart is drawn from them."""
    campaign = find(request, pk)
    return render(request, "office/_course_rows.html", {"campaign": campaign, **_course(campaign)})


def _course(campaign: Campaign) -> dict:
    return {"course": course(campaign), "is_moving": campaign.state == CampaignState.SENDING}


def _progress(campaign: Campaign) -> dict:
    return {
        "figures": figures(campaign),
        "is_moving": campaign.state == CampaignState.SENDING,
    }


def _outlook(campaign: Campaign) -> dict:
    """Before sending: who would receive it now, and what is still missing or odd."""
    segment = audience.segment_of(campaign)
    counts = outlook(segment, campaign.kind, district=campaign.district_id).counts
    findings = preflight.examine(campaign, segment, counts, timezone.now())
    return {
        "counts": counts,
        "by_channel": [(Channel(channel), total) for channel, total in counts.by_channel.items()],
        "problems": preflight.problems(findings),
        "findings": findings,
    }


@require_safe
@requires(Permission.VIEW_DELIVERIES)
def preview_page(request, pk: int):
    """The messages as one chosen person of the audience would read them; looking is logged."""
    campaign = find(request, pk)
    people = preview.candidates(campaign)
    chosen = preview.chosen(campaign, request.GET.get("sample", ""))
    if chosen is not None and chosen not in people:
        people = [chosen, *people[:-1]]
    log_access(
        request,
        action=AccessLog.Action.VIEW,
        subject_type="person",
        subject_ids=[person.pk for person in people],
    )
    context = page_context(request, campaign, "office_preview")
    context["people"] = [
        {"person": person, "token": preview.token(campaign, person), "is_chosen": person == chosen}
        for person in people
    ]
    if chosen is not None:
        log_access(request, action=AccessLog.Action.PREVIEW, subject_type="person", subject_ids=[chosen.pk])
        context["sample"] = preview.of_person(campaign, chosen)
    return render(request, "office/preview.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.DRAFT_CAMPAIGN)
def test_send(request, pk: int):
    campaign = find(request, pk, Permission.DRAFT_CAMPAIGN)
    problems = [message for found in unsendable(campaign).values() for message in found]
    form = TestSendForm(request.POST or None, channels=campaign.channels, campaign=campaign, by=request.user)
    if request.method == "POST" and not problems and form.is_valid() and _try_out(request, form):
        messages.success(request, _("시험 발송을 맡겼습니다. 잠시 뒤 도착했는지 확인해 주세요."))
        return redirect("office_campaign", pk)
    context = page_context(request, campaign, "office_campaign") | {
        "form": form,
        "problems": problems,
    }
    return render(request, "office/test_send.html", context)


def _try_out(request, form: TestSendForm) -> bool:
    """Send the test, or first a code to a number that is not known to be the officer's own."""
    channel, address = form.cleaned_data["channel"], form.cleaned_data["address"]
    try:
        if form.asks_code and not form.cleaned_data["code"]:
            verification.send_code(kind=ContactKind.MOBILE, value=address, request=request)
            messages.info(request, _("그 번호로 인증번호를 보냈습니다. 아래에 적고 다시 눌러 주세요."))
            return False
        trial.send(campaign=form.campaign, channel=channel, address=address, by=request.user)
    except ValidationError as error:
        form.add_error("address", error)
        return False
    return True
