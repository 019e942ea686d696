// The table of workloads.txt.
#pragma once

#include <map>
#include <string>
#include <vector>

struct Workload {
  std::string name, task;
  std::vector<int> layers;  // neurons, from input to output
  std::string activation, cost, optimizer;
  float rate = 0;
  int batch = 0, count = 0;

  // How often a repetition does what is timed: training, with all its steps, once.
  int calls() const { return task == "train" ? 1 : count; }
};

std::map<std::string, Workload> readWorkloads(const std::string& path);
