"""Audiences with a name: saved, changed, deleted. Campaigns hold copies, so no verb here reaches one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from enrollment.models import District
from notices.models import SavedAudience
from notices.segment import Segment
from portal.accounts.access import require
from portal.accounts.enums import Permission
from portal.common import audit


@transaction.atomic
def save(
    *,
    name: str,
    kind: str,
    segment: Segment,
    district: District,
    by,
    audience: SavedAudience | None = None,
) -> SavedAudience:
    """Save a new audience, or change (and rename) `audience`.

    Raises ValidationError for a name another audience of the district has.
    """
    require(by, Permission.DRAFT_CAMPAIGN, district)
    District.objects.select_for_update().get(pk=district.pk)  # two officers may choose one name at once
    taken = SavedAudience.objects.filter(district=district, name=name)
    if taken.exclude(pk=audience.pk if audience else None).exists():
        message = _("같은 이름의 대상이 이미 있습니다. 다른 이름을 적어 주세요.")
        raise ValidationError({"name": ValidationError(message, code="taken")})
    action = "audience.edit" if audience else "audience.save"
    audience = audience or SavedAudience(district=district)
    audience.name, audience.kind, audience.changed_by = name, kind, by
    audience.definition = {
        **segment.to_json(),
        "topic": segment.topic,
        "channels": list(segment.channels),
        "one_channel": segment.one_channel,
    }
    audience.save()
    audit.record(by=by, action=action, obj=audience)
    return audience


@transaction.atomic
def delete(*, audience: SavedAudience, by) -> None:
    require(by, Permission.DRAFT_CAMPAIGN, audience)
    audit.record(by=by, action="audience.delete", obj=audience)
    audience.delete()


def segment_of(audience: SavedAudience) -> Segment:
    kept = audience.definition
    return Segment.from_json(
        kept, topic=kept["topic"], channels=kept["channels"], one_channel=kept["one_channel"]
    )
