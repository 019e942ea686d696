#include "workload.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

std::map<std::string, Workload> readWorkloads(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot open " + path);
  std::map<std::string, Workload> workloads;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    Workload workload;
    std::string layers;
    fields >> workload.name >> workload.task >> layers >> workload.activation >> workload.cost >> workload.optimizer >>
        workload.rate >> workload.batch >> workload.count;
    std::istringstream sizes(layers);
    for (std::string size; std::getline(sizes, size, '-');) workload.layers.push_back(std::stoi(size));
    workloads[workload.name] = workload;
  }
  return workloads;
}
