"""Looking closer: whom an audience reaches, what a preflight finds, samples, and each delivery."""

from django.core.exceptions import ValidationError as DomainError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from enrollment.enums import Channel
from notices.api.answers import AudienceOut, DeliveriesOut, PreflightOut, SamplesOut
from notices.api.base import (
    DELIVERIES,
    DRAFT,
    FOLLOW,
    TAG,
    CampaignView,
    campaign_refusals,
    refused,
)
from notices.api.serializers import AudienceIn, DeliveriesQuery, SamplesQuery
from notices.api.sheet import cost_of, outlook_sheet
from notices.domain import audience, life, preflight, preview
from notices.enums import DeliveryState
from notices.models import Campaign, Delivery
from notices.queries import campaigns
from portal.accounts.api_views import conflict
from portal.accounts.enums import ApiScope, Permission
from portal.common.models import AccessLog


class AudienceView(CampaignView):
    scopes = {"POST": (*DRAFT, ApiScope.CAMPAIGNS_READ)}

    @extend_schema(
        operation_id="campaigns_audience",
        summary="Count an audience",
        description="Whom it would reach at this moment, and why others are left out. Nothing is kept.",
        request=AudienceIn,
        responses={200: AudienceOut, **campaign_refusals(415)},
        tags=[TAG],
    )
    def post(self, request) -> Response:
        district = self.district(Permission.VIEW_DELIVERIES)
        form = AudienceIn.read(request.data, district)
        self.log(AccessLog.Action.SEARCH, [])
        sheet, _found = outlook_sheet(form.segment(), request.data["kind"], district=district.pk)
        return Response(AudienceOut(sheet).data)


class PreflightView(CampaignView):
    scopes = {"GET": FOLLOW}

    @extend_schema(
        operation_id="campaigns_preflight",
        summary="Examine a campaign before it goes out",
        description="Everything the checks find, the gravest first: `refuse` keeps it from review and "
        "approval, `needs_second_approver` asks for two approvals. Give `seen` back when approving.",
        responses={200: PreflightOut, **campaign_refusals(404, 409)},
        tags=[TAG],
    )
    def get(self, request, pk: int) -> Response:
        campaign = self.find(pk)
        if campaign.state not in life.EDITABLE:
            return conflict(_("이미 시작했거나 취소한 발송입니다. 시작하기 전에만 점검할 수 있습니다."))
        segment = audience.segment_of(campaign)
        sheet, outlook = outlook_sheet(segment, campaign.kind, district=campaign.district_id)
        findings = preflight.examine(campaign, segment, outlook.counts, timezone.now())
        found = {
            "seen": life.content_hash(campaign),
            "may_go": not preflight.problems(findings),
            "needs_second_approver": preflight.needs_second_approver(findings),
            "findings": findings,
            "audience": sheet,
            "cost": cost_of(campaign, outlook.counts),
        }
        return Response(PreflightOut(found).data)


class SamplesView(CampaignView):
    scopes = {"GET": FOLLOW}

    @extend_schema(
        operation_id="campaigns_samples",
        summary="Read it as some of its recipients would",
        description="A few people of the audience, the same each time, with masked names. Looks are logged.",
        parameters=[OpenApiParameter("limit", int, description="1 to 8, 2 when left out")],
        responses={200: SamplesOut, **campaign_refusals(404, 409)},
        tags=[TAG],
    )
    def get(self, request, pk: int) -> Response:
        query = SamplesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        campaign = self.find(pk)
        people = preview.candidates(campaign, query.validated_data["limit"])
        self.log(AccessLog.Action.PREVIEW, [person.pk for person in people], "person")
        try:
            samples = [_sample(campaign, person) for person in people]
        except DomainError as error:
            return refused(error)
        return Response(SamplesOut({"seen": life.content_hash(campaign), "samples": samples}).data)


class DeliveriesView(CampaignView):
    scopes = {"GET": DELIVERIES}

    @extend_schema(
        operation_id="campaigns_deliveries",
        summary="What became of each message",
        description="Keep `next` and give it as `since`. A message keeps its place while its state changes: "
        "begin again without `since` to read the states of now. `name` and `contact` are told to the scope "
        "`campaigns:recipients` alone, and each person looked at is logged.",
        parameters=[
            OpenApiParameter("since", str, description="The `next` of the last answer"),
            OpenApiParameter("state", str, enum=DeliveryState.values),
            OpenApiParameter("channel", str, enum=Channel.values),
            OpenApiParameter("limit", int, description="1 to 500, 100 when left out"),
        ],
        responses={200: DeliveriesOut, **campaign_refusals(404)},
        tags=[TAG],
    )
    def get(self, request, pk: int) -> Response:
        query = DeliveriesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        campaign = self.find(pk)
        is_plain = ApiScope.CAMPAIGNS_RECIPIENTS in request.auth.scopes
        rows = campaigns.deliveries(campaign, channel=asked["channel"])
        if asked["state"]:
            rows = rows.filter(state=asked["state"])
        if not is_plain:
            rows = rows.select_related(None)
        found = list(rows.filter(pk__gt=int(asked["since"][1:]))[: asked["limit"] + 1])
        listed = found[: asked["limit"]]
        if is_plain:
            self.log(AccessLog.Action.UNMASK, [row.person_id for row in listed], "person")
        answer = {
            "deliveries": [_delivery(row, is_plain=is_plain) for row in listed],
            "next": _reference(listed[-1].pk) if listed else asked["since"],
            "more": len(found) > len(listed),
        }
        return Response(DeliveriesOut(answer).data)


def _sample(campaign: Campaign, person) -> dict:
    sample = preview.of_person(campaign, person, is_masked=True)
    measure = sample.sms_measure
    return {
        "dong": person.household.dong_id,
        "email": sample.email,
        "sms": sample.sms,
        "sms_bytes": measure.bytes if measure else None,
        "sms_kind": measure.kind.value if measure else None,
        "alimtalk": sample.alimtalk,
    }


def _delivery(row: Delivery, *, is_plain: bool) -> dict:
    return {
        "reference": _reference(row.pk),
        "channel": row.channel,
        "state": row.state,
        "reason": row.reason,
        "fallback_of": _reference(row.fallback_of_id) if row.fallback_of_id else None,
        "queued_at": row.queued_at,
        "handed_over_at": row.handed_over_at,
        "delivered_at": row.delivered_at,
        "opened_at": row.opened_at,
        "name": row.person.name if is_plain else None,
        "contact": row.contact.value if is_plain else None,
    }


def _reference(pk: int) -> str:
    return f"d{pk}"
