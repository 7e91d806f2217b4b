"""checkpoint_file.py: seqlab's saved models (safetensors) as numpy arrays and texts, and back. Needs numpy alone.

The format is documented in the manual, section FILE FORMAT."""
import json
import os
import struct

import numpy as np

SPECIAL = ["<PAD>", "<SOS>", "<EOS>", "<UNK>"]
PAD, SOS, EOS, UNK = range(4)


def read(path):
    """({name: float32 array}, {name: text})"""
    with open(path, "rb") as file:
        content = file.read()
    length = struct.unpack("<Q", content[:8])[0]
    if len(content) < 8 + length:
        raise ValueError(f"{path}: the header is longer than the file")
    header, numbers = json.loads(content[8:8 + length]), content[8 + length:]
    texts, tensors = header.pop("__metadata__", {}), {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        count = int(np.prod(entry["shape"], dtype=np.int64))
        if entry["dtype"] != "F32" or not 0 <= begin <= end <= len(numbers) or end - begin != 4 * count:
            raise ValueError(f"{path}: the tensor {name} is not float32 or lies outside the file")
        tensors[name] = np.frombuffer(numbers, "<f4", count, begin).reshape(entry["shape"]).copy()
    return tensors, texts


def write(path, tensors, texts):
    """Replaces the file whole. The header is padded so that the numbers begin at a multiple of 8."""
    header, parts, place = {"__metadata__": texts}, [], 0
    for name, values in tensors.items():
        part = np.ascontiguousarray(values, "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [place, place + len(part)]}
        parts.append(part)
        place += len(part)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


def texts_of(configuration, source_tokens, target_tokens, name="pytorch"):
    """What seqlab must know beside the tensors. configuration: the settings without "model." in front; tokens: words,
    the first four of which are SPECIAL."""
    texts = {"format": "pt", "seqlab": "1"}
    texts.update(("model." + key, str(value)) for key, value in configuration.items())
    texts["source_vocabulary"] = json.dumps(source_tokens, ensure_ascii=False)
    texts["target_vocabulary"] = json.dumps(target_tokens, ensure_ascii=False)
    texts["data"] = json.dumps({"source_tokens": 0, "target_tokens": 0})
    texts["data.name"] = name
    texts["run"] = json.dumps({"name": name, "steps": 0})
    return texts
