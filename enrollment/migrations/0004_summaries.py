"""Ledgers note themselves which parts of their summaries are to be counted anew."""

from django.db import migrations

from enrollment.summaries import SUMMARIES
from portal.common.summary.triggers import drop_statements, statements


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0003_set_keys")]
    operations = [migrations.RunSQL(statements(summary), drop_statements(summary)) for summary in SUMMARIES]
