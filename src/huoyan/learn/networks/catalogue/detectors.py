"""Networks that say where things are."""

from __future__ import annotations

from huoyan.learn.networks.catalogue.row import THINGS, CatalogueRow

# fmt: off
DETECTOR_ROWS: tuple[CatalogueRow, ...] = (
    CatalogueRow("yolo_n", 1_940_112, 5.14, 640, None, "finds_small", 0.12, THINGS),
    CatalogueRow("yolo_s", 7_686_512, 20.1, 640, None, "finds_usual", 0.034, THINGS),
    CatalogueRow("yolo_m", 21_375_744, 56.1, 640, None, "finds_larger", 0.012, THINGS),
    CatalogueRow("yolo_l", 45_301_168, 119.0, 640, None, "finds_large", 0.006, THINGS),
    CatalogueRow("yolox_nano", 912_159, 2.47, 640, "COCO (Apache 2.0)", "finds_coco_nano", 0.19, THINGS),
    CatalogueRow("yolox_tiny", 5_055_855, 15.2, 640, None, "finds_coco", 0.043, THINGS),
    CatalogueRow("yolox_s", 8_968_255, 26.7, 640, None, "finds_coco", 0.026, THINGS),
    CatalogueRow("yolox_m", 25_326_495, 73.5, 640, None, "finds_coco", 0.012, THINGS),
    CatalogueRow("yolox_l", 54_208_895, 155.0, 640, None, "finds_coco", 0.005, THINGS),
    CatalogueRow("faster_rcnn", 7_391_075, 9.69, 640, "timm (apache-2.0)", "finds_regions", 0.054, THINGS),
    CatalogueRow("rcnn", None, None, None, None, "finds_with_few", None, THINGS),
)
# fmt: on
