"""Who is meant and gets nothing: no consent for the purpose, opted out, a contact that is dead or missing,
or a phone of the family that gets it once."""

from django.utils.translation import gettext as _

from notices.domain.outlook import outlook
from notices.domain.preflight.base import Check, Level


class LeftOut(Check):
    code = "left_out"
    level = Level.NOTE

    def examine(self, campaign, segment, counts, now):
        found = counts.left_out
        if found is None:
            found = outlook(segment, campaign.kind, district=campaign.district_id).left_out
        if not found:
            return []
        told = [_("%(reason)s %(count)s명") % {"reason": r.label, "count": f"{n:,}"} for r, n in found]
        return [self.found(_("조건에 맞지만 받지 못하는 사람: %(reasons)s") % {"reasons": ", ".join(told)})]
