"""What the files of an artifact are called."""

MODEL_FOLDER = "model"
MANIFEST = "huoyan.json"
ONNX = "model.onnx"
WEIGHTS = "weights.safetensors"
SELFTEST = "selftest.safetensors"
PICTURES = "pictures.safetensors"
# What every model has. PICTURES is there where it is known which pictures the model was trained on.
FILES = (ONNX, WEIGHTS, SELFTEST)
# All that is ever written into a model folder.
OWN = (MANIFEST, *FILES, PICTURES)
# Of a generator, which is no model.
GENERATOR_FOLDER, GENERATOR_MANIFEST = "generator", "generator.json"
