"""Rolls of notices note themselves which parts of their summary are to be counted anew."""

from django.db import migrations

from notices.summaries import SUMMARIES
from portal.common.summary.triggers import drop_statements, statements


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_anonymous_ballots")]
    operations = [migrations.RunSQL(statements(summary), drop_statements(summary)) for summary in SUMMARIES]
