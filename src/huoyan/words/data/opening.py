"""What is said while data are found and opened, and of their classes."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    # what data can be
    "format.folder": (
        "a folder for each class with pictures in it, perhaps below train/, val/ and test/",
        "每个类别一个放有图片的文件夹，可以在 train/、val/ 和 test/ 之下",
    ),
    "format.table": (
        "a table (.csv, .tsv, .parquet) with a column of files and a column of labels",
        "一张表（.csv、.tsv、.parquet），有一列文件和一列标签",
    ),
    "format.idx": (
        "IDX files (train-images-idx3-ubyte and the other names of MNIST, .gz or not)",
        "IDX 文件（train-images-idx3-ubyte 等 MNIST 的文件名，可带 .gz）",
    ),
    "format.flat_folder": (
        "with --task anomaly a folder of good pictures alone",
        "加上 --task anomaly 时，只有合格图片的一个文件夹",
    ),
    "format.coco": (
        "boxes in COCO JSON (images, annotations and categories), one file or one for each part",
        "COCO JSON 的框（images、annotations 和 categories），一个文件或每部分一个",
    ),
    "format.voc": (
        "boxes in Pascal VOC XML, a file for each picture (Annotations/, JPEGImages/, ImageSets/)",
        "Pascal VOC XML 的框，每张图片一个文件（Annotations/、JPEGImages/、ImageSets/）",
    ),
    "format.yolo": (
        "boxes in YOLO text files, with a data.yaml or in labels/ beside images/",
        "YOLO 文本文件的框，有 data.yaml，或在 images/ 旁的 labels/ 中",
    ),
    "format.box_table": (
        "a table (.csv, .tsv, .parquet) with a row for each box: its picture, its corners (xmin, ymin, xmax, ymax), "
        "its class",
        "一张表（.csv、.tsv、.parquet），每个框一行：图片、角（xmin、ymin、xmax、ymax，或 左、上、右、下）和类别",
    ),
    "format.clip_folder": (
        "a folder for each class with clips in it (videos, folders of frames, .npy), perhaps below train/, val/ and test/",
        "每个类别一个放有片段（视频、帧文件夹、.npy）的文件夹，可以在 train/、val/ 和 test/ 之下",
    ),
    "format.clip_table": (
        "a table (.csv, .tsv, .parquet) with a row for each clip: its file, its label, perhaps start and end",
        "一张表（.csv、.tsv、.parquet），每个片段一行：文件、标签，可以有起点和终点",
    ),
    # finding it
    "open.named_like_files": (
        "{name} is taken for the data set of that name; write ./{name} for what lies here.",
        "{name} 被当作同名的数据集；要用这里的文件请写 ./{name}。",
    ),
    "open.empty_name": (
        "The name of the data is empty. Give a folder or a table.",
        "数据的名称为空。请给出一个文件夹或一张表。",
    ),
    "open.address": (
        "{path} is an address. Download what lies there, unpack it, and give the folder or the table.",
        "{path} 是网址。请下载那里的数据并解压，再给出文件夹或表。",
    ),
    "open.not_allowed": (
        "{path} may not be read (permission denied).",
        "{path} 不允许读取（没有权限）。",
    ),
    "open.no_path": ("{path!r} is no path: {error}.", "“{path}”不是路径：{error}。"),
    "open.neither": (
        "{path} is neither a folder nor a file. Give one of the two.",
        "{path} 既不是文件夹也不是文件。请给出其中之一。",
    ),
    "open.empty_folder": (
        "the folder {path} is empty. Put a folder with pictures for each class into it.",
        "文件夹 {path} 是空的。请在其中为每个类别放一个有图片的文件夹。",
    ),
    "open.dead_link": (
        "{path} is a link that leads nowhere. Mend it, or give the folder itself.",
        "{path} 是一个失效的链接。请修复它，或给出文件夹本身。",
    ),
    "open.missing_close": (
        "{path} does not exist. In {place} there is no {wanted}; did you mean: {close}?",
        "{path} 不存在。{place} 中没有 {wanted}；是否指：{close}？",
    ),
    "open.missing": (
        "{path} does not exist. In {place} there is: {names}. Names: {known}.",
        "{path} 不存在。{place} 中有：{names}。可用的名称：{known}。",
    ),
    "open.this_folder": ("this folder", "当前文件夹"),
    "open.nothing": ("nothing", "什么也没有"),
    # what was found instead
    "open.found": ("Found: {found}.", "找到：{found}。"),
    "open.found_hidden": ("Found: only hidden files.", "找到：只有隐藏文件。"),
    "open.found_file": ("Found: a file with the ending {ending}.", "找到：扩展名为 {ending} 的文件。"),
    "open.found_file_without_ending": (
        "Found: a file with the ending (none).",
        "找到：没有扩展名的文件。",
    ),
    "open.files_of": ("{files} ({kind})", "{files}（{kind}）"),
    "open.no_ending": ("no ending", "无扩展名"),
    "open.folders_of": ("{folders} ({names})", "{folders}（{names}）"),
    "open.as": ("as {what}", "“{what}”"),
    "open.several_ways": (
        "{path} can be read in several ways: {ways}. {found} Name the table itself if you mean it, or say "
        "{flag} for the folders.",
        "{path} 可以按几种方式读取：{ways}。{found}如果指的是表，请给出表本身；如果指的是文件夹，请用 "
        "{flag}。",
    ),
    "open.no_picture": ("{path} holds no picture.", "{path} 中没有图片。"),
    "open.no_class_folders": (
        "{path}: {parts} hold pictures, but no class folders: nothing says what they show. Put a folder for "
        "each class into each part, or name a table of labels.",
        "{path}：{parts} 中有图片，但没有类别文件夹：无从得知图片是什么。"
        "请在每个部分里为每个类别放一个文件夹，或给出一张标签表。",
    ),
    "open.pictures_alone": (
        "{path} holds pictures, and nothing says what they show. If all are good pictures of one thing, --task anomaly "
        "learns to find what is unlike them. Else put them into a folder for each class, or give the table with their "
        "labels. {found}",
        "{path} 中有图片，但没有说明它们是什么。如果全是同一种东西的合格图片，--task anomaly 可学习找出与之不同的图片。"
        "否则请为每个类别放一个文件夹，或给出标签表。{found}",
    ),
    "open.unknown": (
        "{path} is no data set that is known here. Looked for: {looked}; or one of the names {names}. "
        "{found}",
        "{path} 不是这里认识的数据集。所找的是：{looked}；或下列名称之一：{names}。{found}",
    ),
    # flags that do not belong to it
    "open.class_folders_of_none": (
        "--class-folders {how} says how folders are read, but {name} holds no folders of pictures. Leave it "
        "away, or name what does.",
        "--class-folders {how} 说明如何读文件夹，但 {name} 中没有图片文件夹。请去掉它，"
        "或给出有文件夹的数据。",
    ),
    "open.flags_of_no_table": (
        "{flags}: how a table is read, but {name} is no table. Leave it away, or name the table itself.",
        "{flags}：说明如何读表，但 {name} 不是表。请去掉，或给出表本身。",
    ),
    # classes
    "classes.no_picture": ("{data} holds no picture with a label.", "{data} 中没有带标签的图片。"),
    "classes.only_one": (
        "{data} has {classes} as its only class; a classifier needs pictures of at least two. Add a class of "
        "what else may be seen (for example: other); or learn what is unlike these pictures: --task anomaly.",
        "{data} 只有一个类别：{classes}；分类至少需要两个类别的图片。请为可能出现的其他东西加一个类别（例如 "
        "other），或学习什么与这些图片不同：--task anomaly。",
    ),
    "classes.one_trained": (
        "{data} has only {classes} in its training part; a classifier needs pictures of at least two classes "
        "there.",
        "{data} 的训练部分只有 {classes}；分类器需要其中至少有两个类别的图片。",
    ),
    "classes.no_label": ("no label", "无标签"),
    "classes.named": ("{name!r}", "“{name}”"),
    "classes.named_n": ("{name!r} ({n:,})", "“{name}”（{n:,} 张）"),
    "classes.alike": (
        "classes {names} differ only in case, blanks or the spelling of accents. They are kept apart; rename "
        "them if they are one class.",
        "类别{names}只在大小写、空格或重音写法上不同。它们仍分开；如果是同一类，请改名。",
    ),
    "classes.alike_in_no_part": (
        "classes {names} differ only in case, blanks or the spelling of accents, and no part has both: "
        "{where}. They are kept apart, so that nothing learnt of one counts for the other: give them one "
        "name if they are one class.",
        "类别{names}只在大小写、空格或重音写法上不同，而且没有一个部分同时有它们：{where}。它们仍分开，"
        "从一个学到的对另一个不起作用：如果是同一类，请用同一个名称。",
    ),
    "classes.only_in": ("{name!r} is only in {parts}", "“{name}”只在{parts}部分"),
    "classes.gone": (
        "no picture is left of {names}: no class is made of it.",
        "{names} 没有剩下图片：不成为类别。",
    ),
    "classes.untrained": (
        "no training picture shows {names}. {pictures} of the validation or test part with such a label left "
        "out: nothing could be right there. Add training pictures.",
        "没有训练图片属于{names}。验证或测试部分带这种标签的 {pictures}已略去：那里不可能答对。"
        "请补充训练图片。",
    ),
    "classes.single": (
        "{classes} with a single picture: {names}. It goes to training unless the data says otherwise; to be "
        "trained, validated and tested a class needs 3.",
        "只有一张图片的类别（{classes}）：{names}。除非数据另有规定，它归入训练；要训练、验证并测试，"
        "一类需要 3 张。",
    ),
    # pictures outside, and tables of pictures to answer for
    "count.picture_outside": (
        "{n:,} picture of {data} lies outside its folder|{n:,} pictures of {data} lie outside its folder",
        "{data} 有 {n:,} 张图片在其文件夹之外",
    ),
    "outside.withheld": (
        "{pictures}: used, but not embedded in pages (--allow-outside embeds them)",
        "{pictures}：照常使用，但不嵌入页面（--allow-outside 则嵌入）",
    ),
    "table_source.alone": (
        "{path} is a table, no picture. Give it alone to have its files answered for.",
        "{path} 是表，不是图片。请单独给出它，以对其中的文件作答。",
    ),
    "table_source.not_there": (
        "{table}, line {line}: {file} is not there. Paths count from {folder}.",
        "{table} 第 {line} 行：{file} 不存在。路径从 {folder} 算起。",
    ),
    "table_source.no_file": (
        "{table}, line {line}: no file is named. Paths count from {folder}.",
        "{table} 第 {line} 行：没有写文件。路径从 {folder} 算起。",
    ),
}
