"""Open data: described as they are, the same for everybody and for ever, nothing small, nothing personal."""

import csv
import io
import json
from datetime import date

import pytest
from django.utils import timezone

from enrollment.enums import IntakePlace
from enrollment.models import Household
from notices.models import Campaign, CampaignTold
from portal.accounts.enums import RoleCode
from portal.dashboards.open_data.datasets import DATASETS
from portal.dashboards.rules import RULES
from tests.factories.accounts import staff
from tests.factories.rates import enrolled_households
from tests.factories.savings import approved, seen
from tests.portal.dashboards.campaigns import sent_campaign

pytestmark = pytest.mark.django_db

NAMES = [dataset.name for dataset in DATASETS]


def rows_of(client, name: str) -> list[dict]:
    return client.get(f"/open/{name}.json").json()["rows"]


def lines_of(client, name: str) -> list[dict]:
    text = client.get(f"/open/{name}.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def as_text(value) -> str:
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("name", NAMES)
def test_both_formats_hold_the_same_and_keep_to_their_schema(programme, client, name):
    found = client.get(f"/open/{name}.json").json()
    fields = found["schema"]["fields"]
    assert lines_of(client, name) == [
        {key: as_text(value) for key, value in row.items()} for row in found["rows"]
    ]
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "date": str}
    for row in found["rows"]:
        assert list(row) == [field["name"] for field in fields]
        for field in fields:
            value = row[field["name"]]
            if value is None:
                assert "constraints" not in field
            else:
                assert isinstance(value, kinds.get(field["type"], str))
    keys = [tuple(row[name] for name in found["schema"]["primaryKey"]) for row in found["rows"]]
    assert len(keys) == len(set(keys))
    assert all(row["rule"] in RULES for row in found["rows"] if "rule" in row)


def test_rates_by_month_and_dong_are_those_of_the_programme(programme, client):
    months = rows_of(client, "rates_by_month")
    assert [(r["month_end"], r["enrolled_households"], r["households"]) for r in months[:2]] == [
        ("2012-09-30", 51, 1700),
        ("2012-10-31", 45, 1700),
    ]
    assert months[-1]["month_end"] < timezone.localdate().isoformat()
    dongs = rows_of(client, "rates_by_dong")
    for month in months:
        parts = [r for r in dongs if r["month_end"] == month["month_end"]]
        assert sum(r["enrolled_households"] for r in parts) == month["enrolled_households"]


def test_campaigns_of_months_that_are_over_with_what_arrived_once_that_is_final(client):
    for day, sizes in ((date(2013, 3, 5), (6, 3)), (date(2013, 3, 20), (9, 0)), (None, (7, 0))):
        campaign = sent_campaign("library", delivered=sizes[0], failed=sizes[1])
        if day:
            began = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 9))
            Campaign.objects.filter(pk=campaign.pk).update(started_at=began)
    assert rows_of(client, "campaigns")[0] == {
        "month": "2013-03",
        "topic_code": "library",
        "topic": "도서관",
        "campaigns": 2,
        "cumulative_recipients": 18,
        "delivered": None,
        "is_final": False,
        "rule": "public_sent",
    }
    this_month = f"{timezone.localdate():%Y-%m}"
    assert [row["month"] for row in rows_of(client, "campaigns")] == ["2013-03"] != [this_month]


def test_what_arrived_is_told_when_no_receipt_is_waited_for(client):
    campaign = sent_campaign("library", delivered=8, failed=1)
    began = timezone.make_aware(timezone.datetime(2013, 3, 5, 9))
    Campaign.objects.filter(pk=campaign.pk).update(started_at=began)
    CampaignTold.objects.create(campaign=campaign, counted_at=timezone.now(), is_final=True)
    campaign.figures.create(channel="sms", state="delivered", deliveries=8)
    campaign.figures.create(channel="sms", state="failed", deliveries=1)
    [row] = rows_of(client, "campaigns")
    assert (row["cumulative_recipients"], row["delivered"], row["is_final"]) == (9, 8, True)


def test_savings_of_months_with_few_are_told_with_those_after_them(client):
    round = approved()
    seen(round, 3, day=date(2013, 4, 10))
    seen(round, 4, day=date(2013, 5, 10))
    seen(round, 6, day=date(2013, 6, 10))
    rows = rows_of(client, "savings")
    assert [(r["first_month"], r["last_month"], r["notices_seen"]) for r in rows] == [
        ("2013-04", "2013-05", 7),
        ("2013-06", "2013-06", 6),
    ]
    assert rows[1]["hours"] == 2.0 and rows_of(client, "savings_assumptions")[0]["minutes"] == 20.0
    assert rows_of(client, "savings_assumptions")[0]["kind"] == "all"


def test_an_answer_is_the_same_for_everybody_and_sets_nothing(programme, client):
    plain = client.get("/open/rates_by_dong.csv")
    client.force_login(staff(RoleCode.ADMINISTRATOR))
    client.cookies["language"] = "en"
    told = client.get("/open/rates_by_dong.csv")
    assert told.content == plain.content and told["ETag"] == plain["ETag"]
    for response in (plain, told):
        assert not response.cookies and not response.has_header("Vary")
        assert response["Cache-Control"] == "public, max-age=3600"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Content-Language"] == "ko"


def test_a_copy_is_good_until_a_past_figure_is_corrected(programme, client):
    first = client.get("/open/rates_by_month.json")
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    again = client.get("/open/rates_by_month.json", **known)
    assert (again.status_code, again.content) == (304, b"") and again["Access-Control-Allow-Origin"] == "*"
    dated = {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}
    assert client.get("/open/rates_by_month.json", **dated).status_code == 304
    enrolled_households(1, place=IntakePlace.ONLINE, starts_on=timezone.localdate())
    assert client.get("/open/rates_by_month.json", **known).status_code == 304
    enrolled_households(9, place=IntakePlace.ONLINE, starts_on=date(2013, 1, 5))
    corrected = client.get("/open/rates_by_month.json", **known)
    assert corrected.status_code == 200 and corrected["ETag"] != first["ETag"]


def test_only_reading_and_only_files_there_are(programme, client):
    assert client.options("/open/rates_by_dong.csv").status_code == 204
    assert client.head("/open/rates_by_dong.csv")["ETag"]
    assert client.post("/open/rates_by_dong.csv").status_code == 405
    for name in ("people.csv", "rates_by_dong.xlsx", "datapackage.csv"):
        assert client.get(f"/open/{name}").status_code == 404


def test_the_descriptor_names_every_file_with_its_columns(programme, client):
    package = client.get("/open/datapackage.json").json()
    assert [resource["path"] for resource in package["resources"]] == [f"{name}.csv" for name in NAMES]
    for resource in package["resources"]:
        header = client.get(f"/open/{resource['path']}").content.decode("utf-8-sig").splitlines()[0]
        assert header.split(",") == [field["name"] for field in resource["schema"]["fields"]]


def test_nothing_personal_is_in_any_file(programme, client):
    Household.objects.update(head_name="비밀세대주", road_address="서울특별시 성동구 비밀로 1")
    for name in NAMES:
        assert "비밀" not in client.get(f"/open/{name}.csv").content.decode()


def test_the_page_describes_every_file(programme, client):
    html = client.get("/open/").content.decode()
    for dataset in DATASETS:
        assert f"/open/{dataset.name}.csv" in html and f'id="{dataset.name}"' in html
        assert all(f"<code>{field.name}</code>" in html for field in dataset.fields)
    assert "공공누리 제1유형" in html
