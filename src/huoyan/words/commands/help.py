"""What `--help` says: the first page, the commands, their flags and examples."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    # the first page
    "help.usage": (
        "usage: huoyan COMMAND ... (huoyan COMMAND --help shows flags and examples)",
        "用法：huoyan COMMAND ...（huoyan COMMAND --help 列出选项与例子）",
    ),
    "help.motto": (
        "From a folder of pictures to a recogniser that you can trust, run and ship.",
        "从一个图片文件夹，到一个可信、可运行、可交付的识别器。",
    ),
    "help.start": ("start with:", "从这里开始："),
    "help.examples": ("examples:", "例子："),
    # what each command does, in a few words and in a sentence
    "command.check": (
        "look for broken, double, leaked and wrongly labelled pictures",
        "找出损坏、重复、泄漏和标错的图片",
    ),
    "command.train": (
        "train a recogniser on DATA and export it, proven and with a report",
        "用 DATA 训练识别器，导出并证明，附报告",
    ),
    "command.evaluate": (
        "score a model on labelled pictures, with 95 % intervals",
        "在有标签的图片上评分，附 95 % 区间",
    ),
    "command.compare": (
        "set finished runs side by side on pictures that none was trained on",
        "在谁都没有训练过的图片上并排比较已完成的运行",
    ),
    "command.predict": (
        "answer for pictures, folders, globs or stdin",
        "对图片、文件夹、通配符或标准输入作答",
    ),
    "command.watch": (
        "follow things before a camera or in a video, count them, tell of alarms",
        "跟踪摄像头前或视频中的物体，计数，发出警报",
    ),
    "command.export": (
        "write a model for another engine, proven to answer as before",
        "为别的引擎写出模型，并证明答案不变",
    ),
    "command.import-onnx": (
        "make a model of somebody else's one of ours, proven to answer as before",
        "把别人的模型变成我们的模型，并证明答案不变",
    ),
    "command.convert": (
        "write pictures with boxes in another format",
        "把带框的图片写成另一种格式",
    ),
    "command.verify": ("repeat a model's self-test here and check its files", "在本机重做模型自检并校验文件"),
    "command.licences": ("list the licences of a model's weights and code", "列出模型的权重与代码的许可"),
    "command.bench": ("measure how fast a model runs here, engine by engine", "逐个引擎测量模型在本机的速度"),
    "command.models": ("list the networks that can be trained", "列出可训练的网络"),
    "command.weights": (
        "say what a file of weights is, or score it on labelled photos",
        "说明一个权重文件是什么，或在有标签的照片上给它评分",
    ),
    "command.key": ("make a key for callers of a server", "为服务器的调用方生成密钥"),
    "command.doctor": (
        "say what is installed and what this machine can do",
        "说明装了什么、这台机器能做什么",
    ),
    "does.check": (
        "Looks for what would spoil a training or its score. Changes no file of the data.",
        "找出会毁掉训练或分数的东西。不改动任何数据文件。",
    ),
    "does.train": (
        "Trains a recogniser, exports it, proves the export and reports.",
        "训练识别器，导出，证明导出无误，并写报告。",
    ),
    "does.evaluate": (
        "Scores a model on labelled pictures, with 95 % intervals.",
        "在有标签的图片上给模型评分，附 95 % 区间。",
    ),
    "does.compare": (
        "Compares finished runs of one task, two by two, on pictures that none of them was trained on.",
        "在谁都没有训练过的图片上，两两比较同一任务的已完成的运行。",
    ),
    "does.predict": (
        "Answers for pictures and clips, most probable class first; with --stream while a camera runs.",
        "对图片和片段作答，最可能的类别在前；加 --stream 则在摄像头运行时作答。",
    ),
    "does.watch": (
        "Follows what moves before a camera or in a video: counts over lines, events in zones, alarms. A watch that was cut off goes on.",
        "跟踪摄像头前或视频中活动的物体：越线计数、区域事件、警报。中断的监看会接着进行。",
    ),
    "does.export": (
        "Writes a model for use elsewhere and proves that it answers as before.",
        "写出供别处使用的模型，并证明答案不变。",
    ),
    "does.import-onnx": (
        "Wraps a foreign ONNX model, so that it predicts, evaluates and ships as one that was trained here.",
        "包装外来的 ONNX 模型，使其能像在这里训练的模型一样预测、评分与交付。",
    ),
    "does.convert": (
        "Writes pictures with boxes anew as COCO JSON, Pascal VOC or YOLO txt. Changes no file of the data.",
        "把带框的图片重新写成 COCO JSON、Pascal VOC 或 YOLO txt。不改动任何数据文件。",
    ),
    "does.licences": (
        "Lists under what a model's weights and the code that runs it may be used, who says so, and what is known "
        "of the terms of the data behind it.",
        "列出模型权重与运行代码的许可、由谁说明，以及其背后数据的已知条款。",
    ),
    "does.verify": (
        "Checks every file against its sha256 and repeats the self-test.",
        "用 sha256 校验每个文件，并重做自检。",
    ),
    "does.bench": (
        "Measures a model on each installed engine, in turns; medians.",
        "在每个已安装的引擎上轮流测速，取中位数。",
    ),
    "does.models": ("Lists the networks that can be trained.", "列出可训练的网络。"),
    "does.key": (
        "Makes a key for callers of a server, adds its hash to FILE and prints the key, which is kept nowhere else.",
        "为服务器的调用方生成密钥，把它的哈希加入 FILE，并打印密钥本身；密钥不保存在其他任何地方。",
    ),
    "does.weights": (
        "Drafts the card of a file of weights (its network, input, source), or scores the file as its card says.",
        "为权重文件起草卡片（网络、输入、来源），或按卡片所述给它评分。",
    ),
    "does.doctor": (
        "Says what is installed and what this machine can do.",
        "说明装了什么、这台机器能做什么。",
    ),
    # groups of flags
    "group.what": ("what to train", "训练什么"),
    "group.length": ("how long", "训练多久"),
    "group.pictures": ("pictures", "图片"),
    "group.training": ("optimisation", "优化"),
    "group.search": ("searching for good choices", "超参数搜索"),
    "group.data": ("data", "数据"),
    "group.table": ("reading a table, or folders", "读取表格或文件夹"),
    "group.machine": ("machine", "机器"),
    "group.backbone": ("a network to look with", "用来查看的网络"),
    # flags that several commands share
    "flag.model": ("a run folder or its model/", "运行目录，或其中的 model/"),
    "flag.data": (
        "a folder, a table (CSV, Parquet), a file of boxes (COCO JSON, data.yaml), or a name",
        "文件夹、表（CSV、Parquet）、框文件（COCO JSON、data.yaml）或名称",
    ),
    "flag.engine": (
        "what runs the model (auto: the fastest that answers as the trained network did)",
        "用什么运行模型（auto：答案与训练时一致的最快者）",
    ),
    "flag.threads": ("CPU threads of the engine (default: all)", "引擎的 CPU 线程数（默认：全部）"),
    "flag.json_lines": ("one JSON object a line", "每行一个 JSON 对象"),
    "flag.lang": (
        "language of what is said, and of pages (default: HUOYAN_LANG, or that of the system)",
        "所说的话与页面的语言（默认：HUOYAN_LANG，或系统的语言）",
    ),
    # train
    "flag.run": ("the run folder (default: runs/...)", "运行目录（默认：runs/...）"),
    "flag.recipe": ("replay this recipe.toml; flags win over it", "重放此 recipe.toml；命令行选项优先"),
    "flag.resume": ("go on with the run in --out that was cut off", "继续 --out 中被中断的运行"),
    "flag.resume_if_any": (
        "the same, or start where --out holds no run yet",
        "同上；若 --out 中还没有运行则重新开始",
    ),
    "flag.json_result": ("print the result as one JSON object", "把结果打印成一个 JSON 对象"),
    "flag.quiet": ("no progress", "不显示进度"),
    # check
    "flag.check_page": ("write a page with pictures (check.html)", "写出带图片的页面（check.html）"),
    "flag.fix": (
        "write what may be left out, for train --exclude",
        "写出可以去掉的图片，供 train --exclude 使用",
    ),
    "flag.backbone": (
        "a run folder trained on other pictures, or any timm name",
        "在别的图片上训练的运行目录，或 timm 的任一名称",
    ),
    "flag.backbone_weights": ("weights of a network by its name", "按名称给出的网络的权重"),
    "flag.backbone_pretrained": (
        "take timm's own weights for it (downloads them)",
        "使用 timm 自带的权重（会下载）",
    ),
    "flag.backbone_option": ("values of the network; may be repeated", "网络的参数；可重复"),
    "flag.backbone_mean": ("pixel mean that it was trained with", "训练时的像素均值"),
    "flag.backbone_std": ("pixel deviation of the same", "训练时的像素标准差"),
    "flag.check_task": (
        "for what the data are to be used; regress: their labels are numbers",
        "数据的用途；regress：标签是数值",
    ),
    "flag.quick": ("no search for wrong labels and shortcuts", "不查找错误标签与捷径"),
    "flag.strict": ("exit with 1 on an error or a warning", "有错误或警告时以 1 退出"),
    "flag.json_findings": ("one JSON object a finding, then a summary", "每个发现一个 JSON 对象，最后是汇总"),
    # evaluate, predict, export, verify, bench, models, doctor
    "flag.split": ("the part to score", "要评分的部分"),
    "flag.json_metrics": ("print the metrics object", "打印指标对象"),
    "flag.runs": ("two or more run folders, or their model/", "两个或更多运行目录，或其中的 model/"),
    "flag.compared_data": (
        "a folder, a table or a name (default: the data of the first run)",
        "文件夹、表格或名称（默认：第一个运行的数据）",
    ),
    "flag.compared_split": ("the part to compare on (default: test)", "用来比较的部分（默认：test）"),
    "flag.compared_page": ("write a page with charts (compare.html)", "写出带图表的页面（compare.html）"),
    "flag.source": (
        "a picture, a folder, a glob, a table of paths, an http(s) address, or -; for a model of clips a video, "
        "a folder of frames or of clips; with --stream a camera's number or rtsp:// too",
        "图片、文件夹、通配符、路径表格、http(s) 地址，或 -；片段模型则为视频、存放帧或片段的文件夹；"
        "加 --stream 时也可以是摄像头编号或 rtsp://",
    ),
    "flag.stream": (
        "answer a video or a camera while it runs: a JSON line a decision, with its seconds",
        "在视频或摄像头运行时作答：每次判断一行 JSON，带秒数",
    ),
    "flag.every": (
        "with --stream, one decision in so many seconds (default: at every frame that is looked at)",
        "与 --stream 同用：每隔这么多秒判断一次（默认：每个被看的帧）",
    ),
    "flag.top": ("classes shown (default 5)", "显示几个类别（默认 5）"),
    "flag.save": ("write pictures with the answer drawn in", "写出画有答案的图片"),
    "flag.save_coco": ("write the found things as COCO JSON", "把找到的目标写成 COCO JSON"),
    "flag.tile": (
        "look at large pictures in parts too, with this side in pixels (auto: the network's), for small things",
        "大图另按此边长（像素；auto：与网络相同）分块查看，以便发现小目标",
    ),
    "flag.overlap": (
        "share of a part that its neighbour has too (default 0.2)",
        "相邻分块的重叠比例（默认 0.2）",
    ),
    "flag.batch": ("pictures a call of the engine", "每次调用引擎的图片数"),
    "flag.format": ("default: onnx", "默认：onnx"),
    "flag.int8": (
        "write a model folder in int8, proven on validation pictures: smaller, and faster on CPUs with VNNI",
        "写出 int8 的模型文件夹，并用验证图片检验：更小，在有 VNNI 的 CPU 上更快",
    ),
    "flag.max_drop": (
        "with --int8, the most that the figure may lose (default 0.005, half a point; of numbers, of their spread): "
        "layers that hurt stay float, and what still loses more is not written",
        "与 --int8 同用：指标最多可下降多少（默认 0.005，即半个百分点；数值任务则以其离散程度计）："
        "造成损失的层保留为浮点，仍超出者不写出",
    ),
    "flag.int8_data": (
        "with --int8, the data that the model was trained on, where they have moved",
        "与 --int8 同用：训练数据现在的位置（如果移动过）",
    ),
    "flag.import_kind": ("what it is: yolox", "模型种类：yolox"),
    "flag.import_file": ("the ONNX file, as its authors export it", "作者导出的 ONNX 文件"),
    "flag.import_proof": (
        "pictures of yours to compare on: with 59 or more that show something, faster arithmetic (bf16) may be used",
        "用来比对的图片：有 59 张以上能找到物体时，才可能使用更快的 bf16 运算",
    ),
    "flag.import_labels": (
        "names of its classes, one a line, in their order (default: COCO's 80)",
        "类别名称，每行一个，按顺序排列（默认：COCO 的 80 个）",
    ),
    "flag.data_of_boxes": (
        "pictures with boxes: a folder, a COCO JSON file, a data.yaml, or a table of boxes",
        "带框的图片：文件夹、COCO JSON 文件、data.yaml 或框表",
    ),
    "flag.convert_to": ("the format to write", "要写成的格式"),
    "flag.folder": ("the folder to write into", "写入的文件夹"),
    "flag.json_outcome": ("print the outcome as one JSON object", "把结果打印成一个 JSON 对象"),
    "flag.commercial": (
        "exit with 1 where weights or code forbid commercial use, or nobody says that they allow it",
        "若权重或代码禁止商用，或没有说明允许商用，则以 1 退出",
    ),
    "flag.everywhere": (
        "compare torch, OpenVINO, the server and Chromium with onnxruntime, and write a certificate into the run",
        "将 torch、OpenVINO、服务器和 Chromium 与 onnxruntime 比较，并把证书写入运行目录",
    ),
    "flag.everywhere_data": (
        "with --everywhere, data whose pictures are shown (default: those of training, if they are there)",
        "与 --everywhere 同用：用哪些数据的图片（默认：训练数据，如果还在）",
    ),
    "flag.pictures": (
        "with --everywhere, how many pictures (default 200); some are made up, and odd",
        "与 --everywhere 同用：图片张数（默认 200）；其中一些是合成的、少见的",
    ),
    "flag.batch_sizes": ("batch sizes", "批大小"),
    "flag.seconds": ("time for each row", "每一行的用时"),
    "flag.json_rows": ("one JSON object a row", "每行一个 JSON 对象"),
    "flag.pattern": ("a name, * allowed", "名称，可用 *"),
    "flag.listed_task": (
        "list networks for this task alone: detect for detectors, any other for classifiers",
        "只列出用于此任务的网络：detect 为检测网络，其余为分类网络",
    ),
    "flag.measure": ("measure the speed here (onnxruntime, batch 1)", "在本机测速（onnxruntime，批大小 1）"),
    "flag.gpu": ("also load PyTorch and ask for GPUs", "同时加载 PyTorch 并查询 GPU"),
    "flag.key_file": (
        "file of hashed keys, made where it is missing; for --api-key-file",
        "保存密钥哈希的文件，不存在时新建；供 --api-key-file 使用",
    ),
    "flag.key_name": ("whose key it is; stands in the log of requests", "密钥属于谁；会出现在请求日志中"),
    "flag.key_role": (
        "what the key may do: ask, or also reload models",
        "密钥的权限：提问，或者还可以重新载入模型",
    ),
    "flag.weights_action": (
        "describe: draft its card; test: score it on PHOTOS",
        "describe：起草卡片；test：在 PHOTOS 上评分",
    ),
    "flag.weights_file": (
        "a PyTorch state dict, .safetensors or .onnx",
        "PyTorch state dict、.safetensors 或 .onnx",
    ),
    "flag.photos": (
        "labelled photos of the classes that it knows (names, or numbers from 0)",
        "它认识的类别的有标签照片（名称，或从 0 起的编号）",
    ),
    "flag.card": (
        "what the file is (default: FILE.toml beside it, or one that ships)",
        "说明该文件的卡片（默认：旁边的 FILE.toml，或随包附带的）",
    ),
    "flag.card_out": (
        "write the card there (never over an existing file)",
        "把卡片写到这里（绝不覆盖已有文件）",
    ),
    # comments of examples
    "example.first_run": ("a first run, with the data that comes along", "第一次运行，用随包附带的数据"),
    "example.clips": ("a model of clips: one object a video", "片段模型：每个视频一行 JSON"),
    "example.stream": ("a camera, while it runs", "摄像头，边运行边作答"),
    "example.json": ("one JSON object a picture", "每张图一行 JSON"),
    "example.digits": ("data that comes along: a first run", "随包附带的数据：第一次运行"),
    "example.folders": (
        "photos/CLASS/*.jpg, or train/ test/ of it",
        "photos/类别/*.jpg，或其上再分 train/ test/",
    ),
    "example.columns": (
        "columns: path, label, optional split and group",
        "列：path、label，可选 split 与 group",
    ),
    "example.ladder": (
        "the best of all, a network that knows pictures among them",
        "再加上一个认识图片的网络，取其中最好的",
    ),
    "example.detect": ("COCO JSON, VOC, YOLO txt or a table of boxes", "COCO JSON、VOC、YOLO txt 或框的表格"),
    "example.key": ("may ask", "可以提问"),
    "example.key_admin": ("may also reload models", "还可以重新载入模型"),
    "example.knowing": ("begins with what the weights know of things", "从权重已认识的物体开始"),
    "example.ensemble": ("several finished runs as one model", "把多个已完成的运行集成为一个模型"),
    "example.teacher": (
        "a smaller network that learns a run's answers, too",
        "较小的网络，也学习某个运行的回答",
    ),
    "example.torchrun": ("several processes or GPUs", "多个进程或 GPU"),
    "example.check": ("what is wrong, on the terminal", "在终端列出问题"),
    "example.check_page": ("the same with the pictures, as one page", "同上并附图片，做成一个页面"),
    "example.strict": ("for a build: exit code 1 if there is trouble", "用于自动构建：有问题时退出码为 1"),
    "example.backbone": ("a model trained on other pictures finds more", "在别的图片上训练的模型能找出更多"),
    "example.import_coco": ("one that knows the classes of COCO", "认识 COCO 各类别的模型"),
    "example.unseen": ("the part that training did not see", "训练没见过的部分"),
    "example.compare": ("on the test part that they have in common", "在它们共同的测试部分上"),
    "example.compare_page": ("the same as one page, with charts", "同上，做成一个带图表的页面"),
    "example.compare_data": ("on new pictures", "在新的图片上"),
    "example.save": ("pictures with the answer drawn in", "画有答案的图片"),
    "example.tile": ("small things in large pictures", "大图中的小目标"),
    "example.save_coco": ("what was found, for other tools", "找到的目标，供其他工具使用"),
    "example.table": ("a table with a column of files", "含有文件列的表格"),
    "example.onnx": ("ship/model.onnx, labels and all inside", "ship/model.onnx，内含标签等一切"),
    "example.commercial": ("a gate for a pipeline", "流水线的关卡"),
    "example.everywhere": ("one answer everywhere, certified", "处处同答，并出具证书"),
    "example.browser": ("a page that recognises by itself", "自行识别的页面"),
    "example.int8": ("smaller and faster, half a point at most", "更小更快，至多损失半个百分点"),
    "example.openvino": ("ship/model.xml and ship/model.bin", "ship/model.xml 与 ship/model.bin"),
    "example.convert": ("Pascal VOC in, COCO JSON out", "读入 Pascal VOC，写出 COCO JSON"),
    "example.convert_table": ("a table of boxes for YOLO programs", "框表转给 YOLO 程序用"),
    "example.describe": ("which network it fits, as the draft of a card", "它适合哪个网络，写成卡片草稿"),
    "example.describe_out": (
        "the same beside it: train and check obey it then",
        "同上，写在文件旁：train 与 check 随即照办",
    ),
    "example.weights_test": (
        "folders that bear the names of its classes",
        "以其类别命名的文件夹",
    ),
    "example.models": ("a good few, with parameters and speed", "一些好用的，附参数量与速度"),
    "example.models_task": ("those that find things", "能找出物体的网络"),
    "example.pattern": ("all of timm that match", "timm 中所有相符的"),
    "example.measure": ("its speed on this machine", "它在本机的速度"),
}
