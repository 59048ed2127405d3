"""The audit trail: call inside the transaction of the change it records."""

from django.db.models import Model

from portal.common.models import AuditEvent


def record(*, by, action: str, obj: Model, **detail) -> AuditEvent:
    """Append one event. `by` is a User, or None for the system or an anonymous resident.

    `detail` must hold codes, counts and ids only; no personal data here, a contact at most masked.
    """
    return AuditEvent.objects.create(
        actor=by if by is not None and by.is_authenticated else None,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        detail=detail,
    )


def history(obj: Model):
    """Events of one object, oldest first."""
    return (
        AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk)
        .select_related("actor")
        .order_by("id")
    )
