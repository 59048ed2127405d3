from django.db import migrations

from portal.common.append_only import drop_trigger, trigger


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0001_initial"), ("common", "0002_append_only")]
    operations = [migrations.RunSQL(trigger("enrollment_consent"), drop_trigger("enrollment_consent"))]
