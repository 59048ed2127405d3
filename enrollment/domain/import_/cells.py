"""The cells of a row as they are kept: a JSON list, and which of them were blank and mean as above."""

import json
from collections.abc import Sequence


def pack(cells: Sequence, carried: Sequence[int] = ()) -> str:
    """`carried` are the columns that were blank in the file and mean what stands above."""
    kept = {"cells": cells, "carried": carried} if carried else cells
    return json.dumps(kept, ensure_ascii=False)


def unpack(text: str) -> list:
    """The cells filled in."""
    found = json.loads(text)
    return found["cells"] if isinstance(found, dict) else found


def as_written(text: str) -> list:
    """The cells without what was carried down."""
    found = json.loads(text)
    if not isinstance(found, dict):
        return found
    return [None if column in found["carried"] else cell for column, cell in enumerate(found["cells"])]
