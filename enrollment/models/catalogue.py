"""The catalogues the application form offers."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from enrollment.enums import (
    ConsentPurpose,
)


class CatalogueEntry(models.Model):
    """An entry the form offers, in both languages."""

    code = models.SlugField(_("코드"), max_length=30, unique=True)
    name = models.CharField(_("이름"), max_length=40)
    name_en = models.CharField(_("영어 이름"), max_length=60)
    description = models.CharField(_("설명"), max_length=200, blank=True)
    description_en = models.CharField(_("영어 설명"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("순서"), default=0)
    is_open = models.BooleanField(_("신청 받음"), default=True)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def display_description(self) -> str:
        return self.description_en if get_language() == "en" else self.description


class Service(CatalogueEntry):
    """A wanted service (희망 서비스) of the paper form, with the consent it needs."""

    consent_purpose = models.CharField(_("필요한 동의"), max_length=12, choices=ConsentPurpose.choices)

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("희망 서비스")
        verbose_name_plural = _("희망 서비스")


class Topic(CatalogueEntry):
    """An interest topic (관심분야) of the paper form."""

    class Meta(CatalogueEntry.Meta):
        verbose_name = _("관심분야")
        verbose_name_plural = _("관심분야")
