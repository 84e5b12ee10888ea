"""Networks that answer with a row of numbers for a picture: classes, labels, or a quantity."""

from __future__ import annotations

from huoyan.learn.networks.catalogue.row import CatalogueRow

APACHE = "timm (apache-2.0)"

# fmt: off
CLASSIFIERS: tuple[CatalogueRow, ...] = (
    CatalogueRow("cnn", 61_674, 0.00552, 28, None, "small_pictures", 33.0),
    CatalogueRow("cnn_half", 17_018, 0.00148, 28, None, "half_width", 41.0),
    CatalogueRow("cnn_tutorial", 93_322, 0.00559, 28, None, "tutorial", 31.0),
    CatalogueRow("rnn", 83_466, 0.00271, 28, None, "by_rows", 26.0),
    CatalogueRow("mobilenetv3_small_100", 2_542_856, 0.113, 224, APACHE, "small_devices", 2.6),
    CatalogueRow("mobilenetv3_large_100", 5_483_032, 0.433, 224, APACHE, "start", 1.0),
    CatalogueRow("mobilenetv2_100", 3_504_872, 0.602, 224, APACHE, "old", 0.83),
    CatalogueRow("mobilenetv4_conv_small", 3_774_024, 0.372, 224, APACHE, "phones_and_cpus", 1.5),
    CatalogueRow("mobilenetv4_conv_medium", 9_715_512, 2.16, 256, APACHE, "still_fast", 0.29),
    CatalogueRow("efficientnet_b0", 5_288_548, 0.772, 224, APACHE, "for_parameters", 0.52),
    CatalogueRow("efficientnet_b2", 9_109_994, 1.72, 256, APACHE, "slower", 0.26),
    CatalogueRow("tf_efficientnetv2_s", 21_458_488, 10.6, 300, APACHE, "large", 0.059),
    CatalogueRow("efficientnet_lite0", 4_652_008, 0.77, 224, APACHE, "for_int8", 0.68),
    CatalogueRow("ghostnet_100", 5_182_508, 0.282, 224, APACHE, "few_operations", 0.89),
    CatalogueRow("regnety_004", 4_344_144, 0.804, 224, "timm (bsd-3-clause)", "few_operations", 0.5),
    CatalogueRow("regnety_016", 11_202_430, 3.22, 224, "timm (bsd-3-clause)", "even_speed", 0.16),
    CatalogueRow("resnet18", 11_689_512, 3.63, 224, APACHE, "plain", 0.2),
    CatalogueRow("resnet34", 21_797_672, 7.33, 224, APACHE, "plain", 0.099),
    CatalogueRow("resnet50", 25_557_032, 8.18, 224, APACHE, "papers", 0.083),
    CatalogueRow("densenet121", 7_978_856, 5.67, 224, APACHE, "xrays", 0.12),
    CatalogueRow("vgg16_bn", 138_365_992, 30.9, 224, "timm (bsd-3-clause)", "old_work", 0.023),
    CatalogueRow("convnext_atto", 3_695_520, 1.09, 224, APACHE, "modern_tiny", 0.46),
    CatalogueRow("convnext_tiny", 28_589_128, 8.91, 224, APACHE, "modern", 0.066),
    CatalogueRow("convnextv2_nano", 15_623_800, 4.89, 224, "timm (cc-by-nc-4.0)", "modern_masked", 0.1),
    CatalogueRow("repvit_m1", 5_485_248, 1.63, 224, APACHE, "phones", 0.32),
    CatalogueRow("fastvit_t8", 4_026_232, 1.38, 256, "timm (fastvit-license)", "transformer_like", 0.33),
    CatalogueRow("edgenext_small", 5_586_832, 2.51, 256, "timm (mit)", "mixed", 0.19),
    CatalogueRow("vit_tiny_patch16_224", 5_717_416, 2.51, 224, APACHE, "small_vit", 0.24),
    CatalogueRow("vit_small_patch16_224", 22_050_664, 9.2, 224, APACHE, "vit", 0.073),
    CatalogueRow("vit_base_patch16_224", 86_567_656, 35.1, 224, APACHE, "needs_pretrained", 0.019),
    CatalogueRow("deit_tiny_patch16_224", 5_717_416, 2.51, 224, APACHE, "same_pretrained", 0.23),
    CatalogueRow("swin_tiny_patch4_window7_224", 28_288_354, 8.98, 224, "timm (mit)", "windows", 0.062),
)
# fmt: on
