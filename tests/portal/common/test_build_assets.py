"""script/build-assets: the few files that pages need, and no reference into the void."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "script" / "build-assets"

FILES = {
    "krds-uiux/resources/css/token/krds_tokens.css": ":root { --a: #fff; }",
    "krds-uiux/resources/img/component/icon/ico_plus.svg": "<svg/>",
    "pretendard-gov/dist/web/variable/pretendardvariable-gov-dynamic-subset.css": (
        "@font-face { src: url(./woff2-dynamic-subset/a.woff2) }"
    ),
    "pretendard-gov/dist/web/variable/woff2-dynamic-subset/a.woff2": "font",
    "pretendard-gov/dist/LICENSE.txt": "OFL",
    "echarts/dist/echarts.common.min.js": "var a=1;\n//# sourceMappingURL=echarts.map\n",
    "echarts/LICENSE": "Apache-2.0",
    "htmx.org/dist/htmx.min.js": "var b=1;",
    "htmx.org/LICENSE": "0BSD",
}


@pytest.fixture
def modules(tmp_path):
    root = tmp_path / "꾸러미 모음"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def build(modules: Path, output: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, str(SCRIPT), "--modules", str(modules), "--output", str(output)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_copies_what_pages_ask_for(modules, tmp_path):
    output = tmp_path / "나온 것"
    assert build(modules, output).returncode == 0
    assert (output / "vendor/krds/css/token/krds_tokens.css").is_file()
    assert (output / "vendor/pretendard-gov/woff2-dynamic-subset/a.woff2").read_text() == "font"
    assert (output / "vendor/htmx/htmx.min.js").is_file()


def test_scripts_ask_for_no_source_map(modules, tmp_path):
    build(modules, tmp_path / "out")
    assert "sourceMappingURL" not in (tmp_path / "out/vendor/echarts/echarts.min.js").read_text()


def test_running_again_touches_nothing_and_removes_what_is_no_longer_wanted(modules, tmp_path):
    output = tmp_path / "out"
    build(modules, output)
    tokens = output / "vendor/krds/css/token/krds_tokens.css"
    before = tokens.stat().st_mtime_ns
    stray = output / "vendor/old/old.js"
    stray.parent.mkdir()
    stray.write_text("old")
    assert build(modules, output).returncode == 0
    assert tokens.stat().st_mtime_ns == before
    assert not stray.parent.exists()


def test_a_missing_package_names_the_command_that_installs_it(modules, tmp_path):
    (modules / "htmx.org/dist/htmx.min.js").unlink()
    result = build(modules, tmp_path / "out")
    assert result.returncode == 1
    assert "npm ci --ignore-scripts" in result.stderr and "htmx.min.js" in result.stderr


@pytest.mark.parametrize(
    "url", ["../lost.svg", "https://cdn.example.com/icon.svg", "//cdn.example.com/a.svg"]
)
def test_a_style_sheet_that_asks_for_a_missing_or_remote_file_stops_the_build(modules, tmp_path, url):
    sheet = modules / "krds-uiux/resources/css/token/krds_tokens.css"
    sheet.write_text(f"a {{ background: url('{url}') }}")
    result = build(modules, tmp_path / "out")
    assert result.returncode == 1
    assert url in result.stderr
