"""Credentials reach the engine whole and a printer never."""

from __future__ import annotations

import json
import pickle
import traceback
from typing import TYPE_CHECKING

import pytest

from reedbed.errors import InvalidSetting, ReedbedError
from reedbed.settings import Settings, resolve_settings

if TYPE_CHECKING:
    from pathlib import Path

PRECIOUS = "hunter2-precious"
WORKSPACE = f"""\
owner: me
reedbed:
  secrets:
    Lake:
      type: s3
      key_id: {PRECIOUS}
      secret: ${{env:LAKE_SECRET}}
      region: eu-central-1
      endpoint: https://me:{PRECIOUS}@store.example
      use_ssl: false
      scope: [s3://a, s3://b]
    api:
      type: http
      bearer_token: {PRECIOUS}
      extra_http_headers:
        X-Key: {PRECIOUS}
"""


def written(folder: Path, text: str, **environ: str) -> Settings:
    (folder / "workspace.yaml").write_text(text)
    return resolve_settings(workspace_file=folder / "workspace.yaml", environ=environ, user_file=None)


def test_a_secret_reveals_what_was_written_and_referred_to(tmp_path: Path) -> None:
    settings = written(tmp_path, WORKSPACE, LAKE_SECRET=PRECIOUS)
    lake, api = settings.secrets["lake"], settings.secrets["api"]
    assert (lake.type, lake.scope) == ("s3", ("s3://a", "s3://b"))
    assert lake.reveal() == {
        "key_id": PRECIOUS,
        "secret": PRECIOUS,
        "region": "eu-central-1",
        "endpoint": f"https://me:{PRECIOUS}@store.example",
        "use_ssl": False,
    }
    assert api.reveal() == {"bearer_token": PRECIOUS, "extra_http_headers": {"X-Key": PRECIOUS}}


def test_no_printed_form_holds_a_credential(tmp_path: Path) -> None:
    settings = written(tmp_path, WORKSPACE, LAKE_SECRET=PRECIOUS)
    forms = [
        repr(settings),
        str(settings),
        f"{settings.secrets}",
        repr(settings.secrets["api"].options),
        json.dumps(settings.to_dict()),
        json.dumps([(line.name, line.value, line.origin.to_dict()) for line in settings.explain()]),
    ]
    for form in forms:
        assert PRECIOUS not in form
    assert all("****" in form for form in forms)
    assert settings.to_dict()["secrets"]["lake"]["region"] == "eu-central-1"  # type: ignore[index,call-overload]  # JSON


def test_fields_of_one_secret_come_from_several_layers_each_with_its_origin(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"LAKE_SECRET={PRECIOUS}\nREEDBED_SECRETS__LAKE__SESSION_TOKEN='t 1'\n")
    settings = written(tmp_path, WORKSPACE, REEDBED_SECRETS__LAKE__KEY_ID="other")
    revealed = settings.secrets["lake"].reveal()
    assert (revealed["key_id"], revealed["secret"], revealed["session_token"]) == ("other", PRECIOUS, "t 1")
    assert settings.origins["secrets.lake.key_id"].variable == "REEDBED_SECRETS__LAKE__KEY_ID"
    assert settings.origins["secrets.lake.session_token"].line == 2
    assert settings.origins["secrets.lake.region"].line == 8


def test_a_secret_can_stand_in_variables_alone() -> None:
    environ = {
        "REEDBED_SECRETS__API__TYPE": "http",
        "REEDBED_SECRETS__API__EXTRA_HTTP_HEADERS": '{"X-A": "b"}',
    }
    settings = resolve_settings(workspace_file=None, environ=environ, user_file=None)
    assert settings.secrets["api"].reveal() == {"extra_http_headers": {"X-A": "b"}}


def test_a_reference_to_a_variable_that_is_not_set_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match=r"'LAKE_SECRET' to be set.*workspace\.yaml:7"):
        written(tmp_path, WORKSPACE)


def test_a_secret_without_a_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match=r"'secrets\.a\.type' expects one of s3, http"):
        written(tmp_path, "reedbed:\n  secrets:\n    a:\n      region: x\n")


@pytest.mark.parametrize(
    "text",
    [
        f"reedbed:\n  secrets: {PRECIOUS}\n",
        f"reedbed:\n  secrets:\n    a: {PRECIOUS}\n",
        f"reedbed:\n  secrets:\n    a:\n      type: s3\n      key_id: [{PRECIOUS}]\n",
        f"reedbed:\n  secrets:\n    a:\n      type: http\n      extra_http_headers: {PRECIOUS}\n",
        f"reedbed:\n  secrets:\n    a:\n      type: s3\n      use_ssl: {PRECIOUS}\n",
        f'reedbed:\n  secrets:\n    a:\n      secret: {PRECIOUS}\n      secret: "{PRECIOUS}\'"\n',
        f"reedbed:\n  secrets:\n    a:\n      secret: *{PRECIOUS}\n",
        f"reedbed:\n  secrets:\n    a:\n      secret: !{PRECIOUS} x\n",
        f'reedbed:\n  secrets:\n    a:\n      secret: "{PRECIOUS}\n',
        "reedbed:\n  threads: ${env:PRECIOUS}\n",
        "reedbed:\n  threads: 2\n  thread: ${env:PRECIOUS}\n",
    ],
)
def test_no_refusal_quotes_a_credential(text: str, tmp_path: Path) -> None:
    with pytest.raises(ReedbedError) as refusal:
        written(tmp_path, text, PRECIOUS=PRECIOUS)
    error = refusal.value
    printed = "".join(traceback.format_exception_only(error)) + json.dumps(error.to_dict())
    assert PRECIOUS not in printed + repr(error) + repr(error.__context__)


def test_settings_go_to_another_process_with_their_secrets(tmp_path: Path) -> None:
    settings = written(tmp_path, WORKSPACE, LAKE_SECRET=PRECIOUS)
    assert pickle.loads(pickle.dumps(settings)) == settings  # noqa: S301 - our own bytes
