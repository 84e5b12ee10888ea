// What the page says, in English and Chinese; {name} is filled in.

export const LANGUAGES = { en: "English", zh: "中文" };

// key: [English, Chinese]
const PHRASES = {
  switch: ["中文", "English"],
  choose: ["Choose pictures, drop them here, or paste one", "选择图片、拖放到此处，或粘贴一张"],
  private: [
    "Pictures stay in this browser: nothing is sent anywhere.",
    "图片只留在此浏览器中：不会发送到任何地方。",
  ],
  loading: ["The model is being loaded …", "正在加载模型……"],
  ready: ["Ready. {threads} thread(s).", "就绪。{threads} 个线程。"],
  lacks: ["This browser does not read {kinds} as it should; such pictures are refused.", "此浏览器不能正确读取 {kinds}；此类图片将被拒绝。"],
  waiting: ["…", "……"],
  nothing: ["Nothing was found.", "未发现任何东西。"],
  milliseconds: ["{n} ms", "{n} 毫秒"],
  about: ["About this model", "关于此模型"],
  task: ["Task", "任务"],
  "task.classify": ["one class a picture", "每张图片一个类别"],
  "task.tags": ["any number of labels a picture", "每张图片任意个标签"],
  "task.regress": ["numbers of a picture", "图片的数值"],
  "task.detect": ["things and where they are", "物体及其位置"],
  labels: ["Labels", "标签"],
  trained: ["Trained on", "训练数据"],
  pictures: ["{data}: {n} pictures", "{data}：{n} 张图片"],
  licence: ["Licence of the weights", "权重许可证"],
  made: ["Written", "生成时间"],
  interval: ["from {low} to {high}", "{low} 至 {high}"],
  results: ["Answers", "结果"],

  empty: ["{name} is empty.", "{name} 是空文件。"],
  no_picture: [
    "{name} is no picture that can be read here. There are: JPEG, PNG, WebP, GIF, BMP, AVIF.",
    "{name} 不是此处可读取的图片。可用格式：JPEG、PNG、WebP、GIF、BMP、AVIF。",
  ],
  format: [
    "{name} is {kind}, which browsers do not read. Save it as PNG, or use `huoyan predict`.",
    "{name} 是 {kind}，浏览器无法读取。请另存为 PNG，或使用 `huoyan predict`。",
  ],
  turned: [
    "{name} is turned within the {kind} file, which browsers do in their own way. Save it as PNG or JPEG.",
    "{name} 在 {kind} 文件内部带有旋转，各浏览器处理不同。请另存为 PNG 或 JPEG。",
  ],
  otherwise: [
    "{name} is {kind}, which this browser decodes otherwise than it should. Save it as PNG or JPEG.",
    "{name} 是 {kind}，此浏览器的解码结果不正确。请另存为 PNG 或 JPEG。",
  ],
  cut: ["{name} is cut off: the end of the {kind} is missing.", "{name} 不完整：缺少 {kind} 的结尾。"],
  damaged: ["{name} is a damaged {kind}.", "{name} 是损坏的 {kind}。"],
  many_bytes: ["{name} is larger than {most} bytes.", "{name} 超过 {most} 字节。"],
  many_pixels: [
    "{name} has {width} x {height} pixels; at most {most} are read.",
    "{name} 有 {width} x {height} 像素；最多读取 {most} 像素。",
  ],
  memory: [
    "There is not enough memory for {width} x {height} pixels of {name}.",
    "内存不足以容纳 {name} 的 {width} x {height} 像素。",
  ],
  missing: [
    "{file} is not beside this page. Copy the whole folder that `huoyan export` wrote.",
    "{file} 不在此页面旁边。请复制 `huoyan export` 写出的整个文件夹。",
  ],
  decodes_otherwise: [
    "This browser decodes {kind} otherwise than the model was trained with, so its answers would differ. Use a current Chromium, Chrome or Edge.",
    "此浏览器解码 {kind} 的方式与模型训练时不同，答案会有出入。请使用新版 Chromium、Chrome 或 Edge。",
  ],
  answers_otherwise: [
    "The model's self-test gives other answers in this browser than where it was exported. Use a current Chromium, Chrome or Edge.",
    "模型自检在此浏览器中给出的答案与导出时不同。请使用新版 Chromium、Chrome 或 Edge。",
  ],
  other: ["It did not work: {reason}", "未能完成：{reason}"],
};

export function say(language, key, values = {}) {
  const phrase = PHRASES[key]?.[language === "zh" ? 1 : 0] ?? key;
  return phrase.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

export function preferred() {
  return (navigator.language ?? "en").toLowerCase().startsWith("zh") ? "zh" : "en";
}
