"""What is said of folders: what they mean, what is left out of them, and tables that lie beside them."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "folders.no_permission": (
        "the folder {path} may not be read (permission denied). Grant reading, or take it out.",
        "文件夹 {path} 无法读取（没有权限）。请授予读取权限，或把它拿走。",
    ),
    # how they are understood
    "folders.parts_lie_in": (
        "the parts lie in {folder}/ and are read from there.",
        "各部分在 {folder}/ 里，从那里读取。",
    ),
    "folders.classes_lie_in": (
        "the class folders lie in {folder}/ and are read from there.",
        "类别文件夹在 {folder}/ 里，从那里读取。",
    ),
    "folders.parts_by_name": (
        "taken by name, and by the class folders in them: {folders}.",
        "按名称及其下的类别文件夹判断：{folders}。",
    ),
    "folders.for_part": ("{folder}/ for {part}", "{folder}/ 作为 {part}"),
    "folders.parts_in_classes": (
        "class folders hold parts of their own (train, val or test): these are kept.",
        "类别文件夹内自有划分（train、val 或 test）：照用。",
    ),
    "folders.joined_parts": (
        "{folders} are joined where they name the same part.",
        "{folders} 中指同一部分的合在一起。",
    ),
    "folders.taken_together": (
        "{folders} are taken together: the classes are the folders in them.",
        "{folders} 合在一起：类别是其中的文件夹。",
    ),
    # what is left out
    "folders.unlabelled": (
        "{folder}/ holds {pictures} without class folders: left out, there is no label.",
        "{folder}/ 中的 {pictures}没有类别文件夹：没有标签，已略去。",
    ),
    "folders.loose": (
        "{pictures} directly in {folder}/ left out: only pictures in a class folder have a label.",
        "略去直接放在 {folder}/ 里的 {pictures}：只有类别文件夹里的图片才有标签。",
    ),
    "folders.links_back": (
        "{links} left out: a link back to {folder}/ or above it.",
        "略过 {links}：指回 {folder}/ 或其上级的链接。",
    ),
    "folders.empty": (
        "no picture in {folders}: no class is made of it. Put pictures in or delete it.",
        "{folders} 中没有图片：不成为类别。请放入图片，或删除它。",
    ),
    "folders.other_files_only": (
        "no picture in {folders}, only other files: no class is made of it.",
        "{folders} 中没有图片，只有其他文件：不成为类别。",
    ),
    "folders.empty_part": (
        "{folder}/ holds no picture: there is no such part.",
        "{folder}/ 中没有图片：没有这一部分。",
    ),
    "folders.in_no_part": (
        "pictures of {classes} lie in no part; other class folders hold train/, val/ or test/.",
        "{classes} 的图片不属于任何部分；其他类别文件夹内有 train/、val/ 或 test/。",
    ),
    "folders.two_forms": (
        "folders of {classes} are named in two Unicode forms: each is one class.",
        "{classes} 的文件夹名有两种 Unicode 形式：各算一个类别。",
    ),
    # what can be read in two ways
    "folders.parts_and_others": (
        "{folder} can be read in two ways: {parts} look like parts of a split, but {others} with pictures "
        "lie "
        "beside them. Move these elsewhere, or say --class-folders outer if all of them are classes.",
        "{folder} 有两种读法：{parts} 像是划分的各部分，但旁边还有带图片的 {others}。请把后者移到别处；"
        "如果它们都是类别，请用 --class-folders outer。",
    ),
    "folders.sets_or_classes": (
        "{folder} can be read in two ways: {outer} hold parts with the same folders ({shared}). If these are "
        "the classes, give one of the sets: {first}. If the classes are {outer}: say --class-folders outer.",
        "{folder} 有两种读法：{outer} 各有划分，其中的文件夹相同（{shared}）。如果这些是类别，"
        "请给出其中一套数据："
        "{first}。如果类别是 {outer}：请用 --class-folders outer。",
    ),
    "folders.part_in_part": (
        "{inner} lies among the class folders of {part} and holds folders of the same names ({shared}). Move "
        "it beside {part} if it is a part, or elsewhere.",
        "{inner} 在 {part} 的类别文件夹之中，其中又有同名的文件夹（{shared}）。如果它是一个部分，"
        "请移到 {part} 旁边；否则移到别处。",
    ),
    "folders.inner_or_outer": (
        "{folder} can be read in two ways: {outer} hold folders of the same names ({classes}). If the "
        "classes "
        "are {classes}: give the folders above names that say their part (train, val, test), or say "
        "--class-folders inner to take all of them together. If the classes are {outer}: say --class-folders "
        "outer.",
        "{folder} 有两种读法：{outer} 中有同名的文件夹（{classes}）。如果类别是 {classes}："
        "请给上层文件夹取表明部分的名称（train、val、test），或用 --class-folders inner 把它们合在一起。"
        "如果类别是 {outer}：请用 --class-folders outer。",
    ),
    "folders.masks": (
        "{folder} holds {names}: pictures and what was drawn for them. Move {drawn} elsewhere, or say "
        "--class-folders outer if they are classes.",
        "{folder} 中有 {names}：图片以及为它们绘制的标注。请把 {drawn} 移到别处；如果它们是类别，"
        "请用 --class-folders outer。",
    ),
    # tables beside class folders
    "folders.or_the_folders": (
        "{told} If the folders of {path} say the classes: {flag}.",
        "{told}如果 {path} 的文件夹就是类别：{flag}。",
    ),
    "folders.table_files_not_found": (
        "the table beside the class folders names files that cannot be found: it is not read.",
        "类别文件夹旁边的表所列的文件找不到：没有读它。",
    ),
    "folders.table_of_no_classes": (
        "{table} is not read: what it says of the pictures is not their class.",
        "没有读 {table}：它说的不是图片的类别。",
    ),
    "folders.the_table_beside": ("the table beside them", "旁边的表"),
    "folders.table_says_the_same": (
        "{table} gives the labels of the class folders: only these are read.",
        "{table} 给出的标签与类别文件夹相同：只读文件夹。",
    ),
    "folders.table_names_few": (
        "{table} names only {n:,} of {total:,} pictures of the class folders: its parts and groups are not "
        "used.",
        "{table} 只列出类别文件夹 {total:,} 张图片中的 {n:,} 张：不用其中的划分与分组。",
    ),
    "folders.table_says_more": (
        "{table} gives the labels of the class folders, and parts or groups, which are used.",
        "{table} 给出的标签与类别文件夹相同，其中的划分或分组已采用。",
    ),
    "folders.tables_know_few": (
        "{tables} not used: parts or groups of {n:,} of {total:,} pictures in class folders.",
        "没有用 {tables}：类别文件夹的 {total:,} 张图片中，它只给出 {n:,} 张的划分或分组。",
    ),
    "folders.tables_against_folder": (
        "{tables} not used: {picture} is in {here} by its folder, not in {there}.",
        "没有用 {tables}：按文件夹 {picture} 属于 {here}，而不是 {there}。",
    ),
    "folders.tables_disagree": (
        "{table} not used: of {picture} it says else than {others}.",
        "没有用 {table}：它对 {picture} 的说法与 {others} 不同。",
    ),
    "folders.table_not_used": ("{table} not used: {reason}", "没有用 {table}：{reason}"),
    "folders.tables_used": (
        "{tables} beside the class folders: parts or groups, which are used. {flag} reads the folders alone.",
        "类别文件夹旁边的 {tables} 给出划分或分组，已采用。{flag} 则只读文件夹。",
    ),
    # files that are not read as data
    "folders.archive": (
        "{path} is an archive. Unpack it, and give the folder that comes out.",
        "{path} 是压缩包。请解压，并给出解压后的文件夹。",
    ),
    "folders.spreadsheet": (
        "{path} is a spreadsheet. Save it as CSV UTF-8, with a column of files and a column of labels.",
        "{path} 是电子表格。请另存为 CSV UTF-8，其中有文件列和标签列。",
    ),
    "folders.arrays": (
        "{path} is a file of arrays. Write each picture to a file in a folder for its class.",
        "{path} 是数组文件。请把每张图片写成文件，放入其类别的文件夹。",
    ),
    "folders.description": (
        "{path} is a description of data for other programs. Give the folder of class folders, or a table "
        "(.csv, .jsonl) with a row for each picture.",
        "{path} 是供其他程序用的数据描述。请给出类别文件夹所在的文件夹，或每张图片一行的表（.csv、.jsonl）。",
    ),
    "folders.one_picture": (
        "{path} is one picture. Give a folder with a folder of pictures for each class.",
        "{path} 是单张图片。请给出一个文件夹，其中每个类别一个图片文件夹。",
    ),
}
