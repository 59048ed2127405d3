"""Addresses of scanned pages: random, known to one session, each with the reason it was given for.

A number in the address could be counted up. Who opens a scan by lifting masks gives the reason on the page
that is lifted; the look at each page is logged with it.
"""

import secrets

from enrollment.models import FormScan

_KEY, _LIMIT = "scan_looks", 60


def with_look(request, scan: FormScan | None, *, reason: str = "") -> FormScan | None:
    """The scan with `look`, the name of its pages in addresses of this session; the oldest are forgotten."""
    if scan is None:
        return None
    held = request.session.get(_KEY, {})
    asked = [scan.pk, reason]
    scan.look = next((name for name, look in held.items() if look == asked), "")
    if not scan.look:
        scan.look = secrets.token_urlsafe(12)
        request.session[_KEY] = dict([*held.items(), (scan.look, asked)][-_LIMIT:])
    return scan


def looked_at(request, look: str) -> tuple[int, str] | None:
    """Number of the scan and the reason given for looking; None for an address of another session."""
    asked = request.session.get(_KEY, {}).get(look)
    return (asked[0], asked[1]) if asked else None
