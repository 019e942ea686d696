// Written by Scripts/embed-explorer: the files of site/, by name.
#include "explorer.h"

// `#embed` is C23; the toolchain's clang offers it in every mode and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "site/address.js"
};

static const unsigned char file_1[] = {
#embed "site/data.js"
};

static const unsigned char file_2[] = {
#embed "site/draw.js"
};

static const unsigned char file_3[] = {
#embed "site/engine.js"
};

static const unsigned char file_4[] = {
#embed "site/explorer.css"
};

static const unsigned char file_5[] = {
#embed "site/explorer.js"
};

static const unsigned char file_6[] = {
#embed "site/explorer.wasm"
};

static const unsigned char file_7[] = {
#embed "site/files.js"
};

static const unsigned char file_8[] = {
#embed "site/index.html"
};

static const unsigned char file_9[] = {
#embed "site/jobs.js"
};

static const unsigned char file_10[] = {
#embed "site/module.js"
};

static const unsigned char file_11[] = {
#embed "site/parts.js"
};

static const unsigned char file_12[] = {
#embed "site/tip.js"
};

static const unsigned char file_13[] = {
#embed "site/train.js"
};

static const unsigned char file_14[] = {
#embed "site/wishes.js"
};

static const unsigned char file_15[] = {
#embed "site/worker.js"
};

static const explorer_file files[] = {
    {"address.js", file_0, sizeof file_0},
    {"data.js", file_1, sizeof file_1},
    {"draw.js", file_2, sizeof file_2},
    {"engine.js", file_3, sizeof file_3},
    {"explorer.css", file_4, sizeof file_4},
    {"explorer.js", file_5, sizeof file_5},
    {"explorer.wasm", file_6, sizeof file_6},
    {"files.js", file_7, sizeof file_7},
    {"index.html", file_8, sizeof file_8},
    {"jobs.js", file_9, sizeof file_9},
    {"module.js", file_10, sizeof file_10},
    {"parts.js", file_11, sizeof file_11},
    {"tip.js", file_12, sizeof file_12},
    {"train.js", file_13, sizeof file_13},
    {"wishes.js", file_14, sizeof file_14},
    {"worker.js", file_15, sizeof file_15},
};

size_t explorer_file_count(void) { return sizeof files / sizeof files[0]; }
explorer_file explorer_file_at(size_t index) { return files[index]; }
