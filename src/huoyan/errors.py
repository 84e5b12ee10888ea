"""The error tree.

    HuoyanError
    ├── UsageError        the call cannot be made: a wrong argument, an unknown name   usage.*
    ├── ImageError        one picture cannot be used                                   image.*
    │   └── VideoError    a video or a camera cannot be used                           video.*
    ├── DataError         a data set cannot be used                                    data.*
    │   └── DownloadError a named data set or weights cannot be fetched                download.*
    ├── NetworkError      a network cannot be built, or weights do not fit it          network.*
    ├── TrainingError     training cannot go on                                        training.*
    ├── ArtifactError     a model on disk cannot be written, read or trusted           artifact.*
    │   └── ParityError   an exported model does not answer as the trained one did     artifact.parity
    ├── WatchError        a watch cannot go on, or its alarms cannot be kept or sent   watch.*
    ├── ServeError        a server cannot start, or a call to it cannot be answered    serve.*
    ├── EngineError       a runtime cannot run the model                               engine.*
    └── MissingExtra      an optional dependency is not installed                      extra.missing

Every message names the value, what was expected and the remedy. `code` is stable: programs may
branch on it. Errors of other libraries are translated at the border with `raise ... from error`.
"""

from __future__ import annotations

from typing import Any

from huoyan.words.message import Lang, Message


class HuoyanError(Exception):
    """Something that the user can act on. `code` names the kind, `str(error)` says the remedy.

    The message is one line, whatever a name or a server put into it (see `text.shown`).
    """

    code = "error"

    def __init__(self, message: Message, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code

    @property
    def message(self) -> Message:
        """In English, and a `Message` where the catalogue has it."""
        said: Message = self.args[0]
        return said

    def told(self, lang: Lang) -> str:
        """The message in `lang`."""
        return self.message.told(lang)


class UsageError(HuoyanError):
    code = "usage"


class ImageError(HuoyanError):
    code = "image"


class VideoError(ImageError):
    code = "video"


class DataError(HuoyanError):
    code = "data"


class DownloadError(DataError):
    code = "download"


class NetworkError(HuoyanError):
    code = "network"


class TrainingError(HuoyanError):
    code = "training"


class ArtifactError(HuoyanError):
    code = "artifact"


class ParityError(ArtifactError):
    code = "artifact.parity"


class ServeError(HuoyanError):
    code = "serve"


class EngineError(HuoyanError):
    code = "engine"


class WatchError(HuoyanError):
    code = "watch"


class MissingExtra(HuoyanError):
    """`package` is needed for `purpose`; the message names the install command of its extra.

    `purpose` is a Message, or a flag.
    """

    code = "extra.missing"

    def __init__(self, package: str, extra: str, purpose: Message | str) -> None:
        super().__init__(Message("extra.missing", package=package, extra=extra, purpose=purpose))

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[Any, ...]]:
        values = self.message.values
        return MissingExtra, (values["package"], values["extra"], values["purpose"])
