from django.db import migrations

from notices.anonymity import CREATE, DROP


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_set_keys")]
    operations = [migrations.RunSQL(CREATE, DROP)]
