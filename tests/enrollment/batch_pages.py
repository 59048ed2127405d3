"""The pages of batches in tests: their addresses, what is typed there, what is told at the fields."""

from enrollment.models import IntakeBatch
from tests.factories.desk import typed

LIST = "/desk/intake/"


def page(issued: IntakeBatch, part: str = "") -> str:
    return f"/desk/intake/{issued.pk}/{part}"


def sheet(form_no: str, **changes) -> dict:
    """What is typed on the entry page of a batch: place and leader are not asked."""
    return typed(form_no=form_no, place=None, collected_on="2026. 1. 5.", **changes)


def errors(response) -> dict:
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}
