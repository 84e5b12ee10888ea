"""Pascal VOC: XML files, the pictures that they are about, and lists of the parts."""
