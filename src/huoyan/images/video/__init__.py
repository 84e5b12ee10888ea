"""Moving pictures: the one gate for video files, folders of frames, cameras and streams.

`open_video` reads every frame in order, `open_camera` the newest one only. Frames are decoded in a process of
their own (`child`), which a watchdog ends when it is stuck.
"""
