"""Which household a row joins: looked up when a clerk looks, so that nothing of it is kept with the row."""

from collections.abc import Sequence

from enrollment.domain.import_.judging import Judge
from enrollment.domain.match import match_traits
from enrollment.enums import ImportVerdict
from enrollment.models import Household, ImportFile, ImportRow


def homes_of(rows: Sequence[ImportRow], file: ImportFile, *, by) -> dict[int, Household]:
    """The households that joined rows go into, or went into, by row id.

    One that another row of the file opens is in none yet, and left out.
    """
    joined = [row for row in rows if row.verdict == ImportVerdict.JOINED]
    foretold = [row for row in joined if row.application_id is None and row.cells is not None]
    home_ids = {row.pk: row.application.household_id for row in joined if row.application_id}
    if foretold:
        readings = [(row.pk, traits) for row, traits in _traits(foretold, file, by) if traits]
        found = match_traits([traits for _pk, traits in readings])
        home_ids |= {pk: match.household_id for (pk, _t), match in zip(readings, found, strict=True)}
    homes = Household.objects.select_related("dong").in_bulk(set(home_ids.values()) - {None})
    return {pk: homes[home_id] for pk, home_id in home_ids.items() if home_id in homes}


def _traits(rows: Sequence[ImportRow], file: ImportFile, by):
    judge = Judge(file, by=by)
    return [(row, judge.read(row).traits) for row in rows]
