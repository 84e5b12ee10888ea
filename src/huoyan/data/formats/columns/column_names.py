"""What columns of tables are called, by the part that they play; compared in small letters without signs."""

from __future__ import annotations

import re

from huoyan.data.dataset import Split


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# In order of preference, where a table has several.
PATH = _words(
    """
    path file image filename filepath imagepath imagefile imagefilename imagename imageid idcode imageindex
    imagecode img imgpath imgname imgfile imgid fname fpath picture pic photo photopath photoid
    pictureid imageuri imageurl uri url isicid id 路径 文件 文件名 文件路径 图片 图片名 图片路径 图像 图像路径
    """
)
LABEL = _words(
    """
    label labels class classes category categories classname labelname categoryname tags tag target
    targets labelid classid categoryid labelindex classindex labelidx classidx targetname imagelabel
    groundtruth findinglabels 标签 类别 分类 标签名 类别名
    """
)
# Taken for a label only where nothing else can be one.
PERHAPS_LABEL = frozenset(
    _words(
        """
        choice breed species diagnosis dx finding findings disease type kind y variety genus family
        digit annotation emotion expression grade level severity stage rating condition defect result gt
        sentiment
        品种 种类 诊断 结果 类 标注
        """
    )
)
SPLIT = ("split", "subset", "set", "partition", "datasplit", "datasetsplit", "phase", "划分", "数据集划分")
GROUP = _words(
    """
    group groupid patient patientid subject subjectid person personid video videoid lesionid caseid 分组
    病人 患者 患者编号
    """
)
# A column of 0 and 1 that says the part: where it is 1, and where it is 0.
PART_FLAGS: dict[str, tuple[Split, Split]] = {
    "isvalid": ("val", "train"),
    "isval": ("val", "train"),
    "isvalidation": ("val", "train"),
    "istest": ("test", "train"),
    "istesting": ("test", "train"),
    "istestimage": ("test", "train"),
    "istrain": ("train", "test"),
    "istraining": ("train", "test"),
    "istrainingimage": ("train", "test"),
    "istrainingimg": ("train", "test"),
    "isholdout": ("test", "train"),
}
# The same where it is no class: vehicles may have a class `train`.
LONE_FLAGS: dict[str, tuple[Split, Split]] = {
    "train": ("train", "test"),
    "training": ("train", "test"),
    "intrain": ("train", "test"),
    "val": ("val", "train"),
    "validation": ("val", "train"),
    "test": ("test", "train"),
    "testing": ("test", "train"),
    "intest": ("test", "train"),
    "holdout": ("test", "train"),
}
# Columns of 0 and 1 that speak of a picture or its annotation, not of what it shows.
REMARKS = frozenset(
    _words(
        """
        valid verified isverified difficult isdifficult occluded isoccluded truncated istruncated crowd
        iscrowd ignore ignored isignored reviewed isreviewed approved checked ischecked flag flagged
        duplicate isduplicate synthetic issynthetic augmented isaugmented corrupted iscorrupted broken
        isbroken skip skipped deleted isdeleted active isactive gold isgold labeled islabeled labelled
        annotated isannotated used isused done completed exported public isgroupof isdepiction isinside
        confidence pose hard ishard wascancelled sex gender
        """
    )
)
# Numbers, people and times of a row.
IDS = frozenset(
    _words(
        """
        id index idx row rowid no nr num number uid uuid key annotationid annotator annotatorid
        annotators user userid username worker workerid completedby annotatedby labeledby createdby
        updatedby rater reader reviewer author leadtime createdat updatedat date time datetime timestamp
        width height size bytes md5 sha256 hash license licence copyright source comment comments notes
        fold kfold 序号 编号
        """
    )
)
_UNNAMED = re.compile(r"(unnamed:?[\s_]*\d+(_level_\d+)?)?")


def key(name: str) -> str:
    """`Image Index`, `image_index` and `ImageIndex` alike."""
    return re.sub(r"[\W_]+", "", name.casefold())


def unnamed(name: str) -> bool:
    """Whether a header is empty, or what pandas makes of an empty one: a column of row numbers."""
    return _UNNAMED.fullmatch(name.strip().casefold()) is not None
