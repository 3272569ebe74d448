"""The settings: read once, from the environment; what is secret also from a file named by ``..._FILE``.

All faults are told together, each in a sentence that says what to do. No sentence repeats a value: it may be a secret.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.errors import BadSettings

PREFIX = "STILLPOINT_"
SECRETS = ("TOKEN", "DATABASE_URL")  # a database URL holds a password
NAMES = (
    *SECRETS,
    *(f"{name}_FILE" for name in SECRETS),
    *(
        "API_URL",
        "DATA_DIR",
        "KEY_FILE",
        "OPERATOR",
        "CONTACT",
        "ACCESS",
        "RATE",
        "LOG",
        "SAFETY_MODEL",
        "TEST_HOOKS",
        "KILL_AT",
        "CLOCK_URL",
        "PORT",
    ),
)
SQLITE, POSTGRESQL = "sqlite+aiosqlite:///", "postgresql+asyncpg://"
LOG_LEVELS = ("debug", "info", "warning", "error")
TRYING_TOKEN = "1000001:only-for-the-try-page-no-secret"  # noqa: S105 - nobody's


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one start; their text form shows no secret."""

    token: str = field(repr=False)
    api_url: str  # without a slash at the end
    data_dir: Path
    database_url: str = field(repr=False)
    key_file: Path
    operator: str  # "" only where somebody is just trying
    contact: str  # "" if none was given
    access: Literal["closed", "open"]
    rate: float  # messages a second, to everybody together
    log: str  # one of LOG_LEVELS
    safety_model: bool  # whether the trained model joins the rules; it takes about 100 MB
    test_hooks: bool
    kill_at: str | None
    clock_url: str | None  # where a test keeps this bot's clock
    port: int  # of the try page

    @property
    def database_path(self) -> Path | None:
        """The file of an SQLite database, or None for PostgreSQL."""
        return Path(self.database_url.removeprefix(SQLITE)) if self.database_url.startswith(SQLITE) else None


def read_settings(environ: Mapping[str, str], *, trying: bool = False) -> Settings:
    """Return the settings in ``environ``; an empty value counts as none. Reads the files named, and makes nothing.

    With ``trying`` nobody's bot is run: no token and no operator are needed, and the token, the address of the Bot API,
    the database and the key of a real bot are left alone even if they are set.

    Raises:
        BadSettings: every fault, in one go.
    """
    return _Reader(environ, trying).settings()


