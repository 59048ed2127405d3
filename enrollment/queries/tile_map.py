"""Where the dongs stand on the schematic map."""

from enrollment.models import Dong


def positions(district_code: str) -> dict[str, tuple[int, int]]:
    """Row and column, from 0 in the north-west, by dong code; dongs without a place are left out."""
    placed = Dong.objects.filter(district_id=district_code, tile_row__isnull=False, tile_column__isnull=False)
    return {dong.code: (dong.tile_row, dong.tile_column) for dong in placed}
