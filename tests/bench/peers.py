"""What others do with the same mail: a plain Django loop, and django-post-office at its best settings."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from notices.gateways import smtp
from tests.bench import mailing
from tests.reliability.worker import ROOT, environment
from tests.servers import running_mail_sink


def sample_mail(path: Path) -> Path:
    """One mail as the portal puts it on the wire, written to `path`."""
    from notices.domain import deliver

    campaign = mailing.approved()
    first = campaign.deliveries.order_by("id").first()
    campaign.deliveries.exclude(pk=first.pk).delete()
    former = settings.EMAIL_URL
    with tempfile.TemporaryDirectory() as folder, running_mail_sink(Path(folder)) as (store, port):
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        mailing.begin(campaign)
        for chunk in campaign.chunks.all():
            deliver.deliver_chunk(chunk.pk, "bench")
        [mail] = store.newest(limit=1)
        smtp.server(settings.EMAIL_URL).close()
    settings.EMAIL_URL = former
    path.write_bytes(mail.raw)
    return path


def django_loop(sink: mailing.Sink, count: int) -> dict:
    """EmailMultiAlternatives over a kept connection, and a row saved for each."""
    return _run("django", sink, count)


def post_office(sink: mailing.Sink, count: int) -> dict:
    """`send_many` of bodies that are rendered already, then `send_queued` in two processes."""
    return _run("post_office", sink, count)


def _run(peer: str, sink: mailing.Sink, count: int) -> dict:
    sink.forget()
    env = environment() | {"DJANGO_SETTINGS_MODULE": "tests.bench.peer_settings", "EMAIL_URL": sink.url}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.peer", peer, str(count)],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    mailing.check_received(sink, count, peer)
    took = json.loads(done.stdout)
    return {
        "rate": count / took["handing_over"],
        "rate_with_fan_out": count / (took["writing"] + took["handing_over"]),
    }
