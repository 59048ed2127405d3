"""What pages, their files, addresses for other systems and open data tell about the replayed programme."""

import csv
import io
from datetime import date

from portal.accounts.enums import ApiScope, RoleCode
from tests.factories.accounts import staff
from tests.notices.api import system

DAY = {"as_of": "2013-09-26"}


def rows_of(response) -> list[list[str]]:
    content = b"".join(response) if response.streaming else response.content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def file_of(row: list[str]) -> tuple[int, int, float]:
    """The figures of a rate in a row that begins with code and name."""
    return int(row[2]), int(row[3]), float(row[4])


class Everywhere:
    """Reads the same figures in every way they are told."""

    def __init__(self, client):
        self.client = client
        client.force_login(staff(RoleCode.ADMINISTRATOR))
        self.system = system(ApiScope.DASHBOARDS_READ)

    def rate(self, day: date) -> list[tuple[int, int, float]]:
        """(enrolled, all, percent) of the district as files, addresses and the sum of dongs say."""
        asked = {"as_of": day.isoformat()}
        [public] = self.client.get("/api/v1/rates/", asked).json()
        file = rows_of(self.client.get("/dashboard/files/dongs.csv", asked))[-1]
        figure = self.system.get("/api/v1/dashboards/overview/", **asked).json()["figures"]["enrollment_rate"]
        areas = self.system.get("/api/v1/dashboards/areas/", **asked).json()
        compared = rows_of(self.client.get("/dashboard/areas/dongs.csv", asked))[-1]
        whole = areas["district"]
        return [
            (public["enrolled_households"], public["households"], public["rate_percent"]),
            file_of(file),
            (figure["numerator"], figure["denominator"], figure["value"]),
            (int(compared[4]), int(compared[5]), float(compared[6])),
            (whole["enrolled_households"], whole["households"], whole["rate_percent"]),
            (sum(dong["enrolled_households"] for dong in areas["dongs"]), *file_of(file)[1:]),
        ]

    def campaigns(self) -> list[tuple[int, int]]:
        """(campaigns, messages) as the page's file, the address, the public page's file and open data say."""
        file = rows_of(self.client.get("/dashboard/campaigns/files/months.csv", DAY))[-1]
        told = self.system.get("/api/v1/dashboards/campaigns/", **DAY).json()
        values = next(table for table in told["tables"] if table["name"] == "months")["total"]["values"]
        public = self.client.get("/stats/files/campaigns.json").json()
        opened = self.client.get("/open/campaigns.json").json()["rows"]
        return [
            (int(file[1]), int(file[2])),
            (values["campaigns"], values["messages"]),
            *[
                tuple(sum(row[name] for row in rows) for name in ("campaigns", "cumulative_recipients"))
                for rows in (public, opened)
            ],
        ]

    def month_end(self, day: date) -> list[int]:
        """Enrolled households at the end of a month by open data: the district and its dongs."""
        found = []
        for name in ("rates_by_month", "rates_by_dong"):
            rows = self.client.get(f"/open/{name}.json").json()["rows"]
            told = [row for row in rows if row["month_end"] == day.isoformat()]
            assert not any(row["is_hidden"] for row in told)
            found.append(sum(row["enrolled_households"] for row in told))
        return found

    def notices_seen(self) -> list[int]:
        """Notices seen electronically as the savings' file and open data say."""
        file = rows_of(self.client.get("/dashboard/savings/files/kinds.csv", DAY))[-1]
        opened = self.client.get("/open/savings.json").json()["rows"]
        return [int(file[1]), sum(row["notices_seen"] for row in opened)]
