"""Whether a text names an amount of something: a number and a unit one could take it in. Nothing of ours may.

Rather an amount too many than one too few: a line of ours that only looks like one is left out and can be reworded.
Lengths of time, clock times and plain counts are none.
"""

from __future__ import annotations

import re
import unicodedata

_NUMBER = r"(?:\d[\d.,\u2019']*(?:\s*[-–—/x×]\s*\d[\d.,]*)?|[½¼¾⅓⅔⅛])"
_WORD = (
    r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred|half|third|quarter|tenth|couple|few|several|some|double)"
)
# Units nobody would use for anything else: after a number in digits or in words.
_UNIT = (
    r"(?:mg|milligram\w*|milligramme\w*|µg|μg|ug|mcg|microgram\w*|mic|mics|g|gr|grams?|grammes?|gms?|kg|kilograms?|kilos?"
    r"|ml|millilit(?:er|re)s?|cl|dl|cc|iu|drops?|tabs?|tablets?|pills?|capsules?|caps|gel ?caps?|hits?|blotters?|doses?"
    r"|microdoses?|lines?|bumps?|puffs?|sprays?|squares?|strips?|stamps?|teaspoons?|tsps?|tablespoons?|tbsps?|spoons?"
    r"|spoonfuls?|pinch(?:es)?|ounces?|oz|pounds?|lbs?|pints?|shots?|stems?|truffles?|mushrooms?)"
)
# In words only with units that mean nothing else: "one line worth keeping" and "a few drops" are not alike.
_SAFE_IN_WORDS = {"line", "lines", "hit", "hits", "square", "squares", "shot", "shots", "stamp", "stamps", "strip"} | {
    "strips", "g", "gr", "cc", "cl", "dl", "iu", "caps", "bump", "bumps", "mic"
}  # fmt: skip
_TOKEN = re.compile(r"[^\W\d_]+|[%‰]")
_LOOKS_LIKE_ONE = re.compile(rf"(?:{_UNIT}|[%‰]|per|percent|gel)", re.IGNORECASE)
_IN_DIGITS = re.compile(rf"(?<!\w){_NUMBER}\s*-?\s*(?:{_UNIT}(?!\w)|%|‰|per ?cent\b|percent\b)", re.IGNORECASE)
_IN_WORDS = re.compile(
    rf"(?<!\w){_WORD}(?:[\s-]+(?:of|a|an|and|to|or|{_WORD}))*[\s-]+(?P<unit>{_UNIT}|per ?cent)(?!\w)", re.IGNORECASE
)


def has_amount(text: str) -> bool:
    """Return whether ``text`` names an amount with a unit: "0.1 g", "100–200 µg", "half a tab", "two drops", "20 %"."""
    plain = unicodedata.normalize("NFKC", text.replace("½", " 1/2").replace("¼", " 1/4").replace("¾", " 3/4"))
    plain = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in plain)
    if not any(_LOOKS_LIKE_ONE.fullmatch(token) for token in set(_TOKEN.findall(plain.lower()))):
        return False  # most texts: no unit in them at all
    if _IN_DIGITS.search(plain):
        return True
    return any(found["unit"].lower() not in _SAFE_IN_WORDS for found in _IN_WORDS.finditer(plain))
