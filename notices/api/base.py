"""What every address of campaigns shares: who may, which campaign, how a refusal is told; and lists of
campaigns and rounds alike."""

from django.core.exceptions import ValidationError as DomainError
from django.db.models import QuerySet, TextChoices
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from enrollment.models import District
from notices.api import examples
from notices.models import Campaign
from notices.queries import campaigns
from portal.accounts.api_views import SystemView, conflict, errors_by_field, refusals
from portal.accounts.enums import ApiScope, Permission
from portal.common.models import AccessLog

DRAFT, APPROVE = (ApiScope.CAMPAIGNS_DRAFT,), (ApiScope.CAMPAIGNS_APPROVE,)
STEER = (*DRAFT, *APPROVE)
FOLLOW = (ApiScope.CAMPAIGNS_READ, *STEER)
DELIVERIES = (ApiScope.CAMPAIGNS_READ, ApiScope.CAMPAIGNS_RECIPIENTS)

TAG = "campaigns"


def campaign_refusals(*codes: int, on_409: str = "Its state does not allow this now") -> dict:
    """Those every address of campaigns has, and `codes`."""
    return refusals(401, 403, 429, *codes, by_field=examples.REFUSED, on_409=on_409)


class CampaignView(SystemView):
    """One campaign, or all of the district of the token."""

    subject_type = "campaign"

    def district(self, permission: Permission) -> District:
        """Campaigns belong to a whole district: a token of one dong has none."""
        found = campaigns.district_of(self.request.user, permission)
        if found is None:
            raise PermissionDenied(_("구 전체를 맡은 토큰이 있어야 합니다. 구 코드로 발급받아 주세요."))
        return found

    def find(self, pk: int) -> Campaign:
        """Log the look, then the campaign; not found outside the area of the token."""
        visible = campaigns.visible_to(self.request.user).select_related("alimtalk_template", "district")
        found = visible.filter(pk=pk).first()
        self.log(AccessLog.Action.VIEW, [found.pk] if found else [])
        if found is None:
            raise Http404
        return found


def refused(error: DomainError) -> Response:
    """What was sent wrong is told by field (400), what the moment forbids in a sentence (409)."""
    if hasattr(error, "error_dict"):
        raise ValidationError(errors_by_field(error)) from error
    return conflict(" ".join(error.messages))


def list_parameters(states: type[TextChoices]) -> list[OpenApiParameter]:
    """What narrows a list that `newest` answers."""
    return [
        OpenApiParameter("state", str, enum=states.values),
        OpenApiParameter("before", int, description="Only older ones than this id"),
        OpenApiParameter("limit", int, description="1 to 100, 20 when left out"),
    ]


def newest(view: SystemView, query: type[Serializer], rows: QuerySet) -> tuple[list, bool]:
    """Of `rows` those that were asked for, the newest first, and whether there are older ones. The look is
    logged."""
    sent = query(data=view.request.query_params)
    sent.is_valid(raise_exception=True)
    asked = sent.validated_data
    rows = rows.order_by("-id")
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    if asked["before"]:
        rows = rows.filter(pk__lt=asked["before"])
    found = list(rows[: asked["limit"] + 1])
    listed = found[: asked["limit"]]
    view.log(AccessLog.Action.SEARCH, [one.pk for one in listed])
    return listed, len(found) > len(listed)
