from django.db import migrations

from portal.common.set_keys import drop_statements, statements

DONG, USER = "enrollment_dong(code)", "accounts_user"
KEYS = {
    "enrollment_household": {"dong_id": DONG, "tong_id": "enrollment_tong"},
    "enrollment_person": {"household_id": "enrollment_household"},
    "enrollment_contactpoint": {"person_id": "enrollment_person"},
    "enrollment_application": {
        "dong_id": DONG,
        "collected_by_id": "enrollment_tongleader",
        "entered_by_id": USER,
        "household_id": "enrollment_household",
        "person_id": "enrollment_person",
    },
    "enrollment_consent": {
        "person_id": "enrollment_person",
        "text_id": "enrollment_consenttext",
        "application_id": "enrollment_application",
        "recorded_by_id": USER,
    },
    "enrollment_enrollmentperiod": {
        "person_id": "enrollment_person",
        "service_id": "enrollment_service",
        "source_id": "enrollment_application",
    },
    "enrollment_householdperiod": {"household_id": "enrollment_household", "dong_id": DONG},
    "enrollment_importrow": {"application_id": "enrollment_application"},
}


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0002_append_only")]
    operations = [
        migrations.RunSQL(statements(table, parents), drop_statements(table, parents))
        for table, parents in KEYS.items()
    ]
