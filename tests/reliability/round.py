"""One campaign to everybody, and what must be true of it in the end, whatever died meanwhile."""

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from enrollment.models import ContactPoint, Topic
from notices.enums import SENT_STATES, CampaignState, ChunkState, DeliveryState
from notices.models import Campaign, Delivery, Subscription
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import KINDS, address_of, crowd
from tests.reliability.office import Office

END_SECONDS = 60


@dataclass
class Round:
    """A campaign under way; the scheduler finds it and cuts it by itself."""

    office: Office
    campaign: Campaign
    channel: str
    taken_before: int

    def reach(self, messages: int) -> None:
        """Wait until the wire took so many."""
        self.office.wait_for(lambda: self.taken() >= messages, END_SECONDS)

    def taken(self) -> int:
        return self.office.count(self.channel) - self.taken_before

    def busy_worker(self, *names: str) -> str:
        """One of these workers, as soon as it has messages in its hands."""
        busy: list[str] = []

        def look() -> bool:
            held = self.campaign.chunks.filter(state=ChunkState.CLAIMED).order_by("-id")
            busy[:] = [name for name in map(self.office.worker_of, held) if name in names]
            return bool(busy)

        self.office.wait_for(look, END_SECONDS)
        return busy[0]

    def settle(self, *, at_most_in_doubt: int, may_fail: int = 0, why: str) -> Counter:
        """Wait for the end, and compare every row with what the wire took. Returns the rows by state."""
        self.office.wait_for(self._is_over, END_SECONDS)
        rows = {f"d{pk}": state for pk, state in self.campaign.deliveries.values_list("id", "state")}
        taken = {ref: times for ref, times in self.office.taken(self.channel).items() if ref in rows}
        sent = {ref for ref, state in rows.items() if state in SENT_STATES}
        in_doubt = {ref for ref, state in rows.items() if state == DeliveryState.UNCONFIRMED}
        found = Counter(rows.values())
        assert [ref for ref, times in taken.items() if times > 1] == [], f"twice: {why}"
        assert sent <= taken.keys(), f"never arrived: {why}"
        assert taken.keys() - sent <= in_doubt, f"arrived, and no row says so: {why} {found}"
        assert found[DeliveryState.FAILED] <= may_fail, f"{why} {found}"
        assert len(rows) == len(sent) + len(in_doubt) + found[DeliveryState.FAILED], f"{why} {found}"
        assert len(in_doubt) <= at_most_in_doubt, f"{why} {found}"
        return found

    def wait_for_receipts(self) -> None:
        """Wait until every text that was handed over is told to have arrived."""
        handed_over = self.campaign.deliveries.filter(state__in=SENT_STATES)
        told = handed_over.filter(state=DeliveryState.DELIVERED)
        self.office.wait_for(lambda: told.count() == handed_over.count(), END_SECONDS)

    def _is_over(self) -> bool:
        return Campaign.objects.get(pk=self.campaign.pk).state == CampaignState.FINISHED


class Readers:
    """People who can be reached by each channel; written down once."""

    def __init__(self, office: Office, count: int):
        self.office = office
        self._contacts = {"email": [], "sms": []}
        for row in crowd(_campaign("email"), count):
            self._contacts["email"].append((row.person_id, row.contact_id))
        self._contacts["sms"] = self._telephones()

    def campaign(self, channel: str) -> Round:
        self.office.wait_for(self.office.is_ready, END_SECONDS)
        campaign, now = _campaign(channel), timezone.now()
        Delivery.objects.bulk_create(
            Delivery(campaign=campaign, person_id=person, contact_id=contact, channel=channel, queued_at=now)
            for person, contact in self._contacts[channel]
        )
        before = self.office.count(channel)
        # Nobody began before every row was there.
        Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.SENDING)
        return Round(self.office, campaign, channel, before)

    def _telephones(self) -> list[tuple[int, int]]:
        people, now = [person for person, _contact in self._contacts["email"]], timezone.now()
        contacts = ContactPoint.objects.bulk_create(
            ContactPoint(
                person_id=person,
                kind=KINDS["sms"],
                value=address_of("sms", number),
                index=ContactPoint.index_of(KINDS["sms"], address_of("sms", number)),
                started_at=now,
            )
            for number, person in enumerate(people)
        )
        topic = Topic.objects.get(code="culture")
        Subscription.objects.bulk_create(
            Subscription(person_id=person, topic=topic, channel="sms", starts_at=now) for person in people
        )
        return [(contact.person_id, contact.pk) for contact in contacts]


def _campaign(channel: str) -> Campaign:
    campaign = approved_campaign(channels=(channel,))
    campaign.email_subject, campaign.email_body = "구두바자회", "{이름}님, {동} 소식입니다."
    campaign.state = CampaignState.APPROVED
    campaign.save()
    return campaign
