"""The last seconds of a camera in memory, and the short clips of alarms that are made of them."""
