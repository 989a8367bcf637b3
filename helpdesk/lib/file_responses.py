"""Files as answers: sent by the event loop, in parts where a player asks for a range (RFC 9110, section 14)."""

import re
from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar

from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

Content = TypeVar("Content", bound=HttpResponseBase)
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class LoopFileResponse(FileResponse):
    """A FileResponse that the event loop sends, so that whoever reads slowly keeps no thread.

    Its file outlives what middleware does to its content: that is wrapped, and read in a thread.
    """

    def __init__(self, file: Any, **options: Any) -> None:
        super().__init__(file, **options)
        self.file_on_loop = file

    def read(self, size: int, /) -> bytes:
        """The next bytes of its file, for the event loop; nothing at its end."""
        piece: bytes = self.file_on_loop.read(size)
        return piece


SEALED = "default-src 'none'; sandbox"
"""Should a browser show the file after all, it may do nothing."""


def saved_file(file: Any, *, name: str) -> LoopFileResponse:
    """The bytes of an open file of somebody else's making, to be saved under this name and never shown."""
    return LoopFileResponse(
        file,
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
        headers={"Content-Security-Policy": SEALED, "X-Content-Type-Options": "nosniff"},
    )


def requested_range(request: HttpRequest) -> str:
    """The one range that a request asks for, which is answered 206 also when it is the whole file.

    "" is answered with the whole file: several ranges, what is no range, any method but GET (14.2), and a range with a
    condition (If-Range), for we hand out no validator, so none can still be right.
    """
    header = request.headers.get("Range", "")
    asked = RANGE.fullmatch(header.strip())
    is_range = asked and (asked[1] or asked[2])
    return header if is_range and request.method == "GET" and "If-Range" not in request.headers else ""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that are asked for; the whole file for no range or several of them; None when impossible."""
    asked = RANGE.fullmatch(header.strip())
    if asked is None or asked[1] == asked[2] == "":
        return 0, size - 1
    if asked[1] == "":
        first, last = max(size - int(asked[2]), 0), size - 1
    else:
        first, last = int(asked[1]), min(int(asked[2]) if asked[2] else size - 1, size - 1)
    return (first, last) if first <= last and first < size else None


def range_response(request: HttpRequest, size: int, content: Callable[[int, int], Content]) -> HttpResponse | Content:
    """What is asked for of something of `size` bytes: whole, in part (206), or 416 when there is no such part.

    `content` answers with the bytes from the first to the last; for HEAD it is not asked.
    """
    part = requested_range(request)
    wanted = byte_range(part, size)
    if wanted is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = wanted
    answer = HttpResponse() if request.method == "HEAD" else content(first, last)
    if part:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Length"] = last - first + 1
    return answer


class FileRange:
    """The bytes of an open file from the first to the last one asked for, to be read once."""

    def __init__(self, file: "BinaryIO | File[bytes]", first: int, last: int) -> None:
        self.file, self.left = file, last - first + 1
        file.seek(first)

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()
