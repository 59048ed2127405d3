"""Resident registration numbers nobody bears, put together here so that none stands written anywhere."""


def numbered(birth: str, rest: str) -> str:
    """Thirteen digits as people write them, with the hyphen after the birth date."""
    return f"{birth}-{rest}"


RESIDENT_NUMBER = numbered("900101", "1234567")
