"""What came of a claim is written down by whom the claim still belongs to."""

import pytest

from notices.channels.base import Outcome, Verdict
from notices.domain import chunks, claim
from notices.domain.results import Result, record, record_and_release
from notices.enums import ChunkState, DeliveryState
from notices.models import Chunk, Delivery
from tests.notices.crowd import crowd
from tests.notices.handing_over import running

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_claims():
    """A row, the lease of a worker that slept, and that of the one that has the row on the wire now."""
    campaign = running("sms")
    [row] = crowd(campaign, 1, channel="sms")
    [chunk_id] = chunks.cut(campaign)
    former = claim.lease(chunk_id, "former")
    claim.take(former, campaign, size=10)
    Delivery.objects.update(state=DeliveryState.QUEUED)
    Chunk.objects.update(state=ChunkState.QUEUED, owner="")
    present = claim.lease(chunk_id, "present")
    claim.take(present, campaign, size=10)
    return row, former, present


@pytest.mark.parametrize(
    "verdict", [Verdict.NOT_SENT, Verdict.TEMPORARY, Verdict.IN_DOUBT, Verdict.PERMANENT, Verdict.NOT_YET]
)
def test_a_late_worker_changes_no_row_that_another_has_on_the_wire(two_claims, verdict):
    row, former, present = two_claims
    results = [Result(row.pk, Outcome(verdict, "x"))]
    record(results, former)
    assert not record_and_release(results, former, is_last=True)
    row.refresh_from_db()
    assert (row.state, row.reason, row.attempts) == (DeliveryState.CLAIMED, "", 0)
    assert Chunk.objects.get().owner == present.owner
    record(results, present)
    row.refresh_from_db()
    assert row.state != DeliveryState.CLAIMED


def test_that_it_was_taken_is_true_whoever_says_it(two_claims):
    row, former, _present = two_claims
    record([Result(row.pk, Outcome(Verdict.HANDED_OVER, "", "M1"))], former)
    row.refresh_from_db()
    assert (row.state, row.gateway_ref) == (DeliveryState.HANDED_OVER, "M1")
