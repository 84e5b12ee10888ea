"""What is said of pictures: decoding, preparing, searching, moving, and what lies beside them."""

from __future__ import annotations

from huoyan.words.pictures import clips, images, other_files, preprocess, proposals, video

# Each area has a file of its own.
AREAS = (
    clips.PHRASES,
    images.PHRASES,
    other_files.PHRASES,
    preprocess.PHRASES,
    proposals.PHRASES,
    video.PHRASES,
)
