"""One peer of the mail bench, alone in its process: python -m tests.bench.peer django|post_office COUNT

Says how long it took to write its rows, and to hand the mails over.
"""

import json
import logging
import sys
import time

import django
from django.core.management import call_command
from django.db import connection

PROCESSES = 2
SENDER = "sotong@example.kr"


def main() -> None:
    django.setup()
    logging.disable(logging.WARNING)
    # With its migrations: the bench's database is thrown away.
    call_command("migrate", "post_office", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE post_office_email CASCADE")
    peer, count = sys.argv[1], int(sys.argv[2])
    mails = [_mail(number) for number in range(1, count + 1)]
    write, hand_over = {
        "django": (_write_rows, _django),
        "post_office": (_write_to_office, _post_office),
    }[peer]
    start = time.perf_counter()
    rows = write(mails)
    written = time.perf_counter()
    hand_over(mails, rows)
    took = {"writing": written - start, "handing_over": time.perf_counter() - written}
    sys.stdout.write(json.dumps(took))


def _mail(number: int) -> dict:
    """What a template would have made of it; free of charge for the peer."""
    from notices.domain import render
    from tests.bench import mailing, residents

    values = {
        "{이름}": residents.name_of(number),
        "{동}": "행당1동",
        "{수신설정}": f"https://example.kr/u/{number:024}/",
    }
    subject, text = mailing.SUBJECT, mailing.BODY
    for name, value in values.items():
        subject, text = subject.replace(name, value), text.replace(name, value)
    return {
        "to": residents.address_of(number), "subject": subject, "text": text,
        "html": render.html_of(subject, text), "link": values["{수신설정}"],
    }  # fmt: skip


def _write_rows(mails: list[dict]) -> list:
    from post_office.models import STATUS, Email

    return Email.objects.bulk_create(
        Email(from_email=SENDER, to=[mail["to"]], status=STATUS.queued) for mail in mails
    )


def _django(mails: list[dict], rows: list) -> None:
    from django.core.mail import EmailMultiAlternatives, get_connection
    from django.utils import timezone
    from post_office.models import STATUS

    with get_connection() as connection:
        for row, mail in zip(rows, mails, strict=True):
            message = EmailMultiAlternatives(
                mail["subject"], mail["text"], SENDER, [mail["to"]],
                headers=_headers(mail), connection=connection,
            )  # fmt: skip
            message.attach_alternative(mail["html"], "text/html")
            message.send()
            row.status, row.last_updated = STATUS.sent, timezone.now()
            row.save()


def _write_to_office(mails: list[dict]) -> list:
    from post_office import mail as office

    return office.send_many(
        [
            {
                "recipients": [mail["to"]], "sender": SENDER, "subject": mail["subject"],
                "message": mail["text"], "html_message": mail["html"], "headers": _headers(mail),
            }
            for mail in mails
        ]
    )  # fmt: skip


def _post_office(mails: list[dict], _rows: list) -> None:
    from post_office import mail as office

    left = len(mails)
    while left:
        # It forks: a connection that children inherit is closed by the first of them that ends.
        connection.close()
        sent, failed, requeued = office.send_queued(processes=PROCESSES)
        assert sent and (failed, requeued) == (0, 0)
        left -= sent


def _headers(mail: dict) -> dict:
    return {
        "List-Unsubscribe": f"<{mail['link']}one-click/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


if __name__ == "__main__":
    main()
