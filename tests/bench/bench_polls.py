"""script/bench polls: invitations to a poll written and sent, then ballots given over HTTP to a real server.

Several clients vote at once as people do: some press twice, answer on two devices, send a page again or have
their mail opened by a scanner. The box is mixed meanwhile. Not one ballot may be lost or counted twice, and
the ballots of an hour must not take an hour. Beside it a Django view that inserts one row.
"""

import json
import subprocess
import sys
import time
from urllib.parse import urlsplit

from django.db.models import Sum

from enrollment.enums import ConsentPurpose
from notices.domain.poll import box, closing, poll_link
from notices.enums import CampaignKind, DeliveryState
from notices.enums.poll import PollState
from notices.models import AnsweredMark, Ballot, Poll, SealedBallot, TurnoutHour
from portal.accounts.enums import RoleCode
from tests.bench import figures, mailing, residents
from tests.bench.figures import say
from tests.bench.voters import HABITS
from tests.bench.web_server import serving
from tests.bench.workers import workers
from tests.factories.accounts import staff
from tests.factories.polls import poll_of
from tests.reliability.worker import ROOT

HOUR = 3600
MIX_EVERY = 5
"""Seconds; the clock of the portal mixes once a minute."""
BODY = "{이름}님, 안녕하세요.\n\n구정에 대한 의견을 듣습니다.\n\n답하기: {설문}"


def main(arguments: list[str]) -> int:
    parser = figures.options("polls", __doc__, recipients=45_600, ballots=10_000, clients=4, servers=2)
    options = parser.parse_args(arguments)
    if options.ballots > options.recipients:
        parser.error("nobody has two ballots: --ballots is at most --recipients")
    say(f"Moving {options.recipients:,} people in")
    residents.move_in(options.recipients, purpose=ConsentPurpose.POLL)
    poll = poll_of()
    measured = {"recipients": options.recipients, "ballots": options.ballots}
    measured |= _invite(poll, options.recipients)
    measured |= _vote(poll, options)
    measured |= _bare(options)
    measured["ratio_to_bare_view"] = measured["ballots_per_second"] / measured["bare_view_per_second"]
    measured["requests_ratio_to_bare_view"] = (
        measured["requests_per_second"] / measured["bare_view_per_second"]
    )
    figures.report(measured, options.json)
    return 0 if measured["share_of_an_hour"] <= 1 else 1


def _invite(poll: Poll, count: int) -> dict:
    with mailing.sink() as sink, workers() as running:
        running.start("dispatch", concurrency=2, EMAIL_URL=sink.url)
        start = time.perf_counter()
        campaign = mailing.approved(kind=CampaignKind.POLL, poll=poll, email_body=BODY)
        written = time.perf_counter() - start
        assert poll.invitations.count() == count, "not everybody was invited"
        mailing.begin(campaign)
        sending = mailing.wait_for_the_end(campaign, HOUR)
        mailing.check_received(sink, count, "the portal")
    assert campaign.deliveries.filter(state=DeliveryState.HANDED_OVER).count() == count
    return {"seconds_to_write_invitations": written, "mails_per_second": count / sending}


def _vote(poll: Poll, options) -> dict:
    jobs = [_job(poll, number) for number in range(1, options.ballots + 1)]
    with serving("portal.wsgi", processes=options.servers, path="/") as port:
        seconds, requests = _run(jobs, port, options.clients, lambda: box.mix(poll))
    _check(poll, options.ballots)
    return {
        "ballots_per_second": options.ballots / seconds,
        "requests_per_second": requests / seconds,
        "requests_per_ballot": requests / options.ballots,
        "share_of_an_hour": seconds / HOUR,
        "seconds_to_close": figures.timed(lambda: _close(poll, options.ballots)),
    }


def _job(poll: Poll, number: int) -> dict:
    mail, text = (urlsplit(poll_link.url(poll.pk, number, channel)).path for channel in ("email", "sms"))
    return {"mail": mail, "text": text, "habit": HABITS[number % len(HABITS)]}


def _check(poll: Poll, count: int) -> None:
    """None lost, none twice: while the poll is open."""
    lying, counted = (model.objects.filter(poll=poll).count() for model in (SealedBallot, Ballot))
    marks = AnsweredMark.objects.filter(poll=poll).count()
    told = TurnoutHour.objects.filter(poll=poll).aggregate(sum=Sum("answers"))["sum"]
    say(f"  {lying:,} ballots in the box, {counted:,} counted, {marks:,} marks, {told:,} in the course")
    assert lying + counted == marks == told == count, f"{count} people answered"


def _close(poll: Poll, count: int) -> None:
    closed = closing.close(poll=poll, by=staff(RoleCode.OFFICER))
    assert closed.state == PollState.CLOSED
    left = SealedBallot.objects.filter(poll=poll).count() + AnsweredMark.objects.filter(poll=poll).count()
    assert (Ballot.objects.filter(poll=poll).count(), left) == (count, 0), "the box was not emptied rightly"


def _bare(options) -> dict:
    poll = poll_of()
    jobs = [{"bare": f"/{poll.pk}/"}] * options.ballots
    with serving("tests.bench.bare_view", processes=options.servers, path=f"/{poll.pk}/") as port:
        seconds, _requests = _run(jobs, port, options.clients)
    assert AnsweredMark.objects.filter(poll=poll).count() == options.ballots
    return {"bare_view_per_second": options.ballots / seconds}


def _run(jobs: list[dict], port: int, clients: int, meanwhile=lambda: None) -> tuple[float, int]:
    """Seconds until the last client was done, and how many requests all made."""
    command = [sys.executable, "-m", "tests.bench.voters", str(port)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _number in range(clients)
    ]
    try:
        for number, client in enumerate(running):
            for job in jobs[number::clients]:
                client.stdin.write(json.dumps(job) + "\n")
            client.stdin.write("\n")
            client.stdin.flush()
        for client in running:
            assert client.stdout.readline() == "ready\n"
        start = time.perf_counter()
        for client in running:
            client.stdin.write("go\n")
            client.stdin.flush()
        _wait(running, meanwhile)
        seconds = time.perf_counter() - start
        done = [tuple(map(int, client.stdout.readline().split())) for client in running]
    finally:
        for client in running:
            client.kill()
            client.communicate()
    assert sum(jobs_done for jobs_done, _requests in done) == len(jobs)
    return seconds, sum(requests for _jobs, requests in done)


def _wait(running: list[subprocess.Popen], meanwhile) -> None:
    """Until every client has ended; raises AssertionError when one did not end well."""
    for client in running:
        while True:
            try:
                assert client.wait(MIX_EVERY) == 0, "a client was answered wrongly"
                break
            except subprocess.TimeoutExpired:
                meanwhile()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
