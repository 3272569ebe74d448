"""Sealing: what opens, what does not, and that it stays the same from release to release."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import SealBroken, StartRefused
from bot.store.keyfile import read_key, read_or_make_key
from bot.store.vault import SealKey, Vault

MASTER = bytes(range(32))
VAULT = Vault(MASTER)
ANA, BEN = "a" * 32, "b" * 32
KEY = SealKey(bytes(range(100, 132)), (1).to_bytes(4, "big"))
PLACE = ("entries", "sealed", ANA, "row-1")
SEALED = KEY.seal(*PLACE, b"slept well")

KNOWN_BLOB = (
    "0100000001000102030405060708090a0b9fab3846ce21a499e933e9adfaf688b2e9173d902d03d025c712e90b53ec41"
    "e0b036ccd42d2a02ca82d1e0ed16ef4648d440dfb162e3690294be02aec2691cf074e279340bd762694719f83ce0f819"
    "15"
)
KNOWN_WRAPPED = (
    "01630dcd290c0d0e0f1011121314151617e537a6003783b6508e921a28f7726c4821cafb922cb83b61d69bf2a72f1597"
    "c0212fbb0ee67e431c3e85a3013c0fd993577547f7740e4e32dcfaf0d3016c0ba4253952e0bd627d68b8703a77b016fd"
    "f7"
)
KNOWN_LANE = "1160aa66dcea30217cf16419135f5203"
KNOWN_SYSTEM_NAME = "003ba3717a702b5a3ebfc31940a55467"
KNOWN_NAME = "b5ce066b85dbb2342d0027e8b11a8ce7"


def code_of(key: SealKey, place: tuple[str, str, str, str], blob: bytes) -> str:
    """Return the code with which ``blob`` does not open."""
    with pytest.raises(SealBroken) as caught:
        key.open(*place, blob)
    return caught.value.code


PUBLISHED_PLAIN = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)
PUBLISHED_SEALED = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
)

# Known answers: if one of these changes, what was stored before cannot be read any more.


def test_fixed_key_nonce_and_place_give_the_blob_written_here() -> None:
    blob = KEY._seal(bytes(range(12)), *PLACE, b"slept well")
    assert blob.hex() == KNOWN_BLOB
    assert KEY.open(*PLACE, bytes.fromhex(KNOWN_BLOB)) == b"slept well"


def test_fixed_master_gives_the_id_lane_and_names_written_here() -> None:
    assert VAULT.kid.hex() == "630dcd29"
    assert VAULT.lane(123456789) == KNOWN_LANE
    assert VAULT.system.name("run", "2026-11-23") == KNOWN_SYSTEM_NAME
    assert KEY.name("run", "2026-11-23") == KNOWN_NAME


def test_a_key_wrapped_long_ago_still_unwraps() -> None:
    key = VAULT.unwrap(ANA, bytes.fromhex(KNOWN_WRAPPED), 1)
    assert key.open(*PLACE, bytes.fromhex(KNOWN_BLOB)) == b"slept well"


@pytest.mark.parametrize(
    ("key", "nonce", "plain", "bound", "sealed"),
    [
        ("00" * 32, "00" * 12, "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        ("00" * 32, "00" * 12, "00" * 16, "", "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        (
            "feffe9928665731c6d6a8f9467308308" * 2,
            "cafebabefacedbaddecaf888",
            PUBLISHED_PLAIN,
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            PUBLISHED_SEALED,
        ),
    ],
)
def test_the_published_vectors_of_aes_gcm_hold(key: str, nonce: str, plain: str, bound: str, sealed: str) -> None:
    under = SealKey(bytes.fromhex(key), b"\0\0\0\0")
    assert under._encrypt(bytes.fromhex(nonce), bytes.fromhex(plain), bytes.fromhex(bound)).hex() == sealed
    assert under._decrypt(bytes.fromhex(nonce), bytes.fromhex(sealed), bytes.fromhex(bound)).hex() == plain


# Changed, moved, cut.


def test_no_single_changed_bit_goes_unnoticed() -> None:
    for bit in range(len(SEALED) * 8):
        changed = bytearray(SEALED)
        changed[bit // 8] ^= 1 << bit % 8
        assert code_of(KEY, PLACE, bytes(changed)) == ("E_VERSION" if bit < 8 else "E_TAMPER")


@pytest.mark.parametrize(
    "place",
    [
        ("talks", "sealed", ANA, "row-1"),
        ("entries", "screen", ANA, "row-1"),
        ("entries", "sealed", BEN, "row-1"),
        ("entries", "sealed", ANA, "row-2"),
        ("entries", "sealed", "", f"{ANA}row-1"),
        ("entries", "sealed", f"{ANA}row-1", ""),
        ("entriess", "ealed", ANA, "row-1"),
    ],
)
def test_a_value_moved_to_another_place_does_not_open(place: tuple[str, str, str, str]) -> None:
    assert code_of(KEY, place, SEALED) == "E_TAMPER"


def test_a_value_cut_short_anywhere_is_no_sealed_value() -> None:
    assert {code_of(KEY, PLACE, SEALED[:length]) for length in range(len(SEALED))} == {"E_FORMAT"}


def test_a_long_value_cut_short_anywhere_does_not_open() -> None:
    long = KEY.seal(*PLACE, bytes(3000))
    codes = {length: code_of(KEY, PLACE, long[:length]) for length in range(len(long))}
    looks_whole = {length for length, code in codes.items() if code != "E_FORMAT"}
    assert looks_whole == {33 + room for room in (64, 256, 1024, 2048)}
    assert all(codes[length] == "E_TAMPER" for length in looks_whole)


def test_a_newer_format_is_told_apart() -> None:
    assert code_of(KEY, PLACE, b"\x02" + SEALED[1:]) == "E_VERSION"


def test_another_key_of_the_same_version_does_not_open_it() -> None:
    assert code_of(SealKey(bytes(32), (1).to_bytes(4, "big")), PLACE, SEALED) == "E_TAMPER"


def test_another_version_of_the_key_does_not_open_it() -> None:
    assert code_of(SealKey(bytes(range(100, 132)), (2).to_bytes(4, "big")), PLACE, SEALED) == "E_TAMPER"


def test_two_persons_wrapped_keys_cannot_be_swapped() -> None:
    wrapped = VAULT.wrap(ANA, VAULT.new_key(), 1)
    for person, version in ((BEN, 1), (ANA, 2)):
        with pytest.raises(SealBroken, match="E_TAMPER"):
            VAULT.unwrap(person, wrapped, version)


def test_another_master_key_unwraps_nothing() -> None:
    with pytest.raises(SealBroken, match="E_TAMPER"):
        Vault(bytes(32)).unwrap(ANA, VAULT.wrap(ANA, VAULT.new_key(), 1), 1)


def test_an_older_value_of_the_same_row_still_opens() -> None:
    # a known limit: whoever can write to the disk can put yesterday's row back
    KEY.seal(*PLACE, b"newer")
    assert KEY.open(*PLACE, SEALED) == b"slept well"


# What is hidden, what is unique.


def test_lengths_are_hidden_in_steps() -> None:
    lengths = [len(KEY.seal(*PLACE, bytes(size))) - 33 for size in (0, 60, 61, 252, 253, 1020, 1021, 2044, 2045)]
    assert lengths == [64, 64, 256, 256, 1024, 1024, 2048, 2048, 3072]


def test_no_nonce_comes_twice() -> None:
    assert len({KEY.seal(*PLACE, b"")[5:17] for _ in range(20_000)}) == 20_000


def test_nothing_but_the_systems_randomness_is_used() -> None:
    source = Path("bot/store/vault.py").read_text() + Path("bot/store/keyfile.py").read_text()
    assert "import random" not in source
    assert "import secrets" not in source
    assert "_random = os.urandom" in source


def test_lanes_and_names_tell_nothing_and_differ() -> None:
    lanes = {VAULT.lane(chat) for chat in range(1000)}
    assert len(lanes) == 1000
    assert {len(lane) for lane in lanes} == {32}
    assert Vault(bytes(32)).lane(1) != VAULT.lane(1)
    assert KEY.name("a", "bc") != KEY.name("ab", "c")
    assert KEY.name("a") == KEY.name("a") != VAULT.system.name("a")


def test_a_key_of_another_length_is_refused() -> None:
    for length in (0, 16, 31, 33):
        with pytest.raises(ValueError, match="32 bytes"):
            Vault(bytes(length))
        with pytest.raises(ValueError, match="32 bytes"):
            SealKey(bytes(length), b"abcd")


# Every text.

anything = st.text(st.characters(exclude_categories=()), max_size=50)


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | anything, lambda inner: st.lists(inner, max_size=3)
    )
)
def test_every_value_comes_back_as_it_was(value: object) -> None:
    assert KEY.open_json(*PLACE, KEY.seal_json(*PLACE, {"text": value})) == {"text": value}


@pytest.mark.parametrize("text", ["", "\0", "\ud83d", "\ude42\ud83d", "🙂", "ё" * 2**19])
def test_halves_of_emoji_nothing_and_a_mebibyte_come_back(text: str) -> None:
    assert KEY.open_json(*PLACE, KEY.seal_json(*PLACE, text)) == text


def test_two_halves_of_an_emoji_stay_two() -> None:
    halves = "\ud83d" + "\ude42"
    assert KEY.open_json(*PLACE, KEY.seal_json(*PLACE, halves)) == halves


def test_what_is_not_json_is_refused() -> None:
    for value in (b"bytes", {1: "a"}, Path("a"), {"a": object()}):
        with pytest.raises(TypeError):
            KEY.seal_json(*PLACE, value)


# The key file.


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "key"
    os.umask(before := os.umask(0o000))
    key = read_or_make_key(path)
    os.umask(before)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_or_make_key(path) == key == read_key(path)


def test_no_key_is_made_where_a_database_needs_the_old_one(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="no new key was made"):
        read_or_make_key(tmp_path / "key", database_exists=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o602, 0o644])
def test_a_key_file_others_can_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    read_or_make_key(path)
    path.chmod(mode)
    with pytest.raises(StartRefused, match="chmod 600") as refused:
        read_or_make_key(path)
    assert refused.value.code == 78


@pytest.mark.parametrize("text", ["", "\n", "c2hvcnQ=", "A" * 43, "A" * 44, "not a key at all", "é", "A" * 60])
def test_a_key_file_that_holds_something_else_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(StartRefused, match="32 bytes") as refused:
        read_or_make_key(path)
    assert path.read_text() == text
    assert len(text) < 6 or text not in str(refused.value)


def test_a_directory_in_place_of_the_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartRefused):
        read_or_make_key(tmp_path)
