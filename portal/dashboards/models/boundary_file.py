"""Outlines of the dongs, for the map."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models import District


class BoundaryFile(models.Model):
    """A file of outlines an administrator loaded; the newest is drawn, and one somebody went back to is
    written anew, `again_of` the one that was uploaded. Where the newest has no `shapes` the outlines were
    taken away.

    `shapes` maps a dong's code to its outline, simplified and moved to the plane of the page (`width` by
    `height`)."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("출처"), max_length=200)
    file_name = models.CharField(max_length=200)
    shapes = models.JSONField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    again_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-loaded_at", "-id"]

    @property
    def is_empty(self) -> bool:
        """Whether it says that there are no outlines."""
        return self.width == 0
