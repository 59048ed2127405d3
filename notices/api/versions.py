"""Two editors of one campaign: each names the version it read, and only the newest may be replaced."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException

from notices.domain import life
from notices.models import Campaign

ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200],
    description="The version of the campaign, for `If-Match`; it changes with the content and with each step",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` of the campaign as it was read",
)


class Changed(APIException):
    status_code = 412
    default_detail = _("읽어 가신 뒤에 소식이 바뀌었습니다. 다시 읽고 고쳐서 보내 주세요.")


class NoVersion(APIException):
    status_code = 428
    default_detail = _("If-Match가 없습니다. 소식을 읽을 때 받은 ETag를 그대로 보내 주세요.")


def version_header(campaign: Campaign) -> dict[str, str]:
    return {"ETag": f'"{life.version(campaign)}"'}


def version_seen(request, campaign: Campaign) -> str:
    """The version the sender read. Raises NoVersion when none is named, Changed when there is a newer one.

    A proxy that packs the answer marks its tag as weak, `W/`; it still names the same campaign.
    """
    named = request.headers.get("If-Match", "")
    if not named.strip():
        raise NoVersion
    seen = life.version(campaign)
    if seen not in {tag.strip().removeprefix("W/").strip('"') for tag in named.split(",")}:
        raise Changed
    return seen
