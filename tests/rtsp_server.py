"""A camera: GStreamer's RTSP server, which sends an MP4's H.264 as it is. Run by a Python that has `gi`.

rtsp_server.py PORT FILE [USER PASSWORD]: rtsp://127.0.0.1:PORT/live
"""

from __future__ import annotations

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402


def main(port: str, path: str, user: str = "", password: str = "") -> None:
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(
        f'( filesrc location="{path}" ! qtdemux ! rtph264pay name=pay0 pt=96 config-interval=1 )'
    )
    if user:
        _lock(server, factory, user, password)
    server.get_mount_points().add_factory("/live", factory)
    server.attach(None)
    print("ready", flush=True)
    GLib.MainLoop().run()


def _lock(
    server: GstRtspServer.RTSPServer, factory: GstRtspServer.RTSPMediaFactory, user: str, password: str
) -> None:
    auth, token = GstRtspServer.RTSPAuth(), GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    everything = GstRtspServer.RTSPPermissions()
    everything.add_permission_for_role("viewer", "media.factory.access", True)
    everything.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(everything)


if __name__ == "__main__":
    main(*sys.argv[1:])
