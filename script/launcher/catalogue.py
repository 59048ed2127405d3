"""The English catalogue: what the sources say in Korean, gathered without system tools."""

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
APPS = ("portal", "enrollment", "notices")
HANGUL = re.compile("[ㄱ-ㆎ가-힣]")

KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = """\
# English translations of Sotong. The Korean text in the sources is the key: `script/messages` gathers it,
# set-up compiles it. Terms follow CONTEXT.md."""


def gather(root: Path = ROOT) -> Catalog:
    """Every Korean message of the Python sources and templates under `root`, with the files it stands in.

    English words handed to gettext are keys of Django's own catalogues and are left to those.
    """
    catalogue = Catalog(locale="en", charset="utf-8")
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        for context, message in _messages(path):
            if HANGUL.search(message if isinstance(message, str) else message[0]):
                catalogue.add(message, locations=[(name, 0)], context=context)
    return catalogue


def update(path: Path = ENGLISH) -> Catalog:
    """Bring the catalogue in line with the sources: new messages come empty, forgotten ones leave."""
    known = read(path) if path.exists() else Catalog(locale="en")
    known.update(gather(), no_fuzzy_matching=True)
    known.obsolete.clear()
    for message in known:
        if message.id and message.fuzzy:  # it got a plural, or lost it: a guess is no translation
            message.flags.discard("fuzzy")
            message.string = ("", "") if message.pluralizable else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_written(known))
    return known


def read(path: Path = ENGLISH) -> Catalog:
    """The catalogue as it stands."""
    with path.open("rb") as text:
        return read_po(text, locale="en")


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages that have no text, or no text for one of their numbers."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and not all(message.string if message.pluralizable else [message.string])
    ]


def _sources(root: Path) -> list[Path]:
    python = [path for app in APPS for path in (root / app).rglob("*.py") if "migrations" not in path.parts]
    templates = [path for path in (root / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    return sorted(python + templates)


def _messages(path: Path):
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(templatize(source, origin=path.name))
    for _line, function, found, _comments in extract_python(
        io.BytesIO(source.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        yield _by_keyword(KEYWORDS[function], found)


def _as_python(templatized: str) -> str:
    """One line that Python can read; what Django leaves of template comments is a lone `#`."""
    return " ".join(line.strip().removesuffix("#") for line in templatized.splitlines())


def _by_keyword(places, found):
    """(context or None, message or (singular, plural)) of the arguments of one call."""
    arguments = found if isinstance(found, tuple) else (found,)
    if not places:
        return None, arguments[0] or ""
    context = next((arguments[place[0] - 1] for place in places if isinstance(place, tuple)), None)
    texts = tuple(arguments[place - 1] or "" for place in places if isinstance(place, int))
    return context, texts if len(texts) > 1 else texts[0]


def _written(catalogue: Catalog) -> bytes:
    """Sorted, and without line numbers or dates: a diff shows what changed for a reader and no more."""
    for message in catalogue:
        message.locations = sorted(set(message.locations))
    text = io.BytesIO()
    write_po(text, catalogue, width=110, omit_header=True, sort_output=True, include_lineno=False)
    header = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    plural = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    return f"{HEADER}\n{header}{plural}".encode() + text.getvalue()


def main() -> int:
    catalogue = update()
    missing = untranslated(catalogue)
    for message in missing:
        print(message)
    print(f"{ENGLISH.relative_to(ROOT)}: {len(catalogue)} messages, {len(missing)} without English text")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
