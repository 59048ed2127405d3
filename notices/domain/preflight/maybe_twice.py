"""People chosen although an earlier message of theirs may have arrived."""

from django.utils.translation import gettext as _

from notices.domain.preflight.base import Check, Level
from notices.enums import PastResponse


class MaybeTwice(Check):
    code = "maybe_twice"
    level = Level.WARN

    def examine(self, campaign, segment, counts, now):
        if segment.response != PastResponse.FAILED_OR_UNSURE:
            return []
        return [
            self.found(
                _("나갔는지 확인되지 않은 사람도 골랐습니다. 그 가운데 이미 받은 사람은 두 번 받게 됩니다.")
            )
        ]
