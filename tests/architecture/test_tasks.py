"""Workers: each task names a queue, each queue has a worker, tasks stay thin."""

import inspect

import pytest
from django.conf import settings

from portal.celery import QUEUES, app

THIN = 25


def our_tasks():
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_every_task_names_a_queue_that_has_a_worker():
    routes = {name: settings.CELERY_TASK_ROUTES.get(name, {}).get("queue") for name in our_tasks()}
    assert routes
    assert {name: queue for name, queue in routes.items() if queue not in QUEUES} == {}
    assert all(count >= 1 for count in QUEUES.values())


def test_tasks_are_thin_entry_points():
    long = {
        name: len(inspect.getsource(task.run).splitlines())
        for name, task in our_tasks().items()
        if len(inspect.getsource(task.run).splitlines()) > THIN
    }
    assert long == {}


def test_every_scheduled_task_exists():
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled - set(our_tasks()) == set()


@pytest.mark.parametrize("argument", ["phone", "mobile", "email", "name", "address", "code", "text"])
def test_no_task_takes_personal_data(argument):
    takers = [
        name for name, task in our_tasks().items() if argument in inspect.signature(task.run).parameters
    ]
    assert takers == []
