from django.db import migrations

from portal.common.set_keys import drop_statements, statements

TABLE = "notices_subscription"
PARENTS = {"person_id": "enrollment_person", "topic_id": "enrollment_topic"}


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_delivery_room"), ("enrollment", "0003_set_keys")]
    operations = [migrations.RunSQL(statements(TABLE, PARENTS), drop_statements(TABLE, PARENTS))]
