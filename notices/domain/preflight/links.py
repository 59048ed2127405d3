"""Links: in a text message only https and go.kr, because a stranger's link in a text looks like fraud; in a
mail told. A number in place of a name (1.2.3.4) is refused in both, with or without the rest: telephones make
a link of it. Whether an address answers is asked by a worker (`domain.link_probe`), never here."""

from django.utils.translation import gettext as _

from notices.domain import link_probe
from notices.domain.preflight.base import Check, Level
from notices.models import Campaign
from notices.validators import links
from notices.validators.links import addresses


class Links(Check):
    code = "links"
    level = Level.REFUSE

    def examine(self, campaign, segment, counts, now):
        found = []
        for field, level in (("sms_body", Level.REFUSE), ("email_body", Level.WARN)):
            for address in addresses(getattr(campaign, field)):
                found += self._judge(address, field, level)
        return [*found, *self._dead(campaign)]

    def _judge(self, address: str, field: str, level: Level):
        if text := links.broken(address):
            return [self.found(text, field=field)]
        found = []
        if text := links.insecure(address):
            found.append(self.found(text, field=field, level=level))
        if text := links.foreign(address):
            if level is Level.WARN:
                text = _("go.kr이 아닌 주소입니다: %(host)s. 맞는 곳인지 확인해 주세요.")
                text %= {"host": links.host_of(address)}
            found.append(self.found(text, field=field, level=level))
        return found

    def _dead(self, campaign: Campaign):
        text = _("열리지 않는 주소입니다: %(address)s. 눌러 보고 고쳐 주세요.")
        return [
            self.found(text % {"address": address}, level=Level.WARN)
            for address in link_probe.known_dead(every_address(campaign))
        ]


def every_address(campaign: Campaign) -> list[str]:
    return list(dict.fromkeys(addresses(f"{campaign.sms_body}\n{campaign.email_body}")))
