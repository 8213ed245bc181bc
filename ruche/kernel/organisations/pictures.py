# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a picture is, from its first bytes: its kind and its size, without unpacking it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ruche.kernel.errors import InvalidInput

MOST_BYTES = 512 * 1024
MOST_PIXELS = 4096  # of a side; a picture of a few bytes may unpack to gigabytes
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the JPEG segments that say a size


@dataclass(frozen=True)
class Picture:
    media: str
    width: int
    height: int


def check_logo(content: bytes) -> Picture:
    """A PNG, JPEG or WebP picture of reasonable size. SVG is a program. Raises InvalidInput on "logo"."""
    if len(content) > MOST_BYTES:
        raise InvalidInput.on("logo", _("The picture is too heavy: 512 kB at most."), code="too_large")
    picture = _read(content)
    if picture is None or not picture.width or not picture.height:
        raise InvalidInput.on("logo", _("This is not a PNG, JPEG or WebP picture."), code="no_picture")
    if max(picture.width, picture.height) > MOST_PIXELS:
        raise InvalidInput.on("logo", _("The picture is too large: 4,096 pixels a side at most."), code="too_many_pixels")
    return picture


def _read(content: bytes) -> Picture | None:
    try:
        if content[:8] == b"\x89PNG\r\n\x1a\n" and content[12:16] == b"IHDR":
            return Picture("image/png", _number(content[16:20]), _number(content[20:24]))
        if content[:2] == b"\xff\xd8":
            return _jpeg(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
    except IndexError:
        return None
    return None


def _jpeg(content: bytes) -> Picture | None:
    at = 2
    while content[at] == 0xFF:
        marker, length = content[at + 1], _number(content[at + 2 : at + 4])
        if marker in _FRAMES:
            return Picture("image/jpeg", _number(content[at + 7 : at + 9]), _number(content[at + 5 : at + 7]))
        if length < 2:
            return None
        at += 2 + length
    return None


def _webp(content: bytes) -> Picture | None:
    kind = content[12:16]
    if kind == b"VP8X":
        return Picture("image/webp", 1 + _number(content[24:27], "little"), 1 + _number(content[27:30], "little"))
    if kind == b"VP8L" and content[20] == 0x2F:
        bits = _number(content[21:25], "little")
        return Picture("image/webp", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        return Picture("image/webp", _number(content[26:28], "little") & 0x3FFF, _number(content[28:30], "little") & 0x3FFF)
    return None


def _number(part: bytes, order: str = "big") -> int:
    return int.from_bytes(part, "little" if order == "little" else "big")
