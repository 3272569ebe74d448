"""Time zones: the data they come from, their cities' names, and guesses for somebody who has just arrived."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, reset_tzpath

# Only the pinned tzdata package counts: the files of the system may be years older, or missing altogether.
reset_tzpath(to=())

_CITIES = {
    "Africa/Porto-Novo": "Porto-Novo",
    "America/Argentina/Buenos_Aires": "Buenos Aires",
    "America/Port-au-Prince": "Port-au-Prince",
    "America/Sao_Paulo": "São Paulo",
    "America/St_Johns": "St. John\u2019s",
    "America/Bogota": "Bogotá",
    "Asia/Calcutta": "Mumbai",
    "Asia/Ho_Chi_Minh": "Ho Chi Minh City",
    "Asia/Kolkata": "Mumbai",
    "Asia/Saigon": "Ho Chi Minh City",
    "Europe/Kiev": "Kyiv",
    "Pacific/Honolulu": "Honolulu",
    "UTC": "UTC",
}

# Four zones for each language Telegram may report: where its speakers mostly are, the likeliest clocks apart.
_ELSEWHERE = ("Europe/London", "Europe/Berlin", "America/New_York", "Asia/Kolkata")
_GUESSES = {
    "ar": ("Africa/Cairo", "Asia/Riyadh", "Asia/Dubai", "Africa/Casablanca"),
    "bn": ("Asia/Dhaka", "Asia/Kolkata", "Asia/Dubai", "Europe/London"),
    "cs": ("Europe/Prague", "Europe/London", "Europe/Kyiv", "America/New_York"),
    "da": ("Europe/Copenhagen", "Europe/London", "Atlantic/Faroe", "America/New_York"),
    "de": ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/London"),
    "el": ("Europe/Athens", "Asia/Nicosia", "Europe/Berlin", "Australia/Melbourne"),
    "en": _ELSEWHERE,
    "es": ("Europe/Madrid", "America/Mexico_City", "America/Bogota", "America/Argentina/Buenos_Aires"),
    "fa": ("Asia/Tehran", "Asia/Kabul", "Europe/Berlin", "America/Los_Angeles"),
    "fi": ("Europe/Helsinki", "Europe/Stockholm", "Europe/London", "Europe/Madrid"),
    "fr": ("Europe/Paris", "America/Toronto", "Africa/Abidjan", "Africa/Kinshasa"),
    "he": ("Asia/Jerusalem", "Europe/London", "America/New_York", "America/Los_Angeles"),
    "hi": ("Asia/Kolkata", "Asia/Dubai", "Europe/London", "America/New_York"),
    "hu": ("Europe/Budapest", "Europe/London", "Europe/Bucharest", "America/New_York"),
    "id": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Singapore"),
    "it": ("Europe/Rome", "Europe/Zurich", "Europe/London", "America/New_York"),
    "ja": ("Asia/Tokyo", "America/Los_Angeles", "Pacific/Honolulu", "Europe/London"),
    "kk": ("Asia/Almaty", "Asia/Tashkent", "Europe/Moscow", "Europe/Istanbul"),
    "ko": ("Asia/Seoul", "America/Los_Angeles", "America/New_York", "Europe/Berlin"),
    "ms": ("Asia/Kuala_Lumpur", "Asia/Jakarta", "Europe/London", "Australia/Melbourne"),
    "nb": ("Europe/Oslo", "Europe/London", "Europe/Madrid", "America/New_York"),
    "nl": ("Europe/Amsterdam", "Europe/Brussels", "America/Paramaribo", "Europe/London"),
    "pl": ("Europe/Warsaw", "Europe/London", "Europe/Berlin", "America/Chicago"),
    "pt": ("America/Sao_Paulo", "Europe/Lisbon", "America/Manaus", "Africa/Luanda"),
    "ro": ("Europe/Bucharest", "Europe/Chisinau", "Europe/Rome", "Europe/London"),
    "ru": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Tashkent", "Asia/Almaty"),
    "sv": ("Europe/Stockholm", "Europe/Helsinki", "Europe/London", "America/New_York"),
    "tr": ("Europe/Istanbul", "Europe/Berlin", "Asia/Baku", "Europe/London"),
    "uk": ("Europe/Kyiv", "Europe/Warsaw", "Europe/Berlin", "Europe/London"),
    "uz": ("Asia/Tashkent", "Europe/Moscow", "Europe/Istanbul", "Asia/Seoul"),
    "vi": ("Asia/Ho_Chi_Minh", "America/Los_Angeles", "Australia/Melbourne", "Europe/Paris"),
    "yo": ("Africa/Lagos", "Europe/London", "America/New_York", "Africa/Johannesburg"),
    "zh": ("Asia/Shanghai", "Asia/Taipei", "Asia/Singapore", "America/Los_Angeles"),
}
_SAME = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "ca": "es", "gl": "es", "ig": "yo", "ha": "yo"}


@lru_cache(maxsize=1024)
def zone_info(zone: str) -> ZoneInfo:
    """Return the rules of ``zone``, a name such as "Europe/Berlin"; older names of the same zone work too.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such zone") from error


def is_zone(zone: str) -> bool:
    """Return whether ``zone`` names a zone of the IANA database."""
    try:
        zone_info(zone)
    except ValueError:
        return False
    return True


def guess_zones(language_code: str | None) -> tuple[str, ...]:
    """Return the four zones to offer somebody with this IETF language code ("pt-br"); London first when unknown."""
    language = (language_code or "").replace("_", "-").lower().split("-")
    zones = _GUESSES.get(_SAME.get(language[0], language[0]), _ELSEWHERE)
    if language[0] == "pt" and "pt" in language[1:]:
        return (zones[1], zones[0], *zones[2:])
    if language[0] == "en" and "us" in language[1:]:
        return ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
    return zones


def city_name(zone: str) -> str:
    """Return the city a zone is known by: "Berlin" for "Europe/Berlin", "Mumbai" for "Asia/Kolkata"."""
    return _CITIES.get(zone, zone.rsplit("/", 1)[-1].replace("_", " "))
