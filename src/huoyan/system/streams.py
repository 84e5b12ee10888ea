"""Output whose reader may go away: a pipe that is closed, a terminal that is shut, a disk that is full."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast


class Lost(Exception):
    """An answer cannot be written. No OSError, which what writes files would take for its own."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(reason.strerror or str(reason))
        self.reason = reason
        self.reader_has_gone = isinstance(reason, BrokenPipeError)


class Unfailing:
    """A text stream for remarks: it drops what cannot be written, from the first failure on."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.lost = stream is None

    def write(self, text: str) -> int:
        if self._stream is not None and not self.lost:
            try:
                self._stream.write(self._encodable(text))
            except RuntimeError:  # a signal came while just this stream was written to, and has a word to say
                pass
            except (OSError, ValueError) as error:
                self._lose(error)
        return len(text)

    def flush(self) -> None:
        if self._stream is not None and not self.lost:
            try:
                self._stream.flush()
            except RuntimeError:
                pass
            except (OSError, ValueError) as error:
                self._lose(error)

    def isatty(self) -> bool:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            return not self.lost and self._stream is not None and self._stream.isatty()
        return False

    def let_go(self) -> None:
        """Sends nowhere what waits in a lost stream and what is still to come: Python's end must not fail."""
        if self._stream is None or not self.lost:
            return
        with contextlib.suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)

    def _lose(self, error: OSError | ValueError) -> None:
        self.lost = True

    def _encodable(self, text: str) -> str:
        """What a label or path has that the reader's encoding lacks is written as \\u706b."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        return text if text.isascii() else text.encode(encoding, "backslashreplace").decode(encoding)

    def __getattr__(self, name: str) -> Any:
        if name == "rich_proxied_file":  # by which rich would reach past this
            raise AttributeError(name)
        return getattr(self._stream, name)


class Answering(Unfailing):
    """A text stream for answers: what cannot be written raises Lost."""

    def _lose(self, error: OSError | ValueError) -> None:
        self.lost = True
        if isinstance(error, OSError):
            raise Lost(error) from error


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Within the block no remark on stderr ends what is done, and a loss on stdout is told from others.

    Raises Lost where stdout has not taken all that was printed.
    """
    before = sys.stdout, sys.stderr
    out, err = Answering(before[0]), Unfailing(before[1])
    sys.stdout, sys.stderr = cast(TextIO, out), cast(TextIO, err)
    try:
        yield
        out.flush()
    finally:
        with contextlib.suppress(Lost):
            out.flush()
        err.flush()
        sys.stdout, sys.stderr = before
        out.let_go()
        err.let_go()
