"""Networks of libraries by name, timm and torchvision, and what is known of any network by its name."""
