"""One line for each verb that ends by itself, and what it writes: for attacks that try all of them."""
DATA = ["--data", "data"]
TRAINING = DATA + ["--hidden", "5", "--epochs", "2"]

LINES = {
    "train": (["train", "--save", "model.safetensors", "--log", "log.jsonl"] + TRAINING, "model.safetensors"),
    "resume": (["train", "--resume", "model.safetensors", "--epochs", "5"] + DATA, "model.safetensors"),
    "evaluate": (["evaluate", "model.safetensors"] + DATA, None),
    "predict": (["predict", "model.safetensors", "test:3", "--json"] + DATA, None),
    "inspect": (["inspect", "model.safetensors"], None),
    "explain": (["explain", "model.safetensors", "--html", "page.html"] + DATA, "page.html"),
    "average": (["average", "model.safetensors", "--examples", "0:20", "--html", "page.html"] + DATA, "page.html"),
    "sensitivity": (["sensitivity", "model.safetensors", "--examples", "0:20"] + DATA, None),
    "gradient": (["gradient", "model.safetensors", "--out", "gradient.safetensors"] + DATA, "gradient.safetensors"),
    "collapse": (["collapse", "--steps", "20"] + DATA, None),
    "compare": (["compare", "--epochs", "1", "--grid", "5", "--hidden", "4"] + DATA, None),
    "report": (["report", "model.safetensors", "--html", "page.html"] + DATA, "page.html"),
    "export-site": (["export-site", "site"], None),
    "completions": (["completions", "bash"], None),
    "manual": (["manual"], None),
}
