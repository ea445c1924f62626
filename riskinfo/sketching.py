"""What an information is found again by: the marks on the product, and the wording of the report (R-112).

Pure functions. Wording is compared by its Chinese character bigrams: MinHash signatures (rensa) cut into bands,
so that texts with much in common share a band and are found by an index however many there are.
"""

import re
import struct
import unicodedata
from difflib import SequenceMatcher
from hashlib import blake2b

from django.core.exceptions import ValidationError
from rensa import RMinHash

from registers.validators import validate_gtin

#: 16 bands of 2: texts that share 40 % of their bigrams meet in some band with 94 %, 30 % with 78 %.
BANDS, ROWS = 16, 2
VERSION = f"1.{RMinHash.ALGORITHM_VERSION}"
#: Fewer different bigrams say too little to compare.
FEWEST_GRAMS = 8
#: Of a long text only this much is compared.
COMPARED = 2000
#: A batch worth comparing has that many digits: a date of production or a serial number.
BATCH_DIGITS = 6
MARK_LENGTH = 40

_LETTERS = re.compile(r"[\W_]+")
_RUN = re.compile(r"[0-9A-Z](?:[0-9A-Z-]*[0-9A-Z])?")
_DIGITS = re.compile(r"(?<!\d)\d{12,14}(?!\d)")
_BATCH_NAMED = re.compile(r"(?:批号|批次号?|生产批号|生产日期|编号)[为是：:\s]*([0-9A-Z-]+)")


def normal(text: str) -> str:
    """Return letters, digits and characters alone, full width made half, capitals made small."""
    return _LETTERS.sub("", unicodedata.normalize("NFKC", text or "").lower())[:COMPARED]


def grams(text: str) -> set[str]:
    """Return the character bigrams of a normal text."""
    return {text[place : place + 2] for place in range(len(text) - 1)}


def bands(text: str) -> list[int]:
    """Return the keys (signed 64 bit) under which a text is kept; none for a text too short to compare."""
    found = grams(normal(text))
    if len(found) < FEWEST_GRAMS:
        return []
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=1)
    sketch.update(sorted(found))
    digest = sketch.digest()
    return [_key(band, digest[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS)]


def _key(band: int, values: list[int]) -> int:
    """The version of the algorithm goes in: what an older one wrote is not found rather than wrongly found."""
    content = struct.pack(f">{ROWS}Q", *values) + f"{VERSION}:{band}".encode()
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big", signed=True)


def similarity(one: set[str], other: set[str]) -> float:
    """Return the share of bigrams that two texts have in common (Jaccard, 0 to 1)."""
    return len(one & other) / len(one | other) if one and other else 0.0


def shared_words(one: str, other: str, *, most: int = 3) -> list[str]:
    """Return the longest passages that two texts have in common, at least four characters each, as written in `one`."""
    one, other = (unicodedata.normalize("NFKC", text)[:400] for text in (one, other))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    passages = (_LETTERS.split(one[block.a : block.a + block.size]) for block in blocks)
    words = {word for passage in passages for word in passage if len(word) >= 4}
    return sorted(words, key=lambda word: (-len(word), word))[:most]


def barcodes(*texts: str) -> set[str]:
    """Return the numbers of 12 to 14 digits whose check digit is right."""
    return {code for text in texts for code in _DIGITS.findall(_upper(text)) if _is_gtin(code)}


def batches(*fields: str, description: str = "") -> set[str]:
    """Return the batch numbers of fields for batches, and those that a description calls so."""
    runs = [run for text in fields for run in _RUN.findall(_upper(text))]
    runs += _BATCH_NAMED.findall(_upper(description))
    kept = {run.replace("-", "")[:MARK_LENGTH] for run in runs if sum(map(str.isdigit, run)) >= BATCH_DIGITS}
    return kept - barcodes(*kept)


def _upper(text: str) -> str:
    return unicodedata.normalize("NFKC", text or "").upper()


def _is_gtin(code: str) -> bool:
    try:
        validate_gtin(code)
    except ValidationError:
        return False
    return True
