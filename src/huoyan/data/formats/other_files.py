"""Files that hold data, but not as they are read here: what to do with each."""

from __future__ import annotations

from pathlib import Path

from huoyan.images.files import EXTENSIONS
from huoyan.text import named
from huoyan.words import Message

_UNPACK, _SAVE, _ARRAYS = "folders.archive", "folders.spreadsheet", "folders.arrays"
_OTHERS, _PICTURE = "folders.description", "folders.one_picture"
# Keys of the catalogue.
_REMEDIES = {
    **dict.fromkeys((".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst"), _UNPACK),
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".ods", ".numbers"), _SAVE),
    **dict.fromkeys((".npy", ".npz", ".h5", ".hdf5", ".mat", ".pkl", ".pt", ".pth", ".tfrecord"), _ARRAYS),
    **dict.fromkeys((".yaml", ".yml", ".json", ".xml"), _OTHERS),
    **dict.fromkeys(EXTENSIONS, _PICTURE),
}


def not_data(path: Path) -> Message | None:
    """What a file is and what to do with it, where that is known."""
    key = _REMEDIES.get(path.suffix.lower()) if path.is_file() else None
    return None if key is None else Message(key, path=named(path))
