"""Who may call a server: keys, addresses it listens on, certificates."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "access.keys_missing": (
        "{host} can be reached by other machines, so callers must show a key. Make one with huoyan key keys.txt "
        "NAME and give --api-key-file keys.txt; or say --no-auth if whoever reaches it may call it.",
        "其他机器可以访问 {host}，因此调用方必须出示密钥。请用 huoyan key keys.txt NAME 生成密钥并给出 --api-key-file "
        "keys.txt；如果任何能访问它的人都可以调用，请用 --no-auth 说明。",
    ),
    "access.keys_and_no_auth": (
        "--api-key-file asks for keys, --no-auth for none. Give one of the two.",
        "--api-key-file 要求密钥，--no-auth 则不要求。请只给出其中之一。",
    ),
    "access.no_keys": (
        "{path} holds no key. Make one with huoyan key {path} NAME.",
        "{path} 中没有密钥。请用 huoyan key {path} NAME 生成。",
    ),
    "access.keys_unreadable": (
        "The file of keys, {path}, cannot be read: {reason}.",
        "密钥文件 {path} 无法读取：{reason}。",
    ),
    "access.keys_unwritable": (
        "The file of keys, {path}, cannot be written: {reason}.",
        "密钥文件 {path} 无法写入：{reason}。",
    ),
    "access.keys_no_text": (
        "The file of keys, {path}, is no UTF-8 text of at most 1 MiB. Make one with huoyan key NEW_FILE NAME.",
        "密钥文件 {path} 不是不超过 1 MiB 的 UTF-8 文本。请用 huoyan key NEW_FILE NAME 新建。",
    ),
    "access.key_line": (
        "{path}, line {line}: expected NAME ROLE sha256:HASH, with the role {roles} and 64 hexadecimal digits. "
        "huoyan key {path} NAME adds such a line.",
        "{path} 第 {line} 行：应为 NAME ROLE sha256:HASH，角色为 {roles}，哈希为 64 位十六进制数字。huoyan key {path} "
        "NAME 会添加这样的一行。",
    ),
    "access.key_twice": (
        "{path}, line {line}: the name {name} stands there twice. Remove one of the lines.",
        "{path} 第 {line} 行：名称 {name} 出现了两次。请删除其中一行。",
    ),
    "access.too_many_keys": (
        "{path} holds {n:,} keys; at most {most:,} are taken.",
        "{path} 中有 {n:,} 个密钥；最多接受 {most:,} 个。",
    ),
    "access.key_name": (
        "{name} cannot name a key. Expected up to 64 letters, digits, dots, hyphens and underscores.",
        "{name} 不能用作密钥的名称。应为至多 64 个字母、数字、点、连字符或下划线。",
    ),
    "access.key_name_taken": (
        "{path} has a key of the name {name} already. Choose another name, or remove that line first.",
        "{path} 中已有名为 {name} 的密钥。请另选名称，或先删除那一行。",
    ),
    "access.key_missing": (
        "A key is needed here. Send it as Authorization: Bearer KEY, or as X-API-Key: KEY.",
        "这里需要密钥。请以 Authorization: Bearer KEY 或 X-API-Key: KEY 的形式发送。",
    ),
    "access.key_unknown": (
        "This key is not known here. Ask whoever runs the server for one.",
        "这里不认识该密钥。请向服务器的管理者索取。",
    ),
    "access.rate": (
        "This key has called too often. Call again in {seconds} s.",
        "该密钥调用过于频繁。请在 {seconds} 秒后再次调用。",
    ),
    "access.admin_only": (
        "This call changes what the server answers with. Use a key with the role admin; without keys it can be "
        "made from this machine only.",
        "该调用会改变服务器用来回答的模型。请使用角色为 admin 的密钥；没有密钥时只能在本机调用。",
    ),
    "access.forbidden_host": (
        "This server has no keys, so it answers to names of this machine only, as localhost. Behind a proxy, "
        "start it with --api-key-file, or with --no-auth if whoever reaches the proxy may call it.",
        "该服务器没有密钥，因此只响应本机的名称，例如 localhost。在代理之后，请用 --api-key-file "
        "启动；如果任何能访问代理的人都可以调用，请用 --no-auth。",
    ),
    "access.forbidden_proxy": (
        "This call came by way of a proxy, and this server has no keys: it answers to this machine only. Start "
        "it with --api-key-file, or with --no-auth if whoever reaches the proxy may call it.",
        "该调用来自代理，而该服务器没有密钥，因此只响应本机。请用 --api-key-file "
        "启动；如果任何能访问代理的人都可以调用，请用 --no-auth。",
    ),
    "access.forbidden_origin": (
        "A page of another site may not call this server.",
        "其他网站的页面不能调用该服务器。",
    ),
    "access.tls_half": (
        "A certificate and its key belong together: {missing} is missing.",
        "证书与其私钥必须一起给出：缺少 {missing}。",
    ),
    "access.tls_unreadable": ("{path} cannot be read: {reason}.", "{path} 无法读取：{reason}。"),
    "access.tls_encrypted": (
        "{path} is locked with a password, and nobody is there to type it when a server starts. Unlock it with "
        "openssl pkey -in {path} -out unlocked.pem.",
        "{path} 用密码加密，而服务器启动时没有人输入密码。请用 openssl pkey -in {path} -out unlocked.pem 解锁。",
    ),
    "access.tls_mismatch": (
        "{key} is not the key of the certificate {cert}. Give the pair that belongs together.",
        "{key} 不是证书 {cert} 的私钥。请给出匹配的一对。",
    ),
    "access.tls_damaged": (
        "{cert} and {key} cannot be used. Expected a certificate, followed by those that vouch for it, and its "
        "key, both in PEM.",
        "{cert} 和 {key} 无法使用。应为证书（其后是为它担保的证书）及其私钥，均为 PEM 格式。",
    ),
}
