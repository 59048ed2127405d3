from django.db import migrations

from portal.common.append_only import FUNCTION, drop_trigger, trigger

TABLES = ("common_auditevent", "common_accesslog", "common_destructionlog", "common_figuresnapshot")


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_change();"),
        *[migrations.RunSQL(trigger(table), drop_trigger(table)) for table in TABLES],
    ]
