"""Names of files as text that every file, page and pipe can take."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""`text` as valid Unicode: what is not UTF-8 in the name of a file is written as `\xff`.

    Systems allow any bytes in a name (an archive packed on a GBK system leaves such ones); Python carries
    them as lone surrogates, which nothing can write.
    """
    if text.isascii():
        return text
    try:
        content = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte: Windows allows these
        content = text.encode("utf-8", "backslashreplace")
    return content.decode("utf-8", "backslashreplace")
