"""Formats of pictures with boxes: COCO JSON, Pascal VOC XML, YOLO txt, tables with a row for each box."""
