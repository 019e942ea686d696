#include "mnist.hpp"

#include <zlib.h>

#include <stdexcept>

// The content of an IDX file after a header of `header` bytes, whose second word is the number of examples.
static std::vector<uint8_t> readIDX(const std::string& path, int header, int bytesPerExample) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (!file) throw std::runtime_error("cannot open " + path);
  gzbuffer(file, 1 << 20);
  uint8_t head[16];
  bool complete = gzread(file, head, header) == header;
  size_t examples = (head[4] << 24) | (head[5] << 16) | (head[6] << 8) | head[7];
  std::vector<uint8_t> content(complete ? examples * bytesPerExample : 0);
  complete = complete && gzread(file, content.data(), content.size()) == int(content.size());
  gzclose(file);
  if (!complete) throw std::runtime_error("cannot read " + path);
  return content;
}

std::vector<uint8_t> readImages(const std::string& folder, const std::string& part) {
  return readIDX(folder + "/" + part + "-images-idx3-ubyte.gz", 16, pixels);
}

std::vector<uint8_t> readLabels(const std::string& folder, const std::string& part) {
  return readIDX(folder + "/" + part + "-labels-idx1-ubyte.gz", 8, 1);
}

std::vector<float> scaled(const std::vector<uint8_t>& bytes) {
  std::vector<float> values(bytes.size());
  for (size_t i = 0; i < bytes.size(); i++) values[i] = bytes[i] * (1 / 255.f);
  return values;
}

std::vector<float> oneHot(const std::vector<uint8_t>& labels) {
  std::vector<float> values(labels.size() * digits, 0.f);
  for (size_t i = 0; i < labels.size(); i++) values[i * digits + labels[i]] = 1;
  return values;
}
