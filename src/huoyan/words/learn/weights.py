"""What is said of files of weights: their cards, what they may be, how they did on photos."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    # cards
    "card.refused": ("card {path}: {reason}", "卡片 {path}：{reason}"),
    "card.no_file": (
        "it cannot be read ({reason}). Draft one with: huoyan weights describe FILE.",
        "无法读取（{reason}）。可用 huoyan weights describe FILE 起草一份。",
    ),
    "card.no_toml": ("it is no TOML: {reason}", "不是 TOML：{reason}"),
    "card.no_architecture": (
        "it names no architecture. Add a table [network] with library and name, such as timm and "
        "mobilenetv2_100; huoyan weights describe FILE looks for it.",
        "没有写明网络结构。请加上含 library 与 name 的表 [network]，例如 timm 与 mobilenetv2_100；"
        "huoyan weights describe FILE 会帮助查找。",
    ),
    "card.bad_sha256": (
        "sha256 = {given} is not 64 digits of 0-9 and a-f. Take it from: huoyan weights describe FILE.",
        "sha256 = {given} 不是 64 位的 0-9 与 a-f。可从 huoyan weights describe FILE 取得。",
    ),
    "card.no_table": (
        "{part} is no table. Write [{part}] and its values below.",
        "{part} 不是表。请写成 [{part}]，值写在其下。",
    ),
    "card.missing": ("it lacks {names}. Add what is missing.", "缺少 {names}。请补上。"),
    "card.unknown_name": (
        "there is no value {name}. Possible: {near}.",
        "没有名为 {name} 的值。可用：{near}。",
    ),
    "card.range_or_mean": (
        "[input] takes either range, or mean and std together. Leave one of them away.",
        "[input] 要么写 range，要么同时写 mean 与 std。请去掉其一。",
    ),
    "card.mean_of_channels": (
        "input.mean and input.std are one number a channel ({channels} here) of 0..1 pixels, std above 0 and up "
        "to 1. Divide those of 0..255 pixels by 255.",
        "input.mean 与 input.std 每个通道一个数（此处 {channels} 个），针对 0..1 的像素，std 大于 0 且不超过 1。"
        "若是 0..255 像素的数值，请除以 255。",
    ),
    "card.sides": (
        "input.height and input.width are pixels, at least 1.",
        "input.height 与 input.width 以像素计，至少为 1。",
    ),
    "card.crop_ratio": (
        "input.crop_ratio = {given} is a share of the side, above 0 and up to 1.",
        "input.crop_ratio = {given} 应是边长的比例，大于 0 且不超过 1。",
    ),
    "card.other_file": (
        "card {card} is of another file: {file} has the sha256 {found}..., the card says {expected}.... Take the "
        "file that it is of, or draft a new card with: huoyan weights describe {file}.",
        "卡片 {card} 属于另一个文件：{file} 的 sha256 为 {found}...，卡片写的是 {expected}...。请使用它所属的文件，"
        "或用 huoyan weights describe {file} 起草新卡片。",
    ),
    "card.without_weights": (
        "card {card} is given without weights. Add --weights FILE, the file that it is of.",
        "给出了卡片 {card}，却没有权重。请加上 --weights FILE，即它所属的文件。",
    ),
    "card.not_below": (
        "{name}, which the card of {file} says of {network}, is not taken: as the backbone of {model} it has no "
        "such option, and learns to do without",
        "{file} 的卡片对 {network} 所写的 {name} 未被采用：它作为 {model} 的主干没有这个选项，训练会使其适应",
    ),
    "card.other_network": (
        "the card of {file} says that it is of {card}, and {model} is to be built: the values of {card} are not "
        "taken. Choose --model {card}, or correct the card.",
        "{file} 的卡片说它属于 {card}，而要构建的是 {model}：不采用 {card} 的参数。请选 --model {card}，或更正卡片。",
    ),
    "card.not_built_onnx": (
        "{file} is a graph ({network}): it runs as it is, and no network to train is made of it. Choose weights of "
        "a network of timm or torchvision.",
        "{file} 是一张计算图（{network}）：它可直接运行，但不能由它得到可训练的网络。请选用 timm 或 torchvision "
        "网络的权重。",
    ),
    "card.not_built_other": (
        "{file} is of {network}, which neither timm nor torchvision builds. Choose weights of a network of theirs.",
        "{file} 属于 {network}，timm 与 torchvision 都不能构建它。请选用它们的网络的权重。",
    ),
    "card.bgr": (
        "{file} takes pictures with the channels in the order blue, green, red, which cannot be trained on here. "
        "Turn the order of its first convolution, and correct the card to rgb.",
        "{file} 所用图片的通道顺序为蓝、绿、红，此处不能据此训练。请调换其第一层卷积的通道顺序，并把卡片改为 rgb。",
    ),
    "weights.no_card": (
        "{file}: no card says which network these weights are of. Draft one with: huoyan weights describe FILE --out "
        "CARD, then give --card CARD; or name the network with --model NETWORK.",
        "{file}：没有卡片说明这些权重属于哪个网络。用 huoyan weights describe FILE --out CARD 起草一份，再给出 --card CARD；"
        "或用 --model NETWORK 指明网络。",
    ),
    "weights.not_a_backbone": (
        "{file} is of {network}, which gives no features of pictures. Give weights of a network of timm or torchvision.",
        "{file} 属于 {network}，它不提供图片特征。请给出 timm 或 torchvision 网络的权重。",
    ),
    "weights.empty_folder": (
        "There are no weights in {folder}: no file ends in one of {endings}. --weights takes a file of weights, or a folder "
        "of such files.",
        "{folder} 中没有权重：没有以 {endings} 结尾的文件。--weights 需要一个权重文件，或存放这类文件的文件夹。",
    ),
    "weights.none_of": (
        "No file in {folder} has a card that says it is of {network}. Name the file itself: --weights FILE.",
        "{folder} 中没有文件的卡片说明它属于 {network}。请直接指明文件：--weights FILE。",
    ),
    "weights.several_of": (
        "Several files in {folder} are of {network}: {files}. Name one: --weights FILE.",
        "{folder} 中有多个文件属于 {network}：{files}。请指明其一：--weights FILE。",
    ),
    "card.none": (
        "{file} has no card, and none of those that ship is of it. Draft one with: huoyan weights describe {file} "
        "--out {file}.toml, and read it.",
        "{file} 没有卡片，随包附带的卡片也不属于它。请用 huoyan weights describe {file} --out {file}.toml 起草一份，"
        "并核对其内容。",
    ),
    "card.no_range": (
        "the card of {file} does not say what pixels become. Add range (0..1, -1..1 or 0..255), or mean and std, to "
        "its table [input].",
        "{file} 的卡片没有写明像素如何换算。请在表 [input] 中加上 range（0..1、-1..1 或 0..255），或 mean 与 std。",
    ),
    "card.taken": (
        "the card of {file} ({network}) gives {values}",
        "{file} 的卡片（{network}）给出 {values}",
    ),
    "card.exists": (
        "{path} exists already and is not overwritten. Choose another --out, or remove it first.",
        "{path} 已存在，不会覆盖。请换一个 --out，或先删除它。",
    ),
    "card.not_written": (
        "{path} cannot be written ({reason}). Choose another --out.",
        "无法写入 {path}（{reason}）。请换一个 --out。",
    ),
    # drafts of cards
    "draft.unsure": ("not sure: {reason}", "不确定：{reason}"),
    "draft.no_network": (
        "neither timm nor torchvision has a network of such tensors. Write library and name if you know them",
        "timm 与 torchvision 都没有这样张量的网络。若已知，请写明 library 与 name",
    ),
    "draft.alike": ("the same tensors fit {names}", "同样的张量也适合 {names}"),
    "draft.padding": (
        "own, unless the weights were converted from TensorFlow: then same, with bn_eps = 0.001 in arguments",
        "一般为 own；若权重由 TensorFlow 转换而来则为 same，并在 arguments 中写 bn_eps = 0.001",
    ),
    "draft.padding_folded": (
        "folded batch norm is a sign of weights converted from TensorFlow; else own",
        "批归一化已折叠，多半由 TensorFlow 转换而来；否则为 own",
    ),
    "draft.range": (
        "that of the library's own weights; others may take -1..1, 0..1 or 0..255",
        "取自该库自带权重的数值；其他权重可能用 -1..1、0..1 或 0..255",
    ),
    "draft.range_open": (
        "0..1, -1..1 or 0..255; or mean and std instead",
        "0..1、-1..1 或 0..255；或改写 mean 与 std",
    ),
    "draft.range_folded": (
        "usual for weights converted from TensorFlow; else 0..1, or mean and std",
        "由 TensorFlow 转换的权重通常如此；否则为 0..1，或 mean 与 std",
    ),
    "draft.crop": ("usual, and with it size and interpolation", "这是通常的数值，尺寸与插值方式亦然"),
    "draft.labels": ("as many classes as ImageNet has", "类别数与 ImageNet 相同"),
    "draft.labels_unknown": (
        "names of the classes in their order, as a list; they may be left out",
        "按顺序列出类别名称；也可以不写",
    ),
    "draft.origin": ("where the file is from", "文件来自哪里"),
    "draft.licence": ("no file says it: ask where it is from", "文件本身不会写明：请查看其来源"),
    "draft.trained_on": ("on which data it was trained", "用什么数据训练"),
    "draft.graph_name": ("the name that stands in the graph", "图中写的名称"),
    "draft.graph_colour": ("rgb or bgr does not show in a graph", "从图中看不出是 rgb 还是 bgr"),
    "draft.graph_scales": (
        "the graph begins with {first}: it may scale pixels itself, and take 0..255",
        "图以 {first} 开始：它可能自行换算像素，接受 0..255",
    ),
    "draft.graph_range": (
        "the graph begins with {first}: 0..1, -1..1 or 0..255, or mean and std instead",
        "图以 {first} 开始：0..1、-1..1 或 0..255，或改写 mean 与 std",
    ),
    "draft.graph_outputs": (
        "names and shapes; write what they mean",
        "名称与形状；请写明其含义",
    ),
    "draft.graph_inputs": ("it takes several: {names}", "它有多个输入：{names}"),
    "draft.graph_size": ("the graph takes pictures of any size", "该图接受任意尺寸的图片"),
    # how weights do on photos
    "weights.no_names": (
        "the card names none of the {classes} classes. Add labels to its table [output], or give labels that are "
        "numbers, 0 and up.",
        "卡片没有写出 {classes} 个类别的名称。请在表 [output] 中加上 labels，或使用从 0 起的数字标签。",
    ),
    "weights.unknown_labels": (
        "the network knows no class {labels} among its {n:,}. Its classes are called as {first}; their numbers, 0 "
        "and up, serve as well: --label-column chooses the column.",
        "网络的 {n:,} 个类别中没有 {labels}。其类别形如 {first}；也可用从 0 起的编号：以 --label-column 选择列。",
    ),
    "weights.may_know_photos": (
        "the weights were trained on {data}; whether that had these photos is not known, and the score may flatter",
        "权重训练自{data}；其中是否含有这些照片无从得知，分数可能偏高",
    ),
    "weights.of_data": ("{name}", " {name}"),
    "weights.of_unknown_data": ("data that the card does not name", "卡片未写明的数据"),
    "weights.no_photos": (
        "{data}: none of its photos can be read, so there is nothing to score.",
        "{data}：没有一张照片可读，无法评分。",
    ),
    "weights.not_whole": (
        "{file} lacks {names}: without its last layer it answers nothing. Correct classes in the card, or give "
        "the whole file.",
        "{file} 缺少 {names}：没有最后一层就无法作答。请更正卡片中的 classes，或给出完整的文件。",
    ),
    "weights.no_graph": (
        "{file} is no graph that onnxruntime can run: {reason}. Download or export it again.",
        "{file} 不是 onnxruntime 能运行的计算图：{reason}。请重新下载或导出。",
    ),
    "weights.no_classifier": (
        "{file} takes {given} and gives {found}: it is no recogniser of whole pictures, which gives a number a "
        "class. Only such can be scored here.",
        "{file} 接受 {given}，给出 {found}：它不是对整张图片分类的模型（应给出每类一个数）。此处只能给这样的模型评分。",
    ),
    "card.sides_taken": ("mean {mean} std {std}", "均值 {mean}、标准差 {std}"),
}
