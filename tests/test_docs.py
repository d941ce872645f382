"""The docs say what the code does."""

import re
from pathlib import Path

from milepost import __version__, settings

ROOT = Path(__file__).parent.parent


def pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_the_settings_page_is_made_from_the_code():
    assert (ROOT / "docs" / "settings.md").read_text() == settings.written_out(), (
        "write it anew, as CONTRIBUTING.md says"
    )


def test_every_setting_read_is_a_known_one():
    read = set()
    for path in (ROOT / "src").rglob("*.py"):
        read |= set(re.findall(r"\bMILEPOST_[A-Z_]+", path.read_text(encoding="utf-8")))
    known = {each.name for each in settings.KNOWN}
    assert read <= known


def test_links_between_pages_lead_somewhere():
    for page in pages():
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http://", "https://", "mailto:")):
                assert (page.parent / target).exists(), f"{page.name} points to {target}"


def test_promises_are_kept_by_something_that_exists():
    text = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[^`:]+\.py)(?:::(\w+))?`", text)
    assert named
    for path, test in named:
        assert (ROOT / path).exists(), path
        assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), test


def test_the_changelog_knows_this_version():
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_command_of_the_readme_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    files = (ROOT / "src" / "milepost" / "cli").glob("*.py")
    cli = "".join(path.read_text(encoding="utf-8") for path in files)
    for command in set(re.findall(r"\./milepost ([a-z-]+)", readme)) - {"test"}:
        assert re.search(rf'"{command}"|def {command}_?\(', cli), command
