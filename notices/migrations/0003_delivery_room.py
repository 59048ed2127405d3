"""Room in every page of deliveries: a row changes its state two or three times, and is then rewritten in place."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE notices_delivery SET (fillfactor = 45)", "ALTER TABLE notices_delivery RESET (fillfactor)"
        )
    ]
