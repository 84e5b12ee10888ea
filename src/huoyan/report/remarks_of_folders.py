"""What a run said of how it read folders, and tables beside them, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

# English sentence: Chinese one, with the same blanks or fewer.
REMARKS_OF_FOLDERS: Mapping[str, str] = {
    "the {folders} lie in {folder}/ and are read from there.": "{folders}在 {folder}/ 里，从那里读取。",
    "taken by name, and by the class folders in them: {folders}.": (
        "按名称及其下的类别文件夹判断：{folders}。"
    ),
    "class folders hold parts of their own (train, val or test): these are kept.": (
        "类别文件夹内自有划分（train、val 或 test）：照用。"
    ),
    "{folders} are joined where they name the same part.": "{folders} 中指同一部分的合在一起。",
    "{folders} are taken together: the classes are the folders in them.": (
        "{folders} 合在一起：类别是其中的文件夹。"
    ),
    "{folder}/ holds {pictures} without class folders: left out, there is no label.": (
        "{folder}/ 中的{pictures}没有类别文件夹：没有标签，已略去。"
    ),
    "{pictures} directly in {folder}/ left out: only pictures in a class folder have a label.": (
        "略去直接放在 {folder}/ 里的{pictures}：只有类别文件夹里的图片才有标签。"
    ),
    "no picture in {folders}: no class is made of it. Put pictures in or delete it.": (
        "{folders} 中没有图片：不成为类别。请放入图片，或删除它。"
    ),
    "no picture in {folders}, only other files: no class is made of it.": (
        "{folders} 中没有图片，只有其他文件：不成为类别。"
    ),
    "{folder}/ holds no picture: there is no such part.": "{folder}/ 中没有图片：没有这一部分。",
    "pictures of {classes} lie in no part; other class folders hold train/, val/ or test/.": (
        "{classes} 的图片不属于任何部分；其他类别文件夹内有 train/、val/ 或 test/。"
    ),
    "folders of {classes} are named in two Unicode forms: each is one class.": (
        "{classes} 的文件夹名有两种 Unicode 形式：各算一个类别。"
    ),
    "the table beside the class folders names files that cannot be found: it is not read.": (
        "类别文件夹旁边的表所列的文件找不到：没有读它。"
    ),
    "{table} is not read: what it says of the pictures is not their class.": (
        "没有读 {table}：它说的不是图片的类别。"
    ),
    "{table} gives the labels of the class folders: only these are read.": (
        "{table} 给出的标签与类别文件夹相同：只读文件夹。"
    ),
    "{table} names only {known} of {all} pictures of the class folders: its parts and groups are not used.": (
        "{table} 只列出类别文件夹 {all} 张图片中的 {known} 张：不用其中的划分与分组。"
    ),
    "{table} gives the labels of the class folders, and parts or groups, which are used.": (
        "{table} 给出的标签与类别文件夹相同，其中的划分或分组已采用。"
    ),
    "{tables} not used: parts or groups of {known} of {all} pictures in class folders.": (
        "没有用 {tables}：类别文件夹的 {all} 张图片中，它只给出 {known} 张的划分或分组。"
    ),
    "{tables} not used: {picture} is in {here} by its folder, not in {there}.": (
        "没有用 {tables}：按文件夹 {picture} 属于 {here}，而不是 {there}。"
    ),
    "{tables} not used: {reason}": "没有用 {tables}：{reason}",
    "{tables} beside the class folders: parts or groups, which are used. {remedy}": (
        "类别文件夹旁边的 {tables} 给出划分或分组，已采用。{remedy}"
    ),
    "no training picture shows {names}. {pictures} of the validation or test part with such a label left "
    "out: nothing could be right there. Add training pictures.": (
        "没有训练图片属于 {names}。验证或测试部分带这种标签的 {pictures}已略去：那里不可能答对。"
        "请补充训练图片。"
    ),
    "the data has only the part {parts}: it can be scored, not learnt from.": (
        "数据只有 {parts} 部分：可以评分，不能用来训练。"
    ),
    "{pictures} of {data} {lie} outside its folder: used, but not embedded in pages (--allow-outside embeds "
    "them)": "{data} 有 {pictures}在其文件夹之外：照常使用，但不嵌入页面（--allow-outside 则嵌入）",
    # what lies beside the pictures
    "{files} passed over: {kinds}.": "略过 {files}：{kinds}。",
    "Pictures of {such} are not read here: {kinds}. Convert them to JPEG, PNG or TIFF to have them used.": (
        "这里不能读取{such}图片：{kinds}。要使用它们，请转换为 JPEG、PNG 或 TIFF。"
    ),
    "{pictures} in hidden, system or thumbnail folders passed over: {folders}. Rename a folder that is meant "
    "to be read.": (
        "略过隐藏文件夹、系统文件夹或缩略图文件夹中的 {pictures}：{folders}。如果要读某个文件夹，请给它改名。"
    ),
    "{pictures} in {folder} {are} in no row of {table}, so left out: {places}.": (
        "{folder} 中有 {pictures}不在 {table} 的任何一行里，因此略去：{places}。"
    ),
    "{files} ({kinds}) {are} by content, though not by name: read.": (
        "{files}（{kinds}）从名称看不是图片，但内容是：已读取。"
    ),
}
