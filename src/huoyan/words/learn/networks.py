"""Networks and their weights: what cannot be built or loaded."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "network.no_option": (
        "the {network} has no option {option!r}. Options: {options}.",
        "{network} 没有选项 {option!r}。选项有：{options}。",
    ),
    "network.no_option_near": (
        "the {network} has no option {option!r}. Nearest: {near}. Options: {options}.",
        "{network} 没有选项 {option!r}。最接近的：{near}。选项有：{options}。",
    ),
    "network.no_detector": (
        "{name} is no detector. Use one of {known}.",
        "{name} 不是检测网络。请用：{known}。",
    ),
    "network.no_detector_but_backbone": (
        "{name} is no detector, but one can see with it: --model yolo --option backbone={name}. Or use one of {known}.",
        "{name} 不是检测网络，但检测网络可以用它作主干：--model yolo --option backbone={name}。或用：{known}。",
    ),
    "network.own_backbone": (
        "{name} sees with a backbone of its own, of which there are no pretrained weights. Name one of timm's, for "
        "example --option backbone=mobilenetv3_large_100, or give weights: --weights FILE.",
        "{name} 用自己的主干网络，没有预训练权重。请指定 timm 的主干，例如 --option backbone=mobilenetv3_large_100，"
        "或给出权重：--weights 文件。",
    ),
    "network.not_of_yolox": (
        "{file} holds weights of a YOLOX, not of {name}. Leave --model away, or give other weights.",
        "{file} 是 YOLOX 的权重，不是 {name} 的。请去掉 --model，或给出别的权重。",
    ),
    "network.unknown": (
        "no network is called {network!r}. Search with: huoyan models PATTERN.",
        "没有名为 {network!r} 的网络。可搜索：huoyan models PATTERN。",
    ),
    "network.unknown_near": (
        "no network is called {network!r}. Nearest: {near}. Search with: huoyan models PATTERN.",
        "没有名为 {network!r} 的网络。最接近的：{near}。可搜索：huoyan models PATTERN。",
    ),
    "network.none": ("none", "无"),
    "network.no_options": ("(none)", "（无）"),
    "network.no_timm_option": (
        "{option} is no option that {network} can be given. Options are those arguments of a timm "
        "network that shape it: {options}.",
        "{option} 不是可以给 {network} 的选项。选项是决定 timm 网络形状的那些参数：{options}。",
    ),
    "network.no_timm_option_near": (
        "{option} is no option that {network} can be given. Nearest: {near}. Options are those "
        "arguments of a timm network that shape it: {options}.",
        "{option} 不是可以给 {network} 的选项。最接近的：{near}。选项是决定 timm 网络形状的那些参数："
        "{options}。",
    ),
    "network.no_pretrained": (
        "{name} has no pretrained weights. Choose a timm network, or give weights of your own.",
        "{name} 没有预训练权重。请选择 timm 的网络，或给出自己的权重。",
    ),
    "network.no_residual": (
        "{name} has no residual blocks, within which tsm takes channels of the frame before. Use --model resnet18, "
        "mobilenetv3_large_100 or cnn with --option residual=true, or another --over-time.",
        "{name} 没有残差块，而 tsm 在残差块中取前一帧的通道。请用 --model resnet18、mobilenetv3_large_100，或带 "
        "--option residual=true 的 cnn，或换用其他 --over-time。",
    ),
    "network.heads": (
        "a Transformer over time divides its values among {heads} heads: --hidden {hidden} is no multiple of {heads}.",
        "时间 Transformer 把数值分给 {heads} 个头：--hidden {hidden} 不是 {heads} 的倍数。",
    ),
    "network.memory": (
        "{name} with these options does not fit into memory: {reason}. Use smaller widths or hidden "
        "layers, or head=avg.",
        "带这些选项的 {name} 装不进内存：{reason}。请使用更小的 widths 或 hidden 层，或 head=avg。",
    ),
    "network.too_small": (
        "block {block} of {blocks} gets {side} x {side} pixels, too few for {convs} convolution(s) "
        "{kernel} x {kernel} with padding={padding} and pool={pool}. Use fewer widths, padding=same, "
        "pool=none for the last blocks, a smaller kernel, or a larger size than {size}.",
        "第 {block} 块（共 {blocks} 块）得到 {side} x {side} 像素，对于 padding={padding}、pool={pool} "
        "的 {convs} 个 {kernel} x {kernel} 卷积太少。请减少 widths，用 padding=same，最后几块用 "
        "pool=none，用更小的卷积核，或用大于 {size} 的尺寸。",
    ),
    "network.rnn_memory": (
        "{name} with these options does not fit into memory: {reason}. Use smaller widths or hidden "
        "layers, or head=last.",
        "带这些选项的 {name} 装不进内存：{reason}。请使用更小的 widths 或 hidden 层，或 head=last。",
    ),
    "network.patch": (
        "patches of {patch} x {patch} pixels do not fill a picture of {size} x {size}. Use "
        "patch={fitting}, or a size that {patch} divides.",
        "{patch} x {patch} 像素的块不能铺满 {size} x {size} 的图片。请用 patch={fitting}，或能被 {patch} "
        "整除的尺寸。",
    ),
    "network.expected_patches": (
        "no patch with steps={steps}; give steps=patches",
        "steps={steps} 时不给 patch；请给出 steps=patches",
    ),
    "network.expected_odd": ("odd numbers, such as 3 or 5", "奇数，例如 3 或 5"),
    "network.expected_some": ("at least one of {names}", "{names} 中的至少一个"),
    "network.expected_no_kernel": (
        "no kernel beside branches, which name the kernels",
        "有 branches 时不给 kernel，因为 branches 已写明卷积核",
    ),
    "network.expected_one_each": (
        "one value, or one for each of the {n} widths",
        "一个值，或为 {n} 个 widths 各给一个",
    ),
    "network.expected_same": (
        'padding "same", so that a block\'s input can be added to its output',
        'padding "same"，这样块的输入才能与它的输出相加',
    ),
    "network.normalisation": (
        "mean {mean} and std {std}: expected one number a channel in each, and every std above 0.",
        "mean 为 {mean}，std 为 {std}：应各为每个通道一个数，且 std 都大于 0。",
    ),
    "network.option": (
        "option {name}={given} of the network: expected {expected}.",
        "网络的选项 {name}={given}：应为{expected}。",
    ),
    "network.expected_least": ("a whole number of at least {low}", "不小于 {low} 的整数"),
    "network.expected_most": ("a whole number up to {most:,}", "不超过 {most:,} 的整数"),
    "network.expected_numbers": (
        "at least one whole number, such as 32,64,64",
        "至少一个整数，例如 32,64,64",
    ),
    "network.expected_count": ("{n} whole numbers", "{n} 个整数"),
    "network.expected_share": ("a number from 0 to below 1", "大于等于 0 且小于 1 的数"),
    "network.expected_flag": ("true or false", "true 或 false"),
    "network.expected_one": ("one of {names}", "{names} 之一"),
    "network.not_built": (
        "{name} cannot be built for {size} px with {options}: {reason}. Check the options, or choose "
        "the size that the network was made for: huoyan models.",
        "{name} 无法以 {size} px 和 {options} 构建：{reason}。请检查选项，或选用该网络原本的尺寸："
        "huoyan models。",
    ),
    "network.of_timm": ("A network of timm", "timm 的网络"),
    "network.no_tag": (
        "{name} has no weights called {tag!r}. There are: {tags}.",
        "{name} 没有名为 {tag!r} 的权重。可用的有：{tags}。",
    ),
    "network.no_torchvision_weights": (
        "{name}: weights of torchvision are not downloaded. Take the network of timm by that name, or give a "
        "file of weights.",
        "{name}：不下载 torchvision 的权重。请改用 timm 中同名的网络，或给出权重文件。",
    ),
    "network.expected_option_of": ("only {names} for {network}", "{network} 只接受 {names}"),
    "network.timm_has_none": (
        "timm has no weights for {name}. Train it from scratch, or give weights of your own.",
        "timm 没有 {name} 的权重。请从头训练，或给出自己的权重。",
    ),
    "network.unreachable": (
        "the weights of {name} cannot be fetched from {address}: {reason}. Download its "
        "model.safetensors on a machine with access, then start from it with --weights FILE instead of "
        "--pretrained.",
        "无法从 {address} 获取 {name} 的权重：{reason}。请在可以上网的机器上下载其 model.safetensors，"
        "然后用 --weights FILE 代替 --pretrained 开始。",
    ),
    "network.options_refused": (
        "{name} does not take the options {options} as given: {reason}. Options of a timm network are "
        "arguments of its constructor, such as drop_rate=0.2.",
        "{name} 不接受这样的选项 {options}：{reason}。timm 网络的选项是其构造函数的参数，例如 "
        "drop_rate=0.2。",
    ),
    "network.size": (
        "{name} cannot take pictures of {size} x {size} pixels: {reason}. Give a multiple of 32, or "
        "the size that it was made for: {own}.",
        "{name} 不能接受 {size} x {size} 像素的图片：{reason}。请给出 32 的倍数，或它原本的尺寸：{own}。",
    ),
    "network.no_maps": (
        "{name} does not tell what it sees as maps, so no detector can be built on it. Choose a network of timm.",
        "{name} 不给出特征图，因此不能在它上面构建检测器。请选用 timm 的网络。",
    ),
    "network.detector_size": (
        "{name} takes pictures whose side is a multiple of {stride} pixels, but was given {size}. Use {below} or "
        "{above}.",
        "{name} 需要边长为 {stride} 像素整数倍的图片，给出的是 {size}。请用 {below} 或 {above}。",
    ),
    "network.answers_once": (
        "The head that answers once for each thing ships: average precision on validation {once:.3f}, of the "
        "other one with suppression {many:.3f}.",
        "采用每个目标只回答一次的检测头：验证集平均精度 {once:.3f}，另一个（加抑制）为 {many:.3f}。",
    ),
    "network.answers_many": (
        "The head that answers several times for each thing ships, with suppression: average precision on "
        "validation {many:.3f}, of the one that answers once {once:.3f}.",
        "采用每个目标回答多次的检测头，并加抑制：验证集平均精度 {many:.3f}，只回答一次的为 {once:.3f}。",
    ),
    "network.logits": (
        "{name} does not give {classes} logits a picture with these options. Choose another network.",
        "带这些选项的 {name} 不会为每张图片给出 {classes} 个 logits。请另选网络。",
    ),
    "network.timm_option": (
        "option {option}={given} of the network: expected a number up to {largest:,}, true, false, a "
        "word, or a list of at most {longest} of them.",
        "网络的选项 {option}={given}：应为不超过 {largest:,} 的数、true、false、一个词，或至多 "
        "{longest} 项这些值的列表。",
    ),
    "network.note_small_pictures": (
        "small pictures from scratch; the shape follows the size",
        "从头训练小图片；结构随尺寸而定",
    ),
    "network.note_half_width": ("cnn at half the width: an answer soon", "宽度减半的 cnn：回答很快"),
    "network.note_tutorial": (
        "the Keras net of most tutorials, to compare with",
        "多数教程中的 Keras 网络，用于比较",
    ),
    "network.note_by_rows": (
        "small pictures from scratch, read row by row (LSTM or GRU)",
        "从头训练小图片，逐行读取（LSTM 或 GRU）",
    ),
    "network.note_small_devices": ("small devices", "小型设备"),
    "network.note_start": ("to start from: fast and good", "适合作为起点：又快又好"),
    "network.note_old": ("old, and everywhere supported", "较旧，到处都支持"),
    "network.note_phones_and_cpus": ("fast on phones and CPUs", "在手机和 CPU 上快"),
    "network.note_still_fast": ("more accurate, still fast", "更准确，仍然快"),
    "network.note_for_parameters": ("more accurate for its parameters", "就其参数量而言更准确"),
    "network.note_slower": ("more accurate, slower", "更准确，较慢"),
    "network.note_large": ("large and accurate", "大而准确"),
    "network.note_for_int8": ("without what int8 suffers from", "不含使 int8 受损的结构"),
    "network.note_few_operations": ("few operations", "运算少"),
    "network.note_even_speed": ("even speed on CPU and GPU", "在 CPU 和 GPU 上速度均衡"),
    "network.note_plain": ("plain and sturdy", "朴素而可靠"),
    "network.note_papers": ("what papers compare with", "论文常用的比较对象"),
    "network.note_xrays": ("often used for X-rays", "常用于 X 光片"),
    "network.note_old_work": ("for comparison with old work only", "只用于与旧工作比较"),
    "network.note_modern_tiny": ("modern CNN, tiny", "现代 CNN，极小"),
    "network.note_modern": ("modern CNN", "现代 CNN"),
    "network.note_modern_masked": ("modern CNN with masked pretraining", "采用掩码预训练的现代 CNN"),
    "network.note_phones": ("fast on phones", "在手机上快"),
    "network.note_transformer_like": ("fast, transformer-like", "快，类似 Transformer"),
    "network.note_mixed": ("CNN and transformer mixed", "CNN 与 Transformer 混合"),
    "network.note_small_vit": ("small Vision Transformer", "小型 Vision Transformer"),
    "network.note_vit": ("Vision Transformer", "Vision Transformer 网络"),
    "network.note_needs_pretrained": ("needs pretrained weights", "需要预训练权重"),
    "network.note_same_pretrained": ("the same, pretrained on ImageNet", "同上，在 ImageNet 上预训练"),
    "network.note_windows": ("with windows", "带窗口"),
    "network.note_finds_small": (
        "one stage, small and fast; also called yolo. Starts anew, or from backbone=NAME of timm",
        "单阶段，小而快；--model yolo 即指它。从头训练，或以 timm 的 backbone=NAME 开始",
    ),
    "network.note_finds_usual": ("the same, for more pictures", "同上，适合更多图片"),
    "network.note_finds_larger": ("the same, larger: for a GPU", "同上，更大：适合用 GPU"),
    "network.note_finds_large": ("the same, largest", "同上，最大"),
    "network.note_finds_coco_nano": (
        "smallest; for few pictures, from --weights yolox_nano_coco.onnx; also called yolox",
        "最小；适合图片少时，从 --weights yolox_nano_coco.onnx 开始；--model yolox 即指它",
    ),
    "network.note_finds_coco": (
        "the same, larger: starts from its authors' ONNX file of this size",
        "同上，更大：可从其作者发布的同尺寸 ONNX 文件开始",
    ),
    "network.note_finds_unlike": (
        "good pictures alone: remembers places of them, by --features or --weights; nothing is trained",
        "只用合格图片：按 --features 或 --weights 记住其中各处；不训练任何东西",
    ),
    "network.note_finds_with_few": (
        "for a handful of pictures: regions, features of --features, an SVM a class; nothing is trained but these",
        "适合只有少量图片：候选区域、--features 的特征、每类一个 SVM；除此之外不训练任何东西",
    ),
    "network.note_finds_regions": (
        "two stages on regions; backbone=NAME takes another of timm",
        "基于候选区域的两阶段网络；backbone=NAME 可换用 timm 的其他网络",
    ),
    "weights.seen": (
        "the run of {weights} has learnt from {n:,} pictures that are in the {part} part here ({names}): figures of that part "
        "flatter. Train on the split of that run: --splits RUN/splits.csv",
        "{weights} 所在的运行学过这里{part}部分的 {n:,} 张图片（{names}）：该部分的指标会偏高。请使用那次运行的划分：--splits RUN/splits.csv",
    ),
    "weights.nan": (
        "{file} holds infinite or NaN values for {names}. Use weights of a sound run.",
        "{file} 中 {names} 有无穷或 NaN 值。请使用正常运行得到的权重。",
    ),
    "weights.other_network": (
        "{file} is of another network: {fit} of {of} tensors fit. Of other shape: {reshaped}. Missing "
        "in the file: {missing}. Only in the file: {extra}. Choose the model and the options that it "
        "was trained with.",
        "{file} 属于另一个网络：{of} 个张量中有 {fit} 个吻合。形状不同：{reshaped}。文件中缺少："
        "{missing}。只在文件中：{extra}。请选择它训练时的模型和选项。",
    ),
    "weights.left_out": (
        "last layer left out, it is for other classes ({names})",
        "最后一层略去，它用于其他类别（{names}）",
    ),
    "weights.shape": ("{name} {found} for {wanted}", "{name}：{found}，应为 {wanted}"),
    "weights.no_file": (
        "weights {path}: there is no such file. Check the path.",
        "权重 {path}：没有这个文件。请检查路径。",
    ),
    "weights.folder": (
        "weights {path}: this is a folder. Give one of the files in it.",
        "权重 {path}：这是文件夹。请给出其中的一个文件。",
    ),
    "weights.no_pytorch": ("not a file of PyTorch", "不是 PyTorch 的文件"),
    "weights.ending": (
        "weights {path}: weights are read from .safetensors, {endings}. Convert the file.",
        "权重 {path}：权重从 .safetensors、{endings} 读取。请转换该文件。",
    ),
    "weights.no_tensors": (
        "weights {path}: it holds no named tensors. Save the state dict: "
        "torch.save(model.state_dict(), FILE).",
        "权重 {path}：其中没有带名字的张量。请保存 state dict：torch.save(model.state_dict(), FILE)。",
    ),
    "weights.unreadable": (
        "weights {path}: it cannot be read ({reason}). Download or save it again.",
        "权重 {path}：无法读取（{reason}）。请重新下载或保存。",
    ),
    "weights.runs_code": (
        "weights {path}: it is damaged, or more than tensors: reading it would run code that the file "
        "brings. Save the state dict alone where the file was made, torch.save(model.state_dict(), "
        "FILE), or as .safetensors.",
        "权重 {path}：文件已损坏，或不只含张量：读取它会运行文件带来的代码。请在制作该文件的地方只保存 "
        "state dict，即 torch.save(model.state_dict(), FILE)，或存为 .safetensors。",
    ),
    "weights.loaded_by_name": (
        "{loaded} tensors loaded, matched by name",
        "载入 {loaded} 个张量，按名字对应",
    ),
    "weights.loaded_by_prefix": (
        "{loaded} tensors loaded, matched by prefix",
        "载入 {loaded} 个张量，按前缀对应",
    ),
    "weights.loaded_by_order": (
        "{loaded} tensors loaded, matched by order",
        "载入 {loaded} 个张量，按顺序对应",
    ),
    "weights.reshaped": ("reshaped: {names}", "改变形状：{names}"),
    "weights.missing": ("missing: {names}", "缺少：{names}"),
    "weights.not_used": ("not used: {names}", "未使用：{names}"),
}
