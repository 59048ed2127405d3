"""A filled-in form and its intake as text, to be kept encrypted until somebody decides, and back again."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from uuid import UUID

from enrollment.application_form import ApplicationForm, Guardian, Intake
from enrollment.models import Dong, TongLeader

_MODELS = {"dong": Dong, "tong_leader": TongLeader}
_DATACLASSES = {"guardian": Guardian, "form": ApplicationForm, "intake": Intake}
_WRITE: tuple[tuple[type, str, Callable], ...] = (
    (datetime, "datetime", datetime.isoformat),
    (date, "date", date.isoformat),
    (UUID, "uuid", str),
    (frozenset, "set", sorted),
    (tuple, "tuple", list),
)
_READ: dict[str, Callable] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
    "set": frozenset,
    "tuple": tuple,
}


def seal(form: ApplicationForm, intake: Intake) -> str:
    """Both as text. Raises TypeError when a field holds a value this module cannot bring back."""
    return json.dumps([_written(form), _written(intake)], ensure_ascii=False)


def unseal(text: str, *, dong: Dong | None = None) -> tuple[ApplicationForm, Intake]:
    """Both again; `dong`, when it is the form's, is not looked up. Raises DoesNotExist when one is gone."""
    form, intake = json.loads(text, object_hook=lambda found: _read(found, dong))
    return form, intake


def _written(value):
    for name, kind in _DATACLASSES.items():
        if isinstance(value, kind):
            return {"is": name, "of": [[f.name, _written(getattr(value, f.name))] for f in fields(value)]}
    for name, model in _MODELS.items():
        if isinstance(value, model):
            return {"is": name, "of": value.pk}
    for kind, name, write in _WRITE:
        if isinstance(value, kind):
            return {"is": name, "of": write(value)}
    if isinstance(value, dict):
        return {"is": "dict", "of": [[str(key), _written(entry)] for key, entry in value.items()]}
    if value is None or isinstance(value, str | int | bool):
        return str(value) if isinstance(value, str) else value
    raise TypeError(f"Cannot keep a {type(value).__name__}.")


def _read(found: dict, dong: Dong | None):
    name, value = found["is"], found["of"]
    if name in _DATACLASSES:
        return _DATACLASSES[name](**dict(value))
    if name == "dong":
        is_known = dong is not None and dong.pk == value
        return dong if is_known else Dong.objects.select_related("district").get(pk=value)
    if name in _MODELS:
        return _MODELS[name].objects.get(pk=value)
    return dict(value) if name == "dict" else _READ[name](value)
