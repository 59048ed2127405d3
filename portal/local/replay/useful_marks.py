"""What readers of the replayed messages tapped under them: yes or no, told by the dice."""

import random

from notices.domain.useful import digest_of_mail, digest_of_notice
from notices.enums.notice import NoticeState
from notices.models import AddressedNotice, Campaign, Delivery, UsefulMark

TAPPED = (60, 260)
"""Least and most taps under one campaign."""
LIKED = {"living": 0.86, "education": 0.79, "culture": 0.82, "library": 0.88, "health": 0.9}
NOTICES_TAPPED, NOTICES_LIKED = 412, 0.91


def tap(rng: random.Random) -> int:
    """Write the marks of all campaigns but invitations, and of notices that were seen; how many."""
    marks = []
    for campaign in Campaign.objects.filter(poll=None).select_related("topic").order_by("round_no"):
        share = LIKED[campaign.topic.code] + rng.uniform(-0.07, 0.05)
        opened = Delivery.objects.filter(campaign=campaign, channel="email", state="opened")
        readers = list(opened.order_by("person_id").values_list("person_id", flat=True))
        for person in rng.sample(readers, min(len(readers), rng.randint(*TAPPED))):
            marks.append(
                UsefulMark(
                    digest=digest_of_mail(campaign.pk, person),
                    campaign=campaign,
                    is_useful=rng.random() < share,
                )
            )
    seen = AddressedNotice.objects.filter(state=NoticeState.SEEN).order_by("pk")
    notices = list(seen.values_list("pk", "round__kind"))
    for notice, kind in rng.sample(notices, NOTICES_TAPPED):
        marks.append(
            UsefulMark(
                digest=digest_of_notice(notice),
                notice_kind_id=kind,
                is_useful=rng.random() < NOTICES_LIKED,
            )
        )
    UsefulMark.objects.bulk_create(marks, batch_size=2000)
    return len(marks)
