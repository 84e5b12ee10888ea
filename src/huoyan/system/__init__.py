"""The process and its machine: cores, streams, disk, and the settings that a caller finds unchanged."""
