"""Set-up steps that need Django, run by the Python of .venv so that it starts only once.

Usage: python django_steps.py STEP ...
- database [--demo] RESULT: migrate, load the demo programme, write what the launcher needs to RESULT
- translations: compile every .po beside itself
- static: the same, then collect the static files
"""

import io
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> None:
    sys.path[0] = str(ROOT)
    if arguments[0] in ("translations", "static"):
        compile_translations()
    if arguments[0] == "translations":
        return
    import django

    django.setup()
    from django.core.management import call_command

    if arguments[0] == "static":
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        return
    demo = "--demo" in arguments
    call_command("migrate", interactive=False, verbosity=0)
    if demo:
        call_command("load_demo")
    write_result(Path(arguments[-1]), demo)


def compile_translations() -> None:
    """Write a .mo beside every .po, whole or not at all: a running portal may be reading it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for app in ("portal", "enrollment", "notices"):
        for source in sorted((ROOT / app).glob("**/locale/*/LC_MESSAGES/*.po")):
            with source.open("rb") as text:
                catalogue = read_po(text, locale=source.parents[1].name, domain=source.stem)
            draft = source.with_suffix(f".{os.getpid()}.mo")
            with draft.open("wb") as binary:
                write_mo(binary, catalogue)
            draft.replace(source.with_suffix(".mo"))


def write_result(path: Path, demo: bool) -> None:
    """What the launcher needs to know of the portal: its queues and the demo accounts."""
    from django.core.management import call_command

    from portal.celery import QUEUES

    accounts = io.StringIO()
    if demo:
        call_command("demo_accounts", stdout=accounts, no_color=True)
    path.write_text(json.dumps({"queues": QUEUES, "accounts": accounts.getvalue()}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
