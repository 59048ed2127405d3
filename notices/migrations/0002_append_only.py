from django.db import migrations

from portal.common.append_only import drop_trigger, trigger

TABLES = (
    "notices_receipt",
    "notices_noticeterms",
    "notices_noticeevent",
    "notices_evidenceanchor",
    "notices_destroyedevidence",
    "notices_noticecertificate",
)


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("common", "0002_append_only")]
    operations = [migrations.RunSQL(trigger(table), drop_trigger(table)) for table in TABLES]
