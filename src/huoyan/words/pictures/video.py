"""Moving pictures: what of a video or a camera cannot be read, and how a camera comes and goes."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "video.missing": ("{path} does not exist. Check the path.", "{path} 不存在。请检查路径。"),
    "video.not_a_file": (
        "{path} is neither a file nor a folder. Give a video file, or a folder of frames.",
        "{path} 既不是文件也不是文件夹。请给出视频文件，或一个帧图片文件夹。",
    ),
    "video.unreadable": (
        "{path} cannot be read: {reason}. Check its permissions, and its disk.",
        "{path} 无法读取：{reason}。请检查其权限和所在磁盘。",
    ),
    "video.empty": (
        "{name} is empty (0 bytes). Record it again, or remove it.",
        "{name} 是空文件（0 字节）。请重新录制，或删除它。",
    ),
    "video.a_picture": (
        "{name} is a picture ({kind}), not a video. Give it as a picture; a folder of pictures is read as frames.",
        "{name} 是图片（{kind}），不是视频。请把它作为图片给出；装有图片的文件夹会作为帧序列读取。",
    ),
    "video.no_stream": (
        "{name} holds no moving picture that is known (sound only, perhaps). Expected a video.",
        "{name} 里没有能识别的视频画面（也许只有声音）。应为视频。",
    ),
    "video.no_frames": (
        "{name} declares a video, but not one frame can be decoded. Record it again, or convert it to H.264.",
        "{name} 声明含有视频，但一帧也无法解码。请重新录制，或转换为 H.264。",
    ),
    "video.no_frames_because": (
        "{name} declares a video, but not one frame can be decoded ({reason}). Record it again, or convert it "
        "to H.264.",
        "{name} 声明含有视频，但一帧也无法解码（{reason}）。请重新录制，或转换为 H.264。",
    ),
    "video.codec_without_ffmpeg": (
        "not one frame of {name} can be decoded by OpenCV ({reason}). Install ffmpeg, which knows more codecs, "
        "or convert it to H.264.",
        "OpenCV 无法解码 {name} 的任何一帧（{reason}）。请安装支持更多编码的 ffmpeg，或转换为 H.264。",
    ),
    "video.damaged": (
        "{name} is no video that can be read, or it is damaged ({reason}). Replace it by an intact copy.",
        "{name} 不是能读取的视频，或者已损坏（{reason}）。请换成完好的副本。",
    ),
    "video.cut_off_before": (
        "{name} is cut off before its first frame ({missing:,} bytes or more are missing). Fetch or record it again.",
        "{name} 在第一帧之前就断了（至少缺少 {missing:,} 字节）。请重新获取或录制。",
    ),
    "video.cut_off": (
        "{name} is cut off after {seconds:.2f} s and {frames:,} frames ({missing:,} bytes are missing). "
        "Fetch it again, or use what is there up to then.",
        "{name} 在 {seconds:.2f} 秒、{frames:,} 帧之后断了（缺少 {missing:,} 字节）。请重新获取，"
        "或只使用此前的部分。",
    ),
    "video.ends_early": (
        "{name} ends after {seconds:.2f} s and {frames:,} frames, but declares {declared:.2f} s ({reason}). "
        "Fetch it again, or use what is there up to then.",
        "{name} 在 {seconds:.2f} 秒、{frames:,} 帧之后结束，但声明有 {declared:.2f} 秒（{reason}）。请重新获取，"
        "或只使用此前的部分。",
    ),
    "video.patched": (
        "{name}: the decoder complained {n:,} times (last: {reason}); frames there may be patched or missing",
        "{name}：解码器报告了 {n:,} 次错误（最后一次：{reason}）；该处的帧可能经过修补或缺失",
    ),
    "video.too_large": (
        "{name} has {width} x {height} pixels a frame; at most {most:,} are decoded. Scale it down.",
        "{name} 每帧有 {width} x {height} 像素；最多解码 {most:,} 个像素。请缩小尺寸。",
    ),
    "video.memory": (
        "{name} would take too much memory. Scale it down.",
        "{name} 会占用过多内存。请缩小尺寸。",
    ),
    "video.size_changed": (
        "{name} has {width} x {height} pixels, but the first frame of the folder has {first_width} x "
        "{first_height}. Give frames of one size.",
        "{name} 有 {width} x {height} 像素，但文件夹的第一帧是 {first_width} x {first_height}。"
        "请给出同一尺寸的帧。",
    ),
    "video.decoder_died": (
        "the decoder of {name} died {n} times at {seconds:.2f} s. The file may be made to do harm, or memory "
        "has run out; convert it, or try --engine ffmpeg.",
        "{name} 的解码器在 {seconds:.2f} 秒处崩溃了 {n} 次。该文件可能带有恶意，或者内存不足；请转换它，"
        "或尝试 --engine ffmpeg。",
    ),
    "video.stuck": (
        "the decoder of {name} was silent for {patience:g} s at {seconds:.2f} s, {n} times. Is its disk or server "
        "there? Try again.",
        "{name} 的解码器在 {seconds:.2f} 秒处 {n} 次静默 {patience:g} 秒。它所在的磁盘或服务器还在吗？请重试。",
    ),
    "video.stdin_broken": (
        "the video on stdin broke off at {seconds:.2f} s: its decoder has ended, and stdin cannot be read twice. "
        "Give a file.",
        "stdin 上的视频在 {seconds:.2f} 秒处中断：解码器已结束，而 stdin 不能读取两次。请给出文件。",
    ),
    "video.stdin_damaged": (
        "stdin holds no video that can be read as it comes ({reason}). An MP4 must have its index in front "
        "(ffmpeg -movflags faststart); or give a file.",
        "stdin 上没有能边收边读的视频（{reason}）。MP4 的索引必须在最前面（ffmpeg -movflags faststart）；"
        "或者给出文件。",
    ),
    "video.no_ffmpeg": (
        'engine="ffmpeg" needs the program ffmpeg, which is not installed. Install it (Debian, Ubuntu: apt '
        'install ffmpeg), or use engine="opencv".',
        'engine="ffmpeg" 需要尚未安装的程序 ffmpeg。请安装它（Debian、Ubuntu：apt install ffmpeg），'
        '或使用 engine="opencv"。',
    ),
    "video.unknown_engine": (
        "engine is {engine!r}; expected one of {known}.",
        "engine 为 {engine!r}；应为以下之一：{known}。",
    ),
    "video.span": (
        "start is {start!r} and end is {end!r}: expected seconds of the stream, 0 <= start < end.",
        "start 为 {start!r}，end 为 {end!r}：应为视频流的秒数，且 0 <= start < end。",
    ),
    "video.rate": (
        "rate is {rate!r}; expected frames a second, above 0.",
        "rate 为 {rate!r}；应为大于 0 的每秒帧数。",
    ),
    "video.folder_without_frames": (
        "{path} holds no frames. Expected pictures, as in 000001.jpg.",
        "{path} 里没有帧。应有图片，例如 000001.jpg。",
    ),
    "video.is_live": (
        "{name} is a camera or a stream without end. Open it with open_camera.",
        "{name} 是摄像头或没有结尾的流。请用 open_camera 打开。",
    ),
    "video.refused": (
        "{name} refuses the user or the password. Give them in the address: rtsp://user:password@...",
        "{name} 拒绝了用户名或密码。请在地址中给出：rtsp://用户:密码@...",
    ),
    "video.not_found": (
        "{name} is answered, but there is no stream of that name ({reason}). Check the path of the address.",
        "{name} 有应答，但没有这个名称的流（{reason}）。请检查地址中的路径。",
    ),
    "video.unreachable": (
        "{name} cannot be reached ({reason}). Is it switched on, and is the address right?",
        "无法连接 {name}（{reason}）。它开机了吗？地址正确吗？",
    ),
    "video.no_camera": (
        "there is no camera {name}, or another program uses it. Cameras are numbered from 0.",
        "没有编号为 {name} 的摄像头，或者它正被其他程序使用。摄像头编号从 0 开始。",
    ),
    "video.patience": (
        "{name} is {value!r}; expected seconds, above 0.",
        "{name} 为 {value!r}；应为大于 0 的秒数。",
    ),
    "video.gone": ("{name} gives no more frames: {reason}", "{name} 不再给出帧：{reason}"),
    "video.back": (
        "{name} is back after {gap:.1f} s without a frame",
        "{name} 在 {gap:.1f} 秒没有帧之后恢复了",
    ),
    "video.stream_ended": ("the stream ended", "流已结束"),
    "video.silent": ("nothing came for {seconds:.1f} s", "{seconds:.1f} 秒内没有收到任何内容"),
    "video.behind": (
        "its frames come {seconds:.1f} s late",
        "它的帧迟到了 {seconds:.1f} 秒",
    ),
    "video.new_size": (
        "{name} has changed the size of its frames",
        "{name} 改变了帧的尺寸",
    ),
    "video.decoder_lost": ("its decoder has died", "它的解码器已崩溃"),
    "video.no_reason": ("no reason was given", "没有给出原因"),
}
