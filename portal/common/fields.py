"""Model fields that are encrypted in the database and plain in Python.

They cannot be searched: store a blind index beside them for exact lookup
(`portal.common.crypto.blind_index`). They are left out of `dumpdata`, so a fixture never carries
plaintext; back up with the database's own tools.
"""

import datetime

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models

from portal.common import crypto


class EncryptedField(models.BinaryField):
    """Base: turns a value into text, encrypts it, and back. Only ``isnull`` can be looked up."""

    empty_values = [None]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("serialize", False)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs):
        return [*super().check(**kwargs), *self._check_not_searchable()]

    def _check_not_searchable(self):
        if self.unique or self.db_index:
            yield checks.Error(
                "An encrypted field cannot be unique or indexed: equal values are stored differently.",
                hint="Put the constraint on a blind index.",
                obj=self,
                id="common.E001",
            )

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(
                f"{self.__class__.__name__} “{self.name}” is encrypted and supports only the isnull lookup, "
                f"not “{lookup_name}”. Look the value up by its blind index."
            )
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name):
        raise FieldError(
            f"{self.__class__.__name__} “{self.name}” is encrypted and has no transform “{lookup_name}”."
        )

    def get_prep_value(self, value):
        return None if value is None else crypto.encrypt(self.to_text(value))

    def from_db_value(self, value, expression, connection):
        return None if value is None else self.from_text(crypto.decrypt(value))

    def to_text(self, value) -> str:
        raise NotImplementedError

    def from_text(self, text: str):
        raise NotImplementedError


class EncryptedTextField(EncryptedField):
    """Text, encrypted at rest. Raises TypeError when saved with anything but text or None."""

    def get_internal_type(self):
        return "BinaryField"

    def to_python(self, value):
        return value

    def to_text(self, value) -> str:
        if not isinstance(value, str):
            raise TypeError(f"{self.name}: only text can be stored.")
        return value

    def from_text(self, text: str) -> str:
        return text


class EncryptedDateField(EncryptedField):
    """A calendar date, encrypted at rest. Raises TypeError when saved with anything but a date or None."""

    def get_internal_type(self):
        return "BinaryField"

    def to_python(self, value):
        return value

    def to_text(self, value) -> str:
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise TypeError(f"{self.name}: only a date can be stored.")
        return value.isoformat()

    def from_text(self, text: str) -> datetime.date:
        return datetime.date.fromisoformat(text)
