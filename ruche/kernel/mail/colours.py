# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation's colour in a letter, where no style sheet can derive a readable one from it."""

_WHITE, _INK = "#ffffff", "#241f1a"
# WCAG 2.2: what a button's words need on it (1.4.3), and what the button needs to stand out from paper (1.4.11).
_TEXT_CONTRAST, _MARK_CONTRAST = 4.5, 3.0


def readable_ink(colour: str) -> str:
    """White or dark, whichever reads better on the colour."""
    return _WHITE if _contrast(colour, _WHITE) >= _contrast(colour, _INK) else _INK


def strong_colour(colour: str) -> str:
    """The colour, darkened until it stands out from white paper and one of the two inks reads on it."""
    red, green, blue = _channels(colour)
    while not _is_strong(darker := _hex(red, green, blue)):
        red, green, blue = red * 0.96, green * 0.96, blue * 0.96
    return darker


def _is_strong(colour: str) -> bool:
    return _contrast(colour, _WHITE) >= _MARK_CONTRAST and _contrast(colour, readable_ink(colour)) >= _TEXT_CONTRAST


def _contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(red: float, green: float, blue: float) -> str:
    return f"#{round(red):02x}{round(green):02x}{round(blue):02x}"
