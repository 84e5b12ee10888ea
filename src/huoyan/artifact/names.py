"""What the files of an artifact are called."""

MODEL_FOLDER = "model"
MANIFEST = "huoyan.json"
ONNX = "model.onnx"
WEIGHTS = "weights.safetensors"
SELFTEST = "selftest.safetensors"
FILES = (ONNX, WEIGHTS, SELFTEST)
