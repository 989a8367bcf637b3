"""Answers that are files: begun by a view, sent by the event loop, so that whoever reads slowly keeps no thread."""

from typing import Any

from django.http import FileResponse


class FileAnswer(FileResponse):
    """A FileResponse whose file outlives what middleware does to its content: that is wrapped, and read in a thread."""

    def __init__(self, file: Any, **options: Any) -> None:
        super().__init__(file, **options)
        self.file_on_loop = file
