"""Which dong a feature of a file is: by its code, else by its name.

Codes are those of the Ministry (ten digits) or of Statistics Korea (seven digits, eight in newer files, whose
last is a nought).
"""

from collections.abc import Iterable

from enrollment.models import Dong

CODES = ("adm_cd2", "adm_cd", "code")
NAMES = ("name", "adm_nm")


class Names:
    """The dongs of one district under every code and name files call them by."""

    def __init__(self, dongs: Iterable[Dong]):
        self._by_code: dict[str, Dong] = {}
        self._by_name: dict[str, Dong] = {}
        self._districts: set[str] = set()
        for dong in dongs:
            self._districts.add(dong.district.name)
            statistics = dong.statistics_code
            self._by_code |= {
                code: dong for code in (dong.code, statistics, f"{statistics}0") if len(code) > 1
            }
            for name in (dong.name, dong.official_name, *dong.spellings):
                self._by_name[_bare(name)] = dong

    def of(self, properties) -> Dong | None:
        """None for a place that is none of ours.

        A code says it alone; a name counts only where no code is given, for the same name lies in several
        cities, and with the district where it names one."""
        if not isinstance(properties, dict):
            return None
        codes = [_text(properties[key]) for key in CODES if properties.get(key) not in (None, "")]
        numbers = [code for code in codes if code.isdecimal()]
        if numbers:
            return next((self._by_code[code] for code in numbers if code in self._by_code), None)
        names = [_text(properties[key]) for key in (*NAMES, *CODES) if properties.get(key)]
        return next((dong for name in names if (dong := self._named(name))), None)

    def _named(self, name: str) -> Dong | None:
        words = name.split()
        if not words or (len(words) > 1 and not self._districts & set(words)):
            return None
        return self._by_name.get(_bare(words[-1]))


def _text(value) -> str:
    """Codes also come as numbers."""
    return str(value).strip()


def _bare(name: str) -> str:
    """Without spaces and the marks spellings differ by: 금호2·3가동, 금호2.3가동."""
    return "".join(letter for letter in name if letter.isalnum())
