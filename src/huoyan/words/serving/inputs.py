"""What a request to a server brings, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "serving.body_too_large": (
        "The request has more than {most:,} bytes, the most that is taken. Send a smaller picture, or start "
        "the server with a larger --max-body.",
        "请求超过 {most:,} 字节，即接收的上限。请发送更小的图片，或用更大的 --max-body 启动服务器。",
    ),
    "serving.body_inflates": (
        "The request unpacks ({encoding}) to more than {most:,} bytes, the most that is taken. Send a smaller "
        "picture, or start the server with a larger --max-body.",
        "请求解压（{encoding}）后超过 {most:,} 字节，即接收的上限。请发送更小的图片，或用更大的 --max-body 启动服务器。",
    ),
    "serving.crowded": (
        "The requests of others hold {most:,} bytes, the most that this server keeps at once. Send it again in "
        "{seconds} s, or a smaller picture.",
        "其他请求已占用 {most:,} 字节，即该服务器同时保存的上限。请在 {seconds} 秒后重新发送，或发送更小的图片。",
    ),
    "serving.body_slow": (
        "The request came too slowly: {received:,} bytes, then a pause of up to {pause:g} s. Send it again over "
        "a faster connection.",
        "请求到达得太慢：收到 {received:,} 字节后停顿长达 {pause:g} 秒。请通过更快的连接重新发送。",
    ),
    "serving.body_encoding": (
        "The Content-Encoding of the request is {encoding}. Expected one of {known}.",
        "请求的 Content-Encoding 是 {encoding}。应为 {known} 之一。",
    ),
    "serving.body_damaged": (
        "The request cannot be unpacked: it is no intact {encoding}. Send it again, or without Content-Encoding.",
        "请求无法解压：它不是完好的 {encoding}。请重新发送，或不使用 Content-Encoding。",
    ),
    "serving.gone": (
        "The caller hung up before its request was whole.",
        "调用方在请求完整送达之前断开了连接。",
    ),
    "serving.form_boundary": (
        "The form has no boundary in its Content-Type. Let your HTTP library set this header.",
        "表单的 Content-Type 中没有 boundary。请让 HTTP 库来设置这个请求头。",
    ),
    "serving.form_damaged": (
        "The form (multipart/form-data) is damaged. Send it as curl -F image=@photo.jpg does.",
        "表单（multipart/form-data）已损坏。请按 curl -F image=@photo.jpg 的方式发送。",
    ),
    "serving.form_cut_off": (
        "The form (multipart/form-data) is cut off. Send it again.",
        "表单（multipart/form-data）不完整。请重新发送。",
    ),
    "serving.form_parts": (
        "The form has more than {most} parts. Send several requests.",
        "表单超过 {most} 个部分。请分成多个请求发送。",
    ),
    "serving.too_many_pictures": (
        "The request holds {found} pictures; at most {most} are taken. Send several requests.",
        "请求中有 {found} 张图片；最多接收 {most} 张。请分成多个请求发送。",
    ),
    "serving.json": (
        'The request is no JSON that can be read: {reason}. Send {{"image": "<base64>"}}, or the picture\'s bytes.',
        '请求不是能读取的 JSON：{reason}。请发送 {{"image": "<base64>"}}，或图片的字节本身。',
    ),
    "serving.not_base64": (
        "The picture under {key} is no base64 text. Encode the bytes of its file, as base64 -w0 photo.jpg does.",
        "{key} 下的图片不是 base64 文本。请对图片文件的字节编码，如 base64 -w0 photo.jpg。",
    ),
    "serving.no_picture": (
        "The request holds no picture. Send its bytes, a form with a file, or JSON with one of the keys {keys}.",
        "请求中没有图片。请发送图片的字节、带文件的表单，或带有 {keys} 之一为键的 JSON。",
    ),
    "serving.url_host": (
        "{host} is no host that pictures can be fetched from. Expected names, as images.example.com or "
        "*.example.com, with :PORT where it is not 80 or 443; numbers and names of your own network, as "
        "localhost, are not taken.",
        "{host} 不是可以获取图片的主机。应为名称，例如 images.example.com 或 *.example.com，端口不是 80 或 443 时加上 "
        ":PORT；不接受数字地址，也不接受 localhost 等内部网络的名称。",
    ),
    "serving.address_wrong": (
        "The address of the picture cannot be used. Expected http:// or https:// and the name of a host "
        "on the internet (no number, no localhost), without user, password, blanks or backslashes.",
        "图片的网址无法使用。应为 http:// 或 https:// 加互联网上的主机名（不能是数字地址或 localhost），不含用户名、密码、空格或反斜杠。",
    ),
    "serving.address_host": (
        "{host}:{port} is not among the hosts that this server fetches pictures from (--url-hosts). Send the "
        "picture itself.",
        "{host}:{port} 不在该服务器获取图片的主机之列（--url-hosts）。请直接发送图片。",
    ),
    "serving.address_private": (
        "{host} leads to an address that is not of the open internet. Send the picture itself.",
        "{host} 指向的地址不属于公共互联网。请直接发送图片。",
    ),
    "serving.address_hops": (
        "The address of the picture leads on more than {most} times. Give the one where it ends.",
        "图片的网址重定向超过 {most} 次。请给出最终的网址。",
    ),
    "serving.address_status": (
        "The address of the picture was answered with {status}. Check it.",
        "图片的网址返回 {status}。请检查它。",
    ),
    "serving.address_too_large": (
        "Behind the address of the picture are more than {most:,} bytes, the most that is fetched.",
        "图片网址的内容超过 {most:,} 字节，即获取的上限。",
    ),
    "serving.address_late": (
        "The picture did not arrive from its address within {seconds:g} s. Try again, or send it itself.",
        "图片没有在 {seconds:g} 秒内从其网址送达。请重试，或直接发送图片。",
    ),
    "serving.address_failed": (
        "The picture cannot be fetched from its address. Check it, or send the picture itself.",
        "无法从网址获取图片。请检查网址，或直接发送图片。",
    ),
    "serving.address_off": (
        "This server fetches no pictures from addresses. Send the picture itself, or start the server with "
        "--url-hosts and the hosts that it may fetch from.",
        "该服务器不从网址获取图片。请直接发送图片，或用 --url-hosts 给出允许获取的主机来启动服务器。",
    ),
}
