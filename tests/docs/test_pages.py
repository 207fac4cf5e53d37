"""Every block of code in the documentation runs, and prints what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNNER = Path(__file__).with_name("run_page.py")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
# What a reader types before there is a Reedbed to run; everything else in a page is executed.
BEFORE = re.compile(r"(git clone|cd|pip install|python3? -m venv|source|make|export|\.venv/bin/pip install)\b")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def run(page: Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    binaries = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    home = folder.with_name(folder.name + "-home")
    home.mkdir(exist_ok=True)
    environment = os.environ | {"PATH": binaries, "HOME": str(home), "COLUMNS": "100", "NO_COLOR": "1"} | variables
    environment.pop("XDG_CONFIG_HOME", None)
    return subprocess.run(
        [sys.executable, "-W", "error", str(RUNNER), str(page)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@every_page
def test_the_page_does_what_it_shows(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    variables = {}
    if "DATABASE_URL" in page.read_text(encoding="utf-8"):
        # A reader's own PostgreSQL.
        variables["DATABASE_URL"] = request.getfixturevalue("postgres_server").url()
    answer = run(page, folder, **variables)
    assert answer.returncode == 0, answer.stderr or answer.stdout


@every_page
def test_the_links_of_the_page_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"https?:|mailto:", link)]
    broken = []
    for link in links:
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@every_page
def test_what_is_shown_without_being_run_is_set_up_only(page: Path) -> None:
    fences = re.findall(r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    lines = [line for fence in fences for line in fence.splitlines() if line.strip()]
    assert [line for line in lines if not BEFORE.match(line)] == []


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("```python\nprint(1)\n```\n\n```text\n2\n```\n", "shows\n2\n--- but this was printed:\n1"),
        ("```python\n1 / 0\n```\n", "ZeroDivisionError"),
        ("```console\n$ echo a\nb\n```\n", "line 2: the page shows\nb"),
        ("```console\n$ echo a; false\na\n```\n", "ended with 1"),
        ("```console\n$ true\nunsaid\n```\n", "the page shows\nunsaid"),
        ("```console\n$ echo unshown\n```\n", "but this was printed:\nunshown"),
        ("```\nno language\n```\n", "names its language"),
        ("```python\nnever closed\n", "not closed"),
        ("```json\n{\n```\n", "JSONDecodeError"),
        ("```sql\nSELECT 1\n```\n", "nothing runs or checks"),
        ('```js title="a.mjs"\nawait of nothing;\n```\n', "line 2: Node says"),
    ],
)
def test_a_page_that_does_something_else_is_found(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    folder = tmp_path / "reader"
    folder.mkdir()
    answer = run(tmp_path / "page.md", folder)
    assert answer.returncode == 1
    assert complaint in answer.stderr


def test_a_page_may_leave_out_what_differs_from_run_to_run(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        '```yaml title="conf/a.yaml"\nx: 1\n```\n'
        "```console\n$ cat conf/a.yaml\nx: 1\n$ printf 'a   b took 12 ms\\none\\ntwo\\nend 77\\n'\n"
        "a b took 3 ms\n…\nend …\n```\n"
        "```python\nx = 1\n```\n```python\nprint(x + 1)\n```\n```text\n2\n```\n",
        encoding="utf-8",
    )
    folder = tmp_path / "reader"
    folder.mkdir()
    answer = run(page, folder)
    assert answer.stdout == "5 blocks\n", answer.stderr
