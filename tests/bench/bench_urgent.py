"""script/bench urgent: sign-in codes asked for in the middle of a full campaign.

Two processes send the campaign as fast as they can, one takes personal messages. Told is how long a code took
from being asked for to the mail server; beside it, in every round, how long while nothing else was sent.
"""

import sys
import time

from notices.domain.outbox import post
from notices.enums import CampaignState, DeliveryState
from notices.models import Campaign, DirectMessage
from tests.bench import figures, mailing, residents
from tests.bench.figures import say
from tests.bench.workers import workers

FLOOR_SECONDS = 2.0
PAUSE_SECONDS = 0.05


def main(arguments: list[str]) -> int:
    parser = figures.options("urgent", __doc__, recipients=100_000, codes=100, rounds=5)
    options = parser.parse_args(arguments)
    say(f"Moving {options.recipients:,} people in")
    residents.move_in(options.recipients)
    with mailing.sink() as sink, workers() as running:
        running.start("dispatch", concurrency=2, EMAIL_URL=sink.url)
        running.start("personal", concurrency=1, EMAIL_URL=sink.url)
        _ask_for_codes(1)
        rounds = figures.rounds(options.rounds, lambda _number: _round(options, sink))
    measured = {
        "recipients": options.recipients,
        "codes": options.codes,
        "rounds": options.rounds,
        "rounds_with_the_campaign_still_running": sum(one["was_running"] for one in rounds),
        "campaign_mails_meanwhile": int(figures.middle(rounds, "meanwhile")),
        "seconds_at_the_median": figures.middle(rounds, "median"),
        "seconds_at_95_percent": figures.middle(rounds, "95"),
        "seconds_at_most": max(one["most"] for one in rounds),
        "seconds_at_the_median_without_campaign": figures.middle(rounds, "idle_median"),
        "seconds_at_95_percent_without_campaign": figures.middle(rounds, "idle_95"),
    }
    figures.report(measured, options.json)
    was_running = measured["rounds_with_the_campaign_still_running"] == options.rounds
    return 0 if was_running and measured["seconds_at_95_percent"] <= FLOOR_SECONDS else 1


def _round(options, sink: mailing.Sink) -> dict:
    idle = _waits(_ask_for_codes(options.codes))
    campaign = mailing.approved()
    sink.forget()
    mailing.begin(campaign)
    while sink.counts()[0] < options.recipients // 20:
        time.sleep(0.1)
    before = sink.counts()[0]
    busy = _waits(_ask_for_codes(options.codes))
    was_running = Campaign.objects.get(pk=campaign.pk).state == CampaignState.SENDING
    meanwhile = sink.counts()[0] - before - options.codes
    mailing.wait_for_the_end(campaign, 3600)
    mailing.forget(campaign)
    return {
        "was_running": was_running,
        "meanwhile": meanwhile,
        "median": busy[len(busy) // 2],
        "95": busy[int(len(busy) * 0.95) - 1],
        "most": busy[-1],
        "idle_median": idle[len(idle) // 2],
        "idle_95": idle[int(len(idle) * 0.95) - 1],
    }


def _waits(asked: list[int]) -> list[float]:
    """How long each code took, the shortest first."""
    return sorted(
        (message.handed_over_at - message.created_at).total_seconds()
        for message in DirectMessage.objects.filter(pk__in=asked)
    )


def _ask_for_codes(count: int) -> list[int]:
    """Ids of the messages, once all are handed over."""
    asked = []
    for number in range(count):
        message = post(
            purpose="sign_in_code", channel="email", address=f"reader{number}@example.com",
            subject="인증번호", text="인증번호는 123456입니다.",
        )  # fmt: skip
        asked.append(message.pk)
        time.sleep(PAUSE_SECONDS)
    waiting = DirectMessage.objects.filter(pk__in=asked).exclude(state=DeliveryState.HANDED_OVER)
    figures.until(lambda: not waiting.exists(), 60, "a code was not handed over")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
