"""Settings: what is read from where, and that every fault is told at once without telling a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BadSettings, StartRefused
from bot.settings import NAMES, Settings, read_settings

TOKEN = "123456:" + "secret-Token_0" * 3
GIVEN = {"TOKEN": TOKEN, "OPERATOR": "Ana"}


def read(trying: bool = False, /, **given: str) -> Settings:
    """Return the settings read from what is ``given``, without the prefix."""
    return read_settings({f"STILLPOINT_{name}": value for name, value in given.items()}, trying=trying)


def faults(trying: bool = False, /, **given: str) -> list[str]:
    """Return the faults of what is ``given``."""
    with pytest.raises(BadSettings) as caught:
        read(trying, **given)
    return caught.value.faults


def test_a_token_and_an_operator_are_enough() -> None:
    settings = read(**GIVEN)
    assert settings.token == TOKEN
    assert settings.api_url == "https://api.telegram.org"
    assert settings.data_dir == Path("data")
    assert settings.database_url == "sqlite+aiosqlite:///data/stillpoint.db"
    assert settings.database_path == Path("data/stillpoint.db")
    assert settings.key_file == Path("data/stillpoint.key")
    assert (settings.access, settings.rate, settings.log, settings.port) == ("closed", 25, "info", 8765)
    assert (settings.test_hooks, settings.kill_at, settings.contact) == (False, None, "")


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = read(
        **GIVEN,
        API_URL="http://127.0.0.1:8081/",
        DATA_DIR=str(tmp_path),
        DATABASE_URL="postgresql+asyncpg://ana:pass@localhost/stillpoint",
        KEY_FILE="/run/secrets/key",
        CONTACT="ana@example.org",
        ACCESS="open",
        RATE="12.5",
        LOG="DEBUG",
        TEST_HOOKS="1",
        KILL_AT="after-commit",
        PORT="9000",
    )
    assert settings.api_url == "http://127.0.0.1:8081"
    assert settings.data_dir == tmp_path
    assert settings.database_path is None
    assert settings.key_file == Path("/run/secrets/key")
    assert (settings.operator, settings.contact, settings.access) == ("Ana", "ana@example.org", "open")
    assert (settings.rate, settings.log, settings.port) == (12.5, "debug", 9000)
    assert (settings.test_hooks, settings.kill_at) == (True, "after-commit")


def test_the_files_follow_the_data_directory(tmp_path: Path) -> None:
    settings = read(**GIVEN, DATA_DIR=str(tmp_path / "kept"))
    assert settings.database_path == tmp_path / "kept" / "stillpoint.db"
    assert settings.key_file == tmp_path / "kept" / "stillpoint.key"
    assert list(tmp_path.iterdir()) == []


def test_secrets_are_read_from_files(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    (tmp_path / "url").write_text("postgresql+asyncpg://ana:pass@localhost/stillpoint\n")
    settings = read(OPERATOR="Ana", TOKEN_FILE=str(tmp_path / "token"), DATABASE_URL_FILE=str(tmp_path / "url"))
    assert settings.token == TOKEN
    assert settings.database_url.endswith("/stillpoint")


def test_an_empty_value_counts_as_none() -> None:
    assert read(**GIVEN, RATE="", LOG=" ", TOKEN_FILE="").rate == 25


def test_other_names_in_the_environment_are_nobodys_business() -> None:
    assert read_settings({"HOME": "/", "STILLPOINT_TOKEN": TOKEN, "STILLPOINT_OPERATOR": "Ana"}).operator == "Ana"


def test_all_faults_are_told_at_once() -> None:
    told = faults(
        ACCESS="ajar", RATE="0", LOG="loud", PORT="-1", API_URL="ftp://x", DATABASE_URL="mysql://x", KILL_AT="x"
    )
    named = {name for name in NAMES for fault in told if fault.startswith(f"STILLPOINT_{name} ")}
    assert named == {"TOKEN", "OPERATOR", "ACCESS", "RATE", "LOG", "PORT", "API_URL", "DATABASE_URL", "KILL_AT"}
    assert all(fault.endswith(".") for fault in told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[
            ("API_URL", v)
            for v in ("ftp://a", "api.telegram.org", "https://", "https://a:b@c", "http://[", "http://a:99999")
        ],
        *[("ACCESS", v) for v in ("yes", "opened")],
        *[("RATE", v) for v in ("0", "-1", "1000.1", "nan", "inf", "many", "1e9")],
        *[("TEST_HOOKS", v) for v in ("yes", "2", "true")],
        *[("PORT", v) for v in ("65536", "x", "1.5", "-1", "٣")],
        *[("OPERATOR", v) for v in ("Ana\nBen", "x" * 201)],
        *[
            ("TOKEN", v)
            for v in ("123", "abc:" + "x" * 30, "123:short", TOKEN + "!", "123456:" + "x" * 19, f"bot{TOKEN}")
        ],
        *[
            ("DATABASE_URL", v)
            for v in ("x", "postgresql+asyncpg://a", "postgresql+asyncpg://[/a", "sqlite+aiosqlite:///")
        ],
        *[("DATABASE_URL", f"sqlite+aiosqlite:///{v}") for v in (":memory:", "data/", "a.db?mode=ro")],
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    (told,) = faults(**{**GIVEN, name: value})
    assert told.startswith(f"STILLPOINT_{name} ")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
def test_the_usual_postgresql_address_is_explained(scheme: str) -> None:
    (told,) = faults(**GIVEN, DATABASE_URL=f"{scheme}://ana:canary@localhost/stillpoint")
    assert "postgresql+asyncpg://" in told
    assert "canary" not in told


def test_the_usual_sqlite_address_is_explained() -> None:
    (told,) = faults(**GIVEN, DATABASE_URL="sqlite:///data/stillpoint.db")
    assert "sqlite+aiosqlite:///" in told


def test_no_fault_and_no_text_form_shows_a_secret(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("canary is not a token")
    url = "postgresql://ana:canary@localhost/a"
    told = faults(TOKEN_FILE=str(tmp_path / "token"), DATABASE_URL=url, RATE="canary", LOG="canary", ACCESS="canary")
    assert "canary" not in " ".join(told)
    shown = repr(read(**GIVEN, DATABASE_URL="postgresql+asyncpg://ana:canary@localhost/a"))
    assert "canary" not in shown
    assert TOKEN not in shown


def test_a_secret_from_both_places_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    (told,) = faults(**GIVEN, TOKEN_FILE=str(tmp_path / "token"))
    assert "both" in told


def test_a_secrets_file_that_is_missing_empty_or_no_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    for name in ("none", "empty", "bytes", "."):
        (told,) = faults(OPERATOR="Ana", TOKEN_FILE=str(tmp_path / name))
        assert told.startswith("STILLPOINT_TOKEN_FILE ")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("STILLPOINT_TOKNE", "STILLPOINT_TOKEN"),
        ("STILLPOINT_DATABASE", "STILLPOINT_DATABASE_URL"),
        ("STILLPOINT_KEYFILE", "STILLPOINT_KEY_FILE"),
        ("stillpoint_operator", "STILLPOINT_OPERATOR"),
    ],
)
def test_an_unknown_name_is_a_fault_with_the_nearest_that_exists(name: str, meant: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings({"STILLPOINT_TOKEN": TOKEN, "STILLPOINT_OPERATOR": "Ana", name: "x"})
    assert caught.value.faults == [f"{name} is not a setting. Did you mean {meant}?"]


def test_a_name_like_none_gets_no_suggestion() -> None:
    assert faults(**GIVEN, XYZZY="1") == ["STILLPOINT_XYZZY is not a setting."]


def test_open_access_needs_a_contact() -> None:
    (told,) = faults(**GIVEN, ACCESS="open")
    assert told.startswith("STILLPOINT_CONTACT ")


def test_killing_on_purpose_needs_the_test_hooks() -> None:
    (told,) = faults(**GIVEN, KILL_AT="after-commit")
    assert "TEST_HOOKS" in told
    assert faults(**GIVEN, KILL_AT="after-commit", TEST_HOOKS="0")


def test_trying_needs_nothing_and_leaves_a_real_bot_alone(tmp_path: Path) -> None:
    settings = read(True)
    assert settings.operator == ""
    real = {"TOKEN_FILE": "/nowhere", "API_URL": "x", "DATABASE_URL": "postgresql://real", "KEY_FILE": "/real"}
    settings = read(True, **real, TOKEN=TOKEN, DATA_DIR=str(tmp_path))
    assert settings.token != TOKEN
    assert settings.api_url == "https://api.telegram.org"
    assert settings.database_path == tmp_path / "stillpoint.db"
    assert settings.key_file == tmp_path / "stillpoint.key"


def test_bad_settings_are_a_refused_start_with_exit_code_78() -> None:
    with pytest.raises(StartRefused) as caught:
        read()
    assert caught.value.code == 78
    assert str(caught.value).count("\n") == 1
