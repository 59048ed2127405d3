"""What Solapi's status codes mean for us. 1xxx refused at intake, 2000 taken, 3000 at the carrier,
3xxx carrier failure, 4000 arrived.
"""

from notices.gateways.meaning import Meaning

_MEANINGS: dict[str, Meaning] = {
    "2000": Meaning.TAKEN,
    "3000": Meaning.AT_CARRIER,
    "4000": Meaning.ARRIVED,
    # carrier timeout, busy, shadow zone, power off, handset full
    **dict.fromkeys(("3040", "3041", "3042", "3043", "3044"), Meaning.UNREACHED),
    # bad number, not subscribed
    **dict.fromkeys(("3010", "3032"), Meaning.DEAD_NUMBER),
    # balance, blocked account, unregistered sender, spoofed sender
    **dict.fromkeys(("1030", "1060", "1062", "2062", "3059"), Meaning.CONFIGURATION),
    **dict.fromkeys(("1061", "2061"), Meaning.OPT_OUT),
    # AlimTalk: nobody there uses KakaoTalk, its reader blocked us
    **dict.fromkeys(("3104", "3107"), Meaning.PERMANENT),
}

KNOWN = frozenset(_MEANINGS)


def meaning_of(code: str) -> Meaning:
    """A code we do not know is a failure for good, as every 1xxx, 2xxx and 3xxx not named above."""
    return _MEANINGS.get(code, Meaning.PERMANENT)
