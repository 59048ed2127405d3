"""In which dong a building lies, as far as households that enrolled tell."""

from collections.abc import Iterable

from django.db import connection

from enrollment.models import District, Dong

_SQL = """
SELECT b.building, min(b.dong_id)
  FROM (SELECT array_to_string((string_to_array(h.address_key, ':'))[1:4], ':') AS building, h.dong_id
          FROM enrollment_household h
          JOIN enrollment_dong d ON d.code = h.dong_id AND d.district_id = %s
         WHERE h.erased_at IS NULL AND h.merged_into_id IS NULL) b
 WHERE b.building = ANY(%s)
 GROUP BY b.building
HAVING count(DISTINCT b.dong_id) = 1"""


def dongs_of_buildings(buildings: Iterable[str], district: District) -> dict[str, Dong]:
    """The dong of each building (`Place.building`) whose households all live in one."""
    wanted = sorted(set(buildings))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [district.pk, wanted])
        found = dict(cursor.fetchall())
    dongs = Dong.objects.in_bulk(set(found.values()))
    return {building: dongs[code] for building, code in found.items()}
