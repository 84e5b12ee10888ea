"""The tutorials' Keras program for MNIST-like IDX files, as it is usually written; has its own environment.

    PYTHON_WITH_TENSORFLOW benchmarks/keras_peer.py FOLDER mnist --epochs 5

FOLDER holds the four idx .gz files. Prints one JSON line: seconds of the process since this file's first
line, seconds of `fit`, parameters, and the accuracy on the test pictures.
"""

import time

BEGAN = time.perf_counter()

import os  # noqa: E402  (the clock above must start before the imports it measures)

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import argparse  # noqa: E402
import gzip  # noqa: E402
import json  # noqa: E402
from pathlib import Path  # noqa: E402

import numpy as np  # noqa: E402


def idx(path: Path) -> np.ndarray:
    """An IDX file: two zero bytes, type, number of axes, big-endian sizes, data."""
    data = gzip.decompress(path.read_bytes())
    shape = tuple(np.frombuffer(data, ">i4", data[3], 4))
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name", choices=["mnist", "fashion-mnist"])
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    import keras
    from keras import layers

    keras.utils.set_random_seed(arguments.seed)
    x_train = idx(arguments.folder / "train-images-idx3-ubyte.gz")[..., None].astype("float32") / 255
    y_train = idx(arguments.folder / "train-labels-idx1-ubyte.gz")
    x_test = idx(arguments.folder / "t10k-images-idx3-ubyte.gz")[..., None].astype("float32") / 255
    y_test = idx(arguments.folder / "t10k-labels-idx1-ubyte.gz")
    model = keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    began = time.perf_counter()
    model.fit(x_train, y_train, batch_size=arguments.batch, epochs=arguments.epochs, verbose=0)
    fitted = time.perf_counter() - began
    _, accuracy = model.evaluate(x_test, y_test, verbose=0)
    result = {
        "data": arguments.name,
        "epochs": arguments.epochs,
        "seed": arguments.seed,
        "parameters": model.count_params(),
        "seconds": round(time.perf_counter() - BEGAN, 2),
        "fit_seconds": round(fitted, 2),
        "accuracy": round(float(accuracy), 4),
        "n": len(y_test),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
