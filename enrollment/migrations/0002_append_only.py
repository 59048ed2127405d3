from django.db import migrations

from portal.common.append_only import drop_trigger, trigger


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0001_initial"), ("common", "0002_append_only")]
    operations = [
        migrations.RunSQL(trigger(table), drop_trigger(table))
        for table in ("enrollment_consent", "enrollment_change", "enrollment_burstnote")
    ]
