"""Sums of the intake note themselves when the sums they come from change."""

from django.db import migrations

from enrollment.intake_summaries import SUMMARIES
from portal.common.summary.triggers import drop_statements, statements


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0004_summaries")]
    operations = [migrations.RunSQL(statements(summary), drop_statements(summary)) for summary in SUMMARIES]
