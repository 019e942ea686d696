// MNIST from gzipped IDX files, read by zlib.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

constexpr int pixels = 784, digits = 10;

std::vector<uint8_t> readImages(const std::string& folder, const std::string& part);  // [examples, 784]
std::vector<uint8_t> readLabels(const std::string& folder, const std::string& part);  // [examples]

std::vector<float> scaled(const std::vector<uint8_t>& bytes);    // from 0 to 1
std::vector<float> oneHot(const std::vector<uint8_t>& labels);   // [examples, 10]
