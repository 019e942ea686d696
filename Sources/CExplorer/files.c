// Written by Scripts/embed-explorer: the files of site/, by name.
#include "explorer.h"

// `#embed` is C23; the toolchain's clang offers it in every mode and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "site/explorer.css"
};

static const unsigned char file_1[] = {
#embed "site/explorer.js"
};

static const unsigned char file_2[] = {
#embed "site/explorer.wasm"
};

static const unsigned char file_3[] = {
#embed "site/index.html"
};

static const explorer_file files[] = {
    {"explorer.css", file_0, sizeof file_0},
    {"explorer.js", file_1, sizeof file_1},
    {"explorer.wasm", file_2, sizeof file_2},
    {"index.html", file_3, sizeof file_3},
};

size_t explorer_file_count(void) { return sizeof files / sizeof files[0]; }
explorer_file explorer_file_at(size_t index) { return files[index]; }
