"""Output whose reader may go away: a pipe that is closed, a terminal that is shut, a disk that is full."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO


class Unfailing:
    """A text stream that drops what cannot be written, from the first failure on."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.lost = stream is None

    def write(self, text: str) -> int:
        if self._stream is not None and not self.lost:
            try:
                self._stream.write(self._encodable(text))
            except RuntimeError:  # a signal came while just this stream was written to, and has a word to say
                pass
            except (OSError, ValueError):
                self.lost = True
        return len(text)

    def flush(self) -> None:
        if self._stream is not None and not self.lost:
            try:
                self._stream.flush()
            except RuntimeError:
                pass
            except (OSError, ValueError):
                self.lost = True

    def isatty(self) -> bool:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            return not self.lost and self._stream is not None and self._stream.isatty()
        return False

    def _encodable(self, text: str) -> str:
        """What a label or path has that the terminal's encoding lacks is written as \\u706b."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        return text if text.isascii() else text.encode(encoding, "backslashreplace").decode(encoding)

    def __getattr__(self, name: str) -> Any:
        if name == "rich_proxied_file":  # by which rich would reach past this
            raise AttributeError(name)
        return getattr(self._stream, name)


@contextlib.contextmanager
def unfailing_stderr() -> Iterator[None]:
    """Within the block no remark, bar or error on stderr can end what is done."""
    before = sys.stderr
    guarded = Unfailing(before)
    sys.stderr = guarded
    try:
        yield
    finally:
        guarded.flush()
        sys.stderr = before
        if guarded.lost and before is not None:
            let_go(before)


def let_go(stream: TextIO) -> None:
    """Sends what is still to come, and what waits in the stream, nowhere: the end of Python must not fail."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def failure_of(stream: TextIO | None) -> OSError | None:
    """What happens where all that waits in the stream is written now."""
    try:
        if stream is not None:
            stream.flush()
    except OSError as error:
        return error
    except ValueError:  # closed by whoever called
        return None
    return None
