"""The same words to the same people within a day: a double press, or two officers with one idea."""

from django.utils.translation import gettext as _

from notices.domain.preflight.base import Check, Level
from notices.queries import repeated


class Repeated(Check):
    code = "repeated"
    level = Level.WARN

    def examine(self, campaign, segment, counts, now):
        if not (campaign.sms_body or campaign.email_body):
            return []
        text = _("같은 내용이 하루 안에 ‘%(title)s’(으)로 나갔거나 나갈 예정입니다. 겹치는 사람 %(count)s명")
        return [
            self.found(text % {"title": other.title, "count": f"{people:,}"})
            for other, people in repeated.overlaps(campaign, segment, now)
        ]
