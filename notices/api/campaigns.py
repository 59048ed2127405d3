"""Campaigns of other systems: draft, change, list, follow."""

from django.core.exceptions import ValidationError as DomainError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from enrollment.domain.submission import KeyUsedForAnother, once
from notices.api.answers import CampaignOut, CampaignsOut, Summary
from notices.api.base import (
    DRAFT,
    FOLLOW,
    TAG,
    CampaignView,
    campaign_refusals,
    list_parameters,
    newest,
    refused,
)
from notices.api.serializers import CampaignIn, CampaignsQuery
from notices.api.sheet import campaign_sheet
from notices.api.versions import ETAG, IF_MATCH, Changed, version_header, version_seen
from notices.domain import life
from notices.enums import CampaignState
from notices.models import Campaign
from notices.queries import campaigns
from portal.accounts.api_views import KEY_PARAMETER, body_of, conflict, created, idempotency_key
from portal.accounts.enums import Permission
from portal.common.models import AccessLog


class CampaignsView(CampaignView):
    scopes = {"POST": DRAFT, "GET": FOLLOW}

    @extend_schema(
        operation_id="campaigns_draft",
        summary="Draft a campaign",
        description="The rules of the drafting form. Nothing is sent: ask for approval with `submit`.",
        parameters=[KEY_PARAMETER],
        request=CampaignIn,
        responses={
            201: Summary,
            **campaign_refusals(409, 415, on_409="The key was used for another body"),
        },
        tags=[TAG],
    )
    def post(self, request) -> Response:
        key = idempotency_key(request)
        district = self.district(Permission.DRAFT_CAMPAIGN)

        def drafting() -> tuple[dict, None]:
            content = CampaignIn.read(request.data, district).content()
            campaign = life.draft(content=content, district=district, by=request.user)
            return dict(Summary(campaign).data), None

        try:
            drafted = once(client=request.auth, key=key, body=f"campaigns\n{body_of(request)}", act=drafting)
        except KeyUsedForAnother:
            message = _("다른 내용을 보낼 때 쓴 Idempotency-Key입니다. 새 발송에는 새 키를 만들어 주세요.")
            return conflict(message)
        self.log(AccessLog.Action.VIEW, [drafted.answer["id"]])
        return created(drafted.answer, repeated=drafted.repeated)

    @extend_schema(
        operation_id="campaigns_list",
        summary="List campaigns",
        description="All of the district, drafts of people too, the newest first.",
        parameters=list_parameters(CampaignState),
        responses={200: CampaignsOut, **campaign_refusals()},
        tags=[TAG],
    )
    def get(self, request) -> Response:
        listed, more = newest(self, CampaignsQuery, campaigns.visible_to(request.user))
        return Response(CampaignsOut({"campaigns": listed, "more": more}).data)


class OneCampaignView(CampaignView):
    scopes = {"GET": FOLLOW, "PUT": DRAFT}

    @extend_schema(
        operation_id="campaigns_follow",
        summary="Follow a campaign",
        description="What it says, where it stands, what became of its messages, what it costs, and each "
        "step so far.",
        parameters=[ETAG],
        responses={200: CampaignOut, **campaign_refusals(404)},
        tags=[TAG],
    )
    def get(self, request, pk: int) -> Response:
        campaign = self.find(pk)
        return Response(_told(campaign), headers=version_header(campaign))

    @extend_schema(
        operation_id="campaigns_change",
        summary="Change a campaign that has not begun",
        description="Replaces everything that was drafted. A review is over by it and an approval is "
        "dropped, with the recipients that were written down: it is a draft again. `If-Match` names what was "
        "read: two who change it at once cannot overwrite each other.",
        parameters=[IF_MATCH, ETAG],
        request=CampaignIn,
        responses={200: CampaignOut, **campaign_refusals(404, 409, 412, 415, 428)},
        tags=[TAG],
    )
    def put(self, request, pk: int) -> Response:
        campaign = self.find(pk)
        seen = version_seen(request, campaign)
        content = CampaignIn.read(request.data, campaign.district).content()
        try:
            campaign = life.edit(campaign=campaign, content=content, by=request.user, seen=seen)
        except DomainError as error:
            if error.code == "changed":
                raise Changed from error
            return refused(error)
        return Response(_told(campaign), headers=version_header(campaign))


def _told(campaign: Campaign) -> dict:
    columns = {name: getattr(campaign, name) for name in CampaignOut().fields if hasattr(campaign, name)}
    return CampaignOut({**columns, **campaign_sheet(campaign)}).data
