from types import SimpleNamespace

from enrollment.views.desk.scan_looks import with_look


def look_of(client, scan, reason: str = "") -> str:
    """The name a scan has in the addresses of the client's session, as a page with its pictures gives it."""
    session = client.session
    look = with_look(SimpleNamespace(session=session), scan, reason=reason).look
    session.save()
    return look
