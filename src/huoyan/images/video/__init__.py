"""Moving pictures: the one gate for video files, folders of frames, cameras and streams."""
