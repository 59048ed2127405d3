"""Tables of counts as other systems read them."""

from rest_framework import serializers


class ColumnRecord(serializers.Serializer):
    """A column; its `key` names the value in each row."""

    key = serializers.CharField(allow_blank=True)
    label = serializers.CharField()
    unit = serializers.CharField(help_text="people, percent, day or text")


class RowRecord(serializers.Serializer):
    """A row. Groups of fewer than five are null and named in `hidden`, and so is what would tell them."""

    key = serializers.CharField()
    label = serializers.CharField()
    values = serializers.DictField(child=serializers.JSONField(allow_null=True))
    hidden = serializers.ListField(child=serializers.CharField(allow_blank=True))


class GridRecord(serializers.Serializer):
    """A table with the rule by which it is counted."""

    name = serializers.CharField()
    title = serializers.CharField()
    rule = serializers.CharField()
    source = serializers.CharField()
    as_of = serializers.DateField(allow_null=True, help_text="It holds at the end of this day")
    taken_at = serializers.DateTimeField(allow_null=True, help_text="When it was counted, if not for a day")
    columns = ColumnRecord(many=True)
    rows = RowRecord(many=True)
    total = RowRecord(allow_null=True)