class _Reader:
    """Reads one environment and gathers its faults."""

    def __init__(self, environ: Mapping[str, str], trying: bool) -> None:
        given = {name: value.strip() for name, value in environ.items() if name.upper().startswith(PREFIX)}
        self.faults = [_unknown(name) for name in sorted(given) if name.removeprefix(PREFIX) not in NAMES]
        self.values = {name.removeprefix(PREFIX): value for name, value in given.items() if value}
        self.trying = trying
        if trying:
            for name in ("TOKEN", "TOKEN_FILE", "API_URL", "DATABASE_URL", "DATABASE_URL_FILE", "KEY_FILE"):
                self.values.pop(name, None)

    def settings(self) -> Settings:
        """Return the settings. Raises BadSettings."""
        data_dir = Path(self.values.get("DATA_DIR", "data")).expanduser()
        test_hooks = self._choice("TEST_HOOKS", ("0", "1"), "0") == "1"
        access: Literal["closed", "open"] = (
            "open" if self._choice("ACCESS", ("closed", "open"), "closed") == "open" else "closed"
        )
        settings = Settings(
            token=self._token(),
            api_url=self._api_url(),
            data_dir=data_dir,
            database_url=self._database_url(data_dir),
            key_file=Path(self.values.get("KEY_FILE", data_dir / "stillpoint.key")).expanduser(),
            operator=self._line("OPERATOR"),
            contact=self._line("CONTACT"),
            access=access,
            rate=self._rate(),
            log=self._choice("LOG", LOG_LEVELS, "info"),
            safety_model=self._choice("SAFETY_MODEL", ("on", "off"), "on") == "on",
            test_hooks=test_hooks,
            kill_at=self.values.get("KILL_AT"),
            clock_url=self.values.get("CLOCK_URL"),
            port=self._port(),
        )
        if not settings.operator and not self.trying:
            self._fault("OPERATOR", "is missing. Say who runs this bot; people are told.")
        if access == "open" and not settings.contact:
            self._fault("CONTACT", "is missing. With open access, say how people can reach you; they are told.")
        if settings.kill_at and not test_hooks:
            self._fault("KILL_AT", f"kills the bot on purpose, for tests. Unset it, or set {PREFIX}TEST_HOOKS=1.")
        if settings.clock_url and not test_hooks:
            self._fault("CLOCK_URL", f"gives the bot another clock, for tests. Unset it, or set {PREFIX}TEST_HOOKS=1.")
        if self.faults:
            raise BadSettings(self.faults)
        return settings

    def _fault(self, name: str, sentence: str) -> None:
        self.faults.append(f"{PREFIX}{name} {sentence}")

    def _secret(self, name: str) -> str:
        """Return the value of ``name`` or of the file that ``name``_FILE names, or ""."""
        value, path = self.values.get(name, ""), self.values.get(f"{name}_FILE")
        if path is None:
            return value
        if value:
            self._fault(name, f"and {PREFIX}{name}_FILE are both set. Keep the file, unset the other.")
        try:
            text = Path(path).expanduser().read_text().strip()
        except (OSError, ValueError):
            self._fault(f"{name}_FILE", "names a file that cannot be read.")
            return ""
        if not text:
            self._fault(f"{name}_FILE", "names a file that is empty.")
        return text

    def _token(self) -> str:
        if self.trying:
            return TRYING_TOKEN
        before = len(self.faults)
        token = self._secret("TOKEN")
        if not token and len(self.faults) == before:
            self._fault(
                "TOKEN", f"is missing. Put the token from @BotFather into a file and name it in {PREFIX}TOKEN_FILE."
            )
        if token and not re.fullmatch(r"\d+:[A-Za-z0-9_-]{20,}", token, re.ASCII):
            self._fault("TOKEN", "is not a bot token. One looks like 123456:AbC-dEf..., with no spaces.")
        return token

    def _api_url(self) -> str:
        url = self.values.get("API_URL", "https://api.telegram.org")
        try:
            parts = urlsplit(url)
            whole = parts.hostname and (parts.port is None or parts.port > 0) and parts.username is None
        except ValueError:
            parts, whole = urlsplit(""), None
        if not whole or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
            self._fault(
                "API_URL", "is not an address. One looks like https://api.telegram.org or http://127.0.0.1:8081."
            )
        return url.rstrip("/")

    def _database_url(self, data_dir: Path) -> str:
        url = self._secret("DATABASE_URL") or f"{SQLITE}{data_dir / 'stillpoint.db'}"
        scheme = url.partition("://")[0].partition("+")[0]
        if url.startswith(SQLITE):
            path = url.removeprefix(SQLITE)
            if not path or path == ":memory:" or path.endswith("/") or "?" in path:
                self._fault("DATABASE_URL", f"names no file. One looks like {SQLITE}data/stillpoint.db.")
        elif url.startswith(POSTGRESQL):
            if not _splits(url):
                self._fault(
                    "DATABASE_URL", f"is not an address. One looks like {POSTGRESQL}name:password@host/database."
                )
        elif scheme in ("postgresql", "postgres"):
            self._fault("DATABASE_URL", f"must begin with {POSTGRESQL} for PostgreSQL; the rest can stay as it is.")
        elif scheme == "sqlite":
            self._fault("DATABASE_URL", f"must begin with {SQLITE} for SQLite; the rest can stay as it is.")
        else:
            self._fault("DATABASE_URL", f"must begin with {SQLITE} or {POSTGRESQL}.")
        return url

    def _line(self, name: str) -> str:
        text = self.values.get(name, "")
        if len(text) > 200 or not text.isprintable():
            self._fault(name, "must be one line of at most 200 characters.")
        return text

    def _choice(self, name: str, choices: tuple[str, ...], otherwise: str) -> str:
        value = self.values.get(name, otherwise).lower()
        if value not in choices:
            self._fault(name, f"must be {', '.join(choices[:-1])} or {choices[-1]}.")
        return value

    def _rate(self) -> float:
        try:
            rate = float(self.values.get("RATE", "25"))
        except ValueError:
            rate = math.nan
        if not 0 < rate <= 1000:
            self._fault("RATE", "must be a number above 0 and at most 1000: messages a second, to everybody together.")
        return rate

    def _port(self) -> int:
        text = self.values.get("PORT", "8765")
        port = int(text) if re.fullmatch(r"[0-9]{1,5}", text) else -1
        if not 0 <= port <= 65535:
            self._fault("PORT", "must be a whole number from 0 to 65535.")
        return port


def _unknown(name: str) -> str:
    """Return the fault of a name that no setting has, with the nearest one that exists."""
    near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), NAMES, n=1, cutoff=0.6)
    return f"{name} is not a setting." + (f" Did you mean {PREFIX}{near[0]}?" if near else "")


def _splits(url: str) -> bool:
    """Return whether ``url`` can be taken apart and names a database."""
    try:
        parts = urlsplit(url)
        return parts.port != 0 and len(parts.path) > 1
    except ValueError:
        return False
