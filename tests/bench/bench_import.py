"""script/bench import: rows per second of an import, beside bare file reading and bare COPY in the same run.

Everything is validated, matched, encrypted, enrolled, subscribed and audited. The database is thrown away.
"""

import argparse
import io
import os
import sys
import time
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from enrollment.domain.import_ import files, passes
from enrollment.models import Application, District, Dong, ImportFile, Tong
from portal.common.bulk import _literal
from portal.common.tabular.read import read_table
from tests.bench import figures
from tests.factories import tables

DONG = "1120056000"
FLOOR = 3000


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/bench import", description=__doc__)
    parser.add_argument("--rows", type=int, default=45_600)
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    options = parser.parse_args(arguments)
    Tong.objects.bulk_create(
        Tong(dong_id=DONG, number=number, valid_from=date(2012, 1, 1)) for number in range(1, 30)
    )
    measured = measure(options.rows)
    figures.report(measured, options.json)
    return 0 if measured["import rows/s"] >= FLOOR else 1


def measure(rows: int) -> dict:
    people = [tables.applicant(number, 통=1 + number % 29, 반=1 + number % 9) for number in range(rows)]
    data = tables.xlsx_file({"행당1동": [list(tables.HEADER), *tables.rows_of(people)]})
    csv_data = tables.csv_file([list(tables.HEADER), *tables.rows_of(people)])
    reading = _timed(lambda: read_table(data, "명단.xlsx"))
    csv_reading = _timed(lambda: read_table(csv_data, "명단.csv"))
    copying = _timed(lambda: _bare_copy(tables.rows_of(people)))
    uploading = _timed(lambda: _upload(data))
    file = ImportFile.objects.get()
    passes.start_check(file=file, by=None, in_background=False)
    checking = _timed(lambda: passes.work(file.pk))
    passes.start_import(file=file, by=None, in_background=False)
    before, processor, database = _memory_from_now_on(), time.process_time(), _database_seconds()
    importing = _timed(lambda: passes.work(file.pk))
    processor, database = time.process_time() - processor, _database_seconds() - database
    assert Application.objects.count() == rows, list(file.rows.values("verdict", "problems")[:5])
    return {
        "rows": rows,
        "read xlsx rows/s": rows / reading,
        "read csv rows/s": rows / csv_reading,
        "bare COPY rows/s": rows / copying,
        "upload rows/s": rows / uploading,
        "check rows/s": rows / checking,
        "import rows/s": rows / importing,
        "import, own CPU µs/row": processor / rows * 1e6,
        "import, database CPU µs/row": database / rows * 1e6,
        "import / bare COPY": copying / importing,
        "import / read xlsx": reading / importing,
        "import / read csv": csv_reading / importing,
        "memory grown by import (MB)": _memory("VmHWM") - before,
    }


def _upload(data: bytes) -> None:
    files.take_in(
        data=data, filename="명단.xlsx", district=District.objects.get(code="1120000000"),
        dong=Dong.objects.get(code=DONG), by=None, tell_applicants=False,
    )  # fmt: skip


def _bare_copy(rows: list[list]) -> None:
    """The same cells as text into a table without index, constraint or trigger."""
    columns = ", ".join(f"c{number} text" for number in range(len(rows[0])))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bare ({columns}) ON COMMIT DROP")
        text = "".join("\t".join(map(_literal, row)) + "\n" for row in rows)
        cursor.copy_expert("COPY bare FROM STDIN", io.StringIO(text))


def _timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _database_seconds() -> float:
    """Processor time so far of the process of the database that serves this connection."""
    process = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    user, system = process.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _memory_from_now_on() -> float:
    """Megabytes in use; the peak is counted anew from here."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
