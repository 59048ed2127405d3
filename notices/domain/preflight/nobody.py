"""A campaign nobody would receive: told while one writes, refused at the approval itself."""

from django.utils.translation import gettext as _

from notices.domain.preflight.base import Check, Level


class Nobody(Check):
    code = "nobody"
    level = Level.WARN

    def examine(self, campaign, segment, counts, now):
        return [] if counts.messages else [self.found(_("지금 조건에 맞는 받을 사람이 없습니다."))]
