"""The text message of a campaign measured as it will be sent."""

from enrollment.models import Dong
from notices.domain import render
from notices.models import Campaign
from notices.segment import Segment
from notices.validators import sms_text

SAMPLE_NAME = "가나다"
"""Most names have three syllables; a longer one only matters within a few bytes of the limit."""


def sms_measure(campaign: Campaign, segment: Segment) -> sms_text.SmsMeasure:
    """Measure the text message as the recipient with the longest dong name of the audience would get it.

    Raises ValidationError for a placeholder that does not exist.
    """
    dongs = Dong.objects.filter(district=campaign.district_id)
    if segment.dongs:
        dongs = dongs.filter(code__in=segment.dongs)
    longest = max((dong.name for dong in dongs), key=len, default="")
    sample = render.Recipient(name=SAMPLE_NAME, dong_name=longest, person_id=0)
    return sms_text.measure(render.compile_content(campaign).sms(sample))
