from django.db import migrations

from portal.common.append_only import drop_trigger, trigger


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("common", "0002_append_only")]
    operations = [migrations.RunSQL(trigger("notices_receipt"), drop_trigger("notices_receipt"))]
