from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.cli.demo.sources import new_key, write_sources

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_and_declarations_of_someone_else_are_kept(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MINE=1\nFLIGHTS_API_KEY=old\n", encoding="utf-8")
    key = new_key(tmp_path)
    assert (tmp_path / ".env").read_text(encoding="utf-8") == f"MINE=1\nFLIGHTS_API_KEY={key}\n"
    for port in (4711, 4712):
        write_sources(tmp_path, f"http://127.0.0.1:{port}")
    declared = tmp_path / "sources.yaml"
    assert not (tmp_path / "sources.yaml.old").exists(), "only the port was another"
    edited = declared.read_text(encoding="utf-8") + "  mine: {url: mine.json}\n"
    declared.write_text(edited, encoding="utf-8")
    write_sources(tmp_path, "http://127.0.0.1:4713")
    assert (tmp_path / "sources.yaml.old").read_text(encoding="utf-8") == edited
    assert "mine" not in declared.read_text(encoding="utf-8")
