"""Files that hold data, but not as they are read here: what to do with each."""

from __future__ import annotations

from pathlib import Path

from huoyan.images.files import EXTENSIONS

_UNPACK = "an archive. Unpack it, and give the folder that comes out."
_SAVE = "a spreadsheet. Save it as CSV UTF-8, with a column of files and a column of labels."
_ARRAYS = "a file of arrays. Write each picture to a file in a folder for its class."
_OTHERS = (
    "a description of data for other programs. Give the folder of class folders, or a table (.csv, .jsonl) "
    "with a row for each picture."
)
_REMEDIES = {
    **dict.fromkeys((".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst"), _UNPACK),
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".ods", ".numbers"), _SAVE),
    **dict.fromkeys((".npy", ".npz", ".h5", ".hdf5", ".mat", ".pkl", ".pt", ".pth", ".tfrecord"), _ARRAYS),
    **dict.fromkeys((".yaml", ".yml", ".json", ".xml"), _OTHERS),
    **dict.fromkeys(EXTENSIONS, "one picture. Give a folder with a folder of pictures for each class."),
}


def not_data(path: Path) -> str:
    """What a file is and what to do with it, or ""."""
    return _REMEDIES.get(path.suffix.lower(), "") if path.is_file() else ""
