from django.db import migrations

from portal.common.set_keys import drop_statements, statements

KEYS = {
    "enrollment_person": {"household_id": "enrollment_household"},
    "enrollment_contactpoint": {"person_id": "enrollment_person"},
    "enrollment_application": {
        "household_id": "enrollment_household",
        "person_id": "enrollment_person",
    },
    "enrollment_householdperiod": {"household_id": "enrollment_household"},
    "enrollment_consent": {
        "person_id": "enrollment_person",
        "text_id": "enrollment_consenttext",
        "application_id": "enrollment_application",
    },
    "enrollment_enrollmentperiod": {
        "person_id": "enrollment_person",
        "service_id": "enrollment_service",
        "source_id": "enrollment_application",
    },
}


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0002_append_only")]
    operations = [
        migrations.RunSQL(statements(table, parents), drop_statements(table, parents))
        for table, parents in KEYS.items()
    ]
