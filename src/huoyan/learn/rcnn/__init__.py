"""R-CNN: frozen features of proposed regions, a linear SVM for each class, boxes moved by regression."""
