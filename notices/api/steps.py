"""Steps in a campaign's life. Each is a verb of the domain, which decides who may and when."""

from collections.abc import Callable

from django.core.exceptions import ValidationError as DomainError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response

from notices.api import examples
from notices.api.answers import Summary
from notices.api.base import APPROVE, DRAFT, STEER, TAG, CampaignView, campaign_refusals, refused
from notices.api.serializers import ApprovalIn, NothingIn, ReturnIn
from notices.api.versions import ETAG, version_header
from notices.domain import life
from notices.forms.campaign_steps import ReturnForm
from notices.models import Campaign

WITHIN = "Takes effect within two seconds; what is in a worker's hands still goes."


def _step(name: str, summary: str, description: str, request: type | None = None) -> Callable:
    return extend_schema(
        operation_id=f"campaigns_{name}",
        summary=summary,
        description=f"{description} Asked again, the state no longer allows it (409): nothing happens twice.",
        request=request,
        parameters=[ETAG],
        examples=[examples.APPROVAL] if request is ApprovalIn else None,
        responses={200: Summary, **campaign_refusals(404, 409, 415)},
        tags=[TAG],
    )


class StepView(CampaignView):
    """`verb` takes `campaign` and `by`, and what the body says."""

    verb: Callable[..., Campaign]

    def take(self, request, pk: int, body: type = NothingIn) -> Response:
        campaign = self.find(pk)
        sent = body(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            taken = type(self).verb(campaign=campaign, by=request.user, **self.arguments(sent.validated_data))
        except life.OwnDraft as error:
            raise PermissionDenied(
                _("이 시스템이 기안하거나 고친 소식입니다. 다른 결재자가 승인해야 합니다.")
            ) from error
        except DomainError as error:
            return refused(error)
        return Response(Summary(taken).data, headers=version_header(taken))

    def arguments(self, sent: dict) -> dict:
        return sent


class SubmitView(StepView):
    scopes = {"POST": DRAFT}
    verb = life.submit

    @_step("submit", "Ask for approval", "What keeps it from review is told by field, as the preflight does.")
    def post(self, request, pk: int) -> Response:
        return self.take(request, pk)


class ApproveView(StepView):
    scopes = {"POST": APPROVE}
    verb = life.approve

    @_step(
        "approve",
        "Approve what was read",
        "Freezes the content and writes the recipients down; then it starts, waits for its time, or for "
        "`start`. `seen` must be that of the present content (409). Never by who drafted or changed it, "
        "under another token of the same system neither (403). Before an election the first approval "
        "leaves it in review, for a second approver.",
        ApprovalIn,
    )
    def post(self, request, pk: int) -> Response:
        return self.take(request, pk, ApprovalIn)

    def arguments(self, sent: dict) -> dict:
        return {"seen_hash": sent["seen"]}


class ReturnView(StepView):
    scopes = {"POST": APPROVE}
    verb = life.return_to_draft

    @_step("return", "Hand it back to its drafter", "With the reason; a first approval is dropped.", ReturnIn)
    def post(self, request, pk: int) -> Response:
        return self.take(request, pk, ReturnIn)

    def arguments(self, sent: dict) -> dict:
        form = ReturnForm(sent)
        if not form.is_valid():
            raise ValidationError({name: list(messages) for name, messages in form.errors.items()})
        return form.cleaned_data


class StartView(StepView):
    scopes = {"POST": STEER}
    verb = life.start

    @_step(
        "start",
        "Start an approved campaign, or a scheduled one before its time",
        "Before its time only with `campaigns:approve`, and never by who drafted or changed it (403). In the "
        "hours of rest it is scheduled for the morning. It goes back to review when its approval no longer "
        "holds or is not enough on this day (before an election two sign): look at the `state` answered.",
    )
    def post(self, request, pk: int) -> Response:
        return self.take(request, pk)


class PauseView(StepView):
    scopes = {"POST": STEER}
    verb = life.pause

    @_step("pause", "Stop handing over for now", WITHIN)
    def post(self, request, pk: int) -> Response:
        return self.take(request, pk)


class ResumeView(StepView):
    scopes = {"POST": STEER}
    verb = life.resume

    @_step("resume", "Go on sending", "Refused in the hours of rest.")
    def post(self, request, pk: int) -> Response:
        return self.take(request, pk)


class CancelView(StepView):
    scopes = {"POST": STEER}
    verb = life.cancel

    @_step("cancel", "Give it up for good", f"{WITHIN} What is out stays out.")
    def post(self, request, pk: int) -> Response:
        return self.take(request, pk)


STEPS = {
    "submit": SubmitView,
    "approve": ApproveView,
    "return": ReturnView,
    "start": StartView,
    "pause": PauseView,
    "resume": ResumeView,
    "cancel": CancelView,
}
