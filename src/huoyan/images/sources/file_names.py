"""What the name of a file or folder says of it: a thing of the system, no picture, or nothing for sure."""

from __future__ import annotations

import re

from huoyan.text import printable

_ENDING = re.compile(r"(?<=.)\.[^.\s]{1,10}\Z")

# Written by NAS systems, macOS, Windows and programs into folders that are not theirs; in small letters.
SYSTEM_FOLDERS = frozenset(
    {"__macosx", "@eadir", "@tmp", "@recycle", "@recently-snapshot", "#recycle", "#snapshot", "$recycle.bin"}
    | {"system volume information", "_gsdata_", "lost+found", "network trash folder", "temporary items"}
    | {"thevolumesettingsfolder", "__pycache__"}
)
_SYSTEM_FILES = frozenset(
    {"thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "picasa.ini", "zbthumbnail.info"}
    | {"icon\r", "folder.dopus", "sync.ffs_db", ".ds_store", ".directory", ".localized", ".nomedia"}
    | {".picasa.ini", ".apdisk", ".volumeicon.icns", ".dropbox", ".dropbox.attr", ".bridgesort", ".hidden"}
    | {".gitignore", ".gitattributes", ".gitmodules", ".gitkeep", ".keep", ".dvcignore", ".dockerignore"}
)
_SYSTEM_BEGINNINGS = ("._", "~$", ".~lock.", ".nfs", ".fuse_hidden", ".syncthing.", ".smbdelete", ".trash-")

# Smaller copies that photo managers keep beside the pictures; also the names of honest classes.
THUMBNAIL_FOLDERS = frozenset({"thumbnails", "thumbnail", "thumbs", "thumb", "_thumbs", "_thumbnails"})

# Pictures that are not decoded here. Raw files of cameras and slides hold a small preview that a reader of
# TIFF would take for the picture, so the content of these is never asked.
UNREAD_PICTURES = frozenset(
    {".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".srf", ".sr2", ".dng", ".orf", ".rw2", ".raf", ".pef"}
    | {".3fr", ".fff", ".iiq", ".rwl", ".srw", ".kdc", ".dcr", ".mrw", ".x3f", ".erf", ".mos", ".raw", ".gpr"}
    | {".jxl", ".jxr", ".wdp", ".psb", ".xcf", ".kra", ".cur", ".icns", ".dds", ".blp", ".fli", ".flc"}
    | {".exr", ".hdr", ".qoi", ".svg", ".svgz", ".eps", ".ai", ".wmf", ".emf"}
    | {".dcm", ".dicom", ".nii", ".mha", ".nrrd", ".fits", ".fit", ".svs", ".ndpi", ".mrxs", ".czi", ".lif"}
)
_TEXTS = frozenset(
    {".txt", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xml", ".yaml", ".yml", ".toml", ".ini", ".cfg"}
    | {".conf", ".md", ".rst", ".html", ".htm", ".css", ".js", ".ts", ".py", ".ipynb", ".m", ".r", ".sh"}
    | {".bat", ".log", ".lst", ".names", ".tex", ".bib", ".srt", ".vtt", ".url", ".lnk", ".webloc", ".xmp"}
    | {".aae", ".md5", ".sha1", ".sha256", ".rtf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx"}
    | {".odt", ".ods", ".odp", ".pdf", ".ps", ".c", ".h", ".cpp", ".java"}
)
_FILMS_AND_SOUNDS = frozenset(
    {".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".wmv", ".mpg", ".mpeg", ".3gp", ".flv", ".mts"}
    | {".m2ts", ".lrv", ".thm", ".insv", ".mp3", ".wav", ".aac", ".m4a", ".ogg", ".flac", ".aif", ".aiff"}
)
_ARRAYS_AND_ARCHIVES = frozenset(
    {".parquet", ".pq", ".feather", ".arrow", ".pkl", ".pickle", ".npy", ".npz", ".h5", ".hdf5", ".mat"}
    | {".pt", ".pth", ".onnx", ".tflite", ".pb", ".ckpt", ".safetensors", ".tfrecord", ".record", ".lmdb"}
    | {".mdb", ".db", ".sqlite", ".sqlite3", ".rec", ".idx", ".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz"}
    | {".7z", ".rar", ".zst", ".iso", ".dmg", ".exe", ".dll", ".so", ".apk", ".jar", ".pyc"}
)
NOT_ASKED = UNREAD_PICTURES | _TEXTS | _FILMS_AND_SOUNDS | _ARRAYS_AND_ARCHIVES


def ending(name: str) -> str:
    """`.jpg` of a name, in small letters; "" where it has none (of `Mr. Fox` as well)."""
    found = _ENDING.search(name)
    return printable(found[0].lower()) if found else ""


def is_system_file(name: str) -> bool:
    return name.casefold() in _SYSTEM_FILES or name.casefold().startswith(_SYSTEM_BEGINNINGS)


def is_shut_folder(name: str) -> bool:
    """Whether a folder is hidden or the system's: nothing in it is read."""
    return name.startswith(".") or name.casefold() in SYSTEM_FOLDERS
