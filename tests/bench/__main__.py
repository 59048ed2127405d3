"""Runs one bench on a database made for it: python -m tests.bench NAME [ARGUMENT ...]"""

import importlib
import os
import sys

import django
from django.db import connection


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    bench = importlib.import_module(f"tests.bench.bench_{sys.argv[1]}")
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        return bench.main(sys.argv[2:])
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
