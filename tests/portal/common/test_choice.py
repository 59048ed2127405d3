"""A word that is none of those asked for is refused in our own words, and never repeated."""

import pytest
from rest_framework import serializers

from portal.common.strict import Choice


class Asked(serializers.Serializer):
    by = Choice(choices=["dong", "channel"], required=False)
    step = Choice(choices=[(1, "하나"), (2, "둘")], allow_blank=True, required=False)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"by": "<b>zz</b>"}, {"by": ["쓸 수 없는 값입니다. 다음 가운데 하나를 보내 주세요: dong, channel"]}),
        ({"by": ["dong"]}, {"by": ["쓸 수 없는 값입니다. 다음 가운데 하나를 보내 주세요: dong, channel"]}),
        ({"step": "3"}, {"step": ["쓸 수 없는 값입니다. 다음 가운데 하나를 보내 주세요: 1, 2"]}),
    ],
)
def test_what_can_be_sent_is_named(sent, told):
    asked = Asked(data=sent)
    assert not asked.is_valid() and asked.errors == told


def test_what_can_be_sent_is_taken():
    asked = Asked(data={"by": "dong", "step": "2"})
    assert asked.is_valid() and asked.validated_data == {"by": "dong", "step": 2}
    assert Asked(data={"step": ""}).is_valid()
