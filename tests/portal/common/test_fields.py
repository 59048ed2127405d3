from datetime import date

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from portal.common.fields import EncryptedDateField, EncryptedTextField


@pytest.fixture
def secret(db):
    with isolate_apps("portal.common"):

        class Secret(models.Model):
            text = EncryptedTextField(null=True)
            day = EncryptedDateField(null=True)

            class Meta:
                app_label = "common"
                db_table = "test_secret"

    with connection.schema_editor() as editor:
        editor.create_model(Secret)
    return Secret


def stored(secret, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM test_secret")
        return bytes(cursor.fetchone()[0])


def test_values_come_back_and_the_database_holds_only_ciphertext(secret):
    row = secret.objects.create(text="seongdong@example.kr", day=date(1990, 1, 2))
    row.refresh_from_db()
    assert (row.text, row.day) == ("seongdong@example.kr", date(1990, 1, 2))
    assert b"example" not in stored(secret, "text")
    assert b"1990" not in stored(secret, "day")


def test_none_and_empty_text_stay_apart(secret):
    secret.objects.create(text="")
    secret.objects.create(text=None)
    assert list(secret.objects.order_by("id").values_list("text", "day")) == [("", None), (None, None)]
    assert secret.objects.filter(text__isnull=True).count() == 1


def test_bulk_writes_encrypt(secret):
    rows = secret.objects.bulk_create([secret(text=f"name{i}") for i in range(3)])
    for row in rows:
        row.text += "!"
    secret.objects.bulk_update(rows, ["text"])
    secret.objects.filter(pk=rows[0].pk).update(text="changed", day=date(2000, 2, 29))
    assert list(secret.objects.order_by("id").values_list("text", flat=True)) == [
        "changed",
        "name1!",
        "name2!",
    ]
    assert b"name" not in stored(secret, "text")


@pytest.mark.parametrize("lookup", ["text", "text__in", "text__contains", "day", "day__gte", "day__year"])
def test_looking_up_a_value_is_refused_with_the_way_out(secret, lookup):
    value = ["a"] if lookup.endswith("in") else "a"
    with pytest.raises(FieldError, match="encrypted"):
        list(secret.objects.filter(**{lookup: value}))


@pytest.mark.parametrize("wrong", [{"text": 5}, {"text": b"x"}, {"day": "1990-01-01"}])
def test_wrong_types_are_refused_without_repeating_the_value(secret, wrong):
    with pytest.raises(TypeError) as caught:
        secret.objects.create(**wrong)
    assert "1990" not in str(caught.value)


def test_fixtures_never_carry_the_value(secret):
    secret.objects.create(text="name", day=date(1990, 1, 1))
    dumped = serializers.serialize("json", secret.objects.all())
    assert "name" not in dumped and "1990" not in dumped


@isolate_apps("portal.common")
def test_a_unique_encrypted_field_fails_the_system_check():
    class Wrong(models.Model):
        text = EncryptedTextField(unique=True)

        class Meta:
            app_label = "common"

    assert "common.E001" in [error.id for error in Wrong.check()]
