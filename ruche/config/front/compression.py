# SPDX-License-Identifier: AGPL-3.0-or-later
"""gzip for texts that Django answered.

A compressed length can betray a secret to somebody who has the page fetched many times with words of his choice
(BREACH). Here the CSRF token is masked anew in each page, cookies are SameSite=Lax so that foreign pages fetch nothing
in a person's name, and random bytes in the gzip header blur the length.
"""

from django.utils.text import compress_string

from ruche.config.front.answers import Answer

_LEAST = 1024  # bytes: below it the header costs more than is won
_RANDOM_BYTES = 100
_TEXTS = (
    b"text/",
    b"application/json",
    b"application/javascript",
    b"application/manifest+json",
    b"image/svg+xml",
    b"application/vnd.oai.openapi",
)


def accepts_gzip(accept_encoding: str) -> bool:
    for part in accept_encoding.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() == "gzip":
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def compress(answer: Answer, accept_encoding: str) -> None:
    """Compress the answer in place where that is worth it."""
    headers = dict(answer.headers)
    if (
        not isinstance(answer.body, bytes)
        or len(answer.body) < _LEAST
        or b"content-encoding" in headers
        or not headers.get(b"content-type", b"").startswith(_TEXTS)
        or b"no-transform" in headers.get(b"cache-control", b"")
    ):
        return
    kept = [(name, value) for name, value in answer.headers if name not in (b"vary", b"content-length", b"etag")]
    kept.append((b"vary", b", ".join(filter(None, (headers.get(b"vary"), b"Accept-Encoding")))))
    if not accepts_gzip(accept_encoding):
        kept += [(name, value) for name, value in answer.headers if name == b"etag"]
        answer.headers = kept
        return
    if etag := headers.get(b"etag"):
        kept.append((b"etag", etag if etag.startswith(b"W/") else b"W/" + etag))
    answer.body = compress_string(answer.body, max_random_bytes=_RANDOM_BYTES)
    answer.headers = [*kept, (b"content-encoding", b"gzip")]
