from django.db import migrations

from portal.common.append_only import drop_trigger, trigger

TABLE = "dashboards_report"


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0001_initial"), ("common", "0002_append_only")]
    operations = [migrations.RunSQL(trigger(TABLE), drop_trigger(TABLE))]
