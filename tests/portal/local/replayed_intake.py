"""What the replayed intake must be like: online applications that stopped, unusual ones, dead contacts."""

from collections import Counter

from django.db.models import Count
from django.db.models.functions import TruncDate

from enrollment.domain import burst as bursts
from enrollment.domain import contact
from enrollment.domain.funnel import DONE
from enrollment.enums import ApplicationMethod
from enrollment.models import Application, Burst, ContactPoint, FunnelDay, HouseholdPeriod
from notices.gateways import codes
from notices.models import Delivery
from portal.accounts.enums import RoleCode
from portal.common import figures_check, standing
from portal.dashboards.intake import board, online
from portal.dashboards.intake.query import IntakeQuery
from portal.local.replay import dead_contacts, history, unusual
from tests.factories.accounts import staff
from tests.portal.local.lived_answers import told_of

ALL = {"as_of": history.TOLD_ON.isoformat(), "months": "36"}


def shown_board() -> board.Intake:
    return board.read(IntakeQuery(ALL, history.DISTRICT), history.DISTRICT, small_cells=True)


class CameIn:
    """Asked of one replay, together with the rest of `test_replay`."""

    def test_as_many_came_to_the_end_as_handed_in_on_each_day(self, replayed):
        sent = Application.objects.filter(method=ApplicationMethod.ONLINE).annotate(
            on=TruncDate("entered_at")
        )
        by_day = dict(sent.order_by().values_list("on").annotate(Count("pk")))
        done = FunnelDay.objects.filter(step=DONE)
        assert dict(done.values_list("day", "reached")) == by_day and sum(by_day.values()) > 5_000

    def test_no_page_has_more_than_the_one_before_it_on_any_day(self, replayed):
        days: dict = {}
        for day, step, reached in FunnelDay.objects.values_list("day", "step", "reached"):
            days.setdefault(day, {})[step] = reached
        for steps in days.values():
            came = [steps[step] for step in online.STEPS]
            assert came == sorted(came, reverse=True)
            assert steps["email_code"] <= steps["mobile_code"]
        assert set(days[history.TOLD_ON]) == {*online.STEPS, "email_code"}

    def test_the_board_tells_where_people_stopped(self, replayed):
        shown = shown_board()
        finished = next(figure for figure in shown.headline if figure.rule_code == "online_finished")
        share = next(figure for figure in shown.headline if figure.rule_code == "online_share")
        assert finished.numerator == share.numerator and 50 < finished.value < 80
        rows = {row.key: row.cells for row in shown.tables["funnel"].rows}
        stopped = [rows[step][2] for step in online.STEPS if step != DONE]
        assert all(stopped) and sum(stopped) == finished.denominator - finished.numerator

    def test_a_night_and_shared_numbers_of_the_last_day_are_found(self, replayed):
        found = Counter(Burst.objects.values_list("kind", "day", "applications", "dong"))
        last = history.TOLD_ON
        assert found == {
            ("night", last, unusual.FORMS, unusual.DONG): 1,
            ("same_phone", last, 5, unusual.DONG): 1,
            ("same_phone", last, 4, unusual.DONG): 1,
        }
        assert bursts.find(history.OPENED_ON, last) == 2
        assert bursts.find_recent() == 1  # of any day: numbers; the night stays as it was found
        assert Burst.objects.count() == 3

    def test_nothing_unusual_enrolls_a_household(self, replayed):
        night = Application.objects.filter(entered_at__gte=unusual.FIRST_FORM, dong=unusual.DONG)
        night = night.filter(entered_at__date=history.TOLD_ON)
        assert set(night.values_list("status", "method")) == {("joined", "paper")}
        homes = HouseholdPeriod.objects.filter(household__in=night.values("household"))
        assert homes.count() == night.count() == unusual.FORMS
        assert not homes.filter(starts_on__gt=history.TOLD_ON).exists()

    def test_what_is_open_can_be_looked_at_and_settled(self, replayed, client):
        client.force_login(staff(RoleCode.ADMINISTRATOR))
        settled = client.get("/dashboard/bursts/?state=settled").content.decode()
        assert settled.count("burst-facts") == 1 and "(시연)" in settled
        for burst in Burst.objects.filter(settled_by=None):
            sent = {"burst": burst.pk, "note": "동 주민센터에 확인했습니다."}
            assert client.post("/dashboard/bursts/", sent).status_code == 302
        assert not Burst.objects.filter(settled_by=None).exists()
        assert "burst-facts" not in client.get("/dashboard/bursts/").content.decode()

    def test_receipt_numbers_follow_the_moment_of_entry(self, replayed):
        told = Application.objects.filter(entered_at__date__lte=history.TOLD_ON).order_by("entered_at", "id")
        numbers = list(told.values_list("receipt_no", flat=True))
        assert numbers == sorted(numbers)

    def test_a_share_of_households_cannot_be_reached_any_more(self, replayed):
        reach = standing.read("reachable_households").by_key()
        assert sum(reach.values()) == history.HOUSEHOLDS_AT_END
        assert 0.98 < reach["reachable"] / history.HOUSEHOLDS_AT_END < 0.995

    def test_nothing_was_sent_to_a_contact_after_it_was_found_dead(self, replayed):
        dead = ContactPoint.objects.filter(state="dead")
        last: dict[int, tuple] = {}
        for row in Delivery.objects.filter(contact__in=dead).order_by("handed_over_at"):
            last[row.contact_id] = row.channel, row.state, row.reason
        assert len(last) == dead.count() > 500
        assert {state for _channel, state, _reason in last.values()} == {"failed", "bounced"}
        assert all(codes.says_gone(channel, reason) for channel, _state, reason in last.values())
        refused = Delivery.objects.filter(reason__in=dead_contacts.REASONS.values())
        assert refused.count() == dead.count()
        assert not dead.filter(person__household__closed_on__isnull=False).exists()

    def test_a_dead_contact_is_what_the_domain_leaves(self, replayed):
        before = list(ContactPoint.objects.filter(state="dead").values_list("pk", flat=True))
        lived = ContactPoint.objects.filter(state="active").order_by("pk")[:1].get()
        contact.mark_dead(contact_ids=[lived.pk], reason="receipt", by=None)
        told = ContactPoint.objects.filter(pk__in=before)
        assert told_of(told) == told_of(ContactPoint.objects.filter(pk=lived.pk))

    def test_the_nightly_check_finds_no_difference(self, replayed):
        assert figures_check.run().differences == []
