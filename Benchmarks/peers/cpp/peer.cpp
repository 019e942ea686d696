// The C++ peer. It answers the requests of ../serving.py, one a line.
//
//   peer FOLDER-OF-MNIST WORKLOADS
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <numeric>
#include <sstream>

#include <cblas.h>

#include "mnist.hpp"
#include "network.hpp"

struct Examples {
  std::vector<float> images, targets, testImages;
  std::vector<uint8_t> testLabels;

  explicit Examples(const std::string& folder)
      : images(scaled(readImages(folder, "train"))),
        targets(oneHot(readLabels(folder, "train"))),
        testImages(scaled(readImages(folder, "t10k"))),
        testLabels(readLabels(folder, "t10k")) {}

  int count() const { return int(targets.size()) / digits; }
  int testCount() const { return int(testLabels.size()); }
};

// What is timed; whatever it needs is allocated before.
class Task {
 public:
  Task(const Workload& workload, const Examples& examples) : workload(workload), examples(examples) {}
  virtual ~Task() = default;
  virtual void run() = 0;
  virtual std::string result() { return "{}"; }  // what there is to say after a run

 protected:
  const Workload workload;
  const Examples& examples;
  std::mt19937 generator{1};
};

class Training : public Task {
 public:
  Training(const Workload& workload, const Examples& examples)
      : Task(workload, examples),
        network(workload, generator),
        order(examples.count()),
        inputs(size_t(workload.batch) * pixels),
        targets(size_t(workload.batch) * digits) {
    network.allocate(workload.batch);
    std::iota(order.begin(), order.end(), 0);
  }

  void run() override {
    std::shuffle(order.begin(), order.end(), generator);
    for (int step = 0; step < workload.count; step++) {
      for (int row = 0; row < workload.batch; row++) {
        size_t example = order[size_t(step) * workload.batch + row];
        std::copy_n(&examples.images[example * pixels], pixels, &inputs[size_t(row) * pixels]);
        std::copy_n(&examples.targets[example * digits], digits, &targets[size_t(row) * digits]);
      }
      network.backward(inputs.data(), targets.data(), workload.batch);
      network.step();
    }
  }

  std::string result() override {
    network.allocate(examples.testCount());
    double accuracy = network.accuracy(examples.testImages, examples.testLabels);
    network.allocate(workload.batch);
    return "{\"accuracy\": " + std::to_string(accuracy) + "}";
  }

 private:
  Network network;
  std::vector<int> order;
  std::vector<float> inputs, targets;
};

class GradientOverAll : public Task {
 public:
  GradientOverAll(const Workload& workload, const Examples& examples) : Task(workload, examples), network(workload, generator) {
    network.allocate(examples.count());
  }

  void run() override {
    network.backward(examples.images.data(), examples.targets.data(), examples.count());
  }

 private:
  Network network;
};

class Answering : public Task {
 public:
  Answering(const Workload& workload, const Examples& examples) : Task(workload, examples), network(workload, generator) {
    network.allocate(workload.batch);
  }

  // One image after the other, or all of them at once.
  void run() override {
    network.forward(&examples.testImages[next * pixels], workload.batch);
    next = (next + workload.batch) % examples.testCount();
  }

 private:
  Network network;
  size_t next = 0;
};

class Product : public Task {
 public:
  Product(const Workload& workload, const Examples& examples)
      : Task(workload, examples), size(workload.layers[0]), a(size * size, 0.5f), b(size * size, 0.25f), c(size * size) {}

  void run() override {
    scipy_cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1, a.data(), size, b.data(), size, 0,
                      c.data(), size);
  }

 private:
  int size;
  std::vector<float> a, b, c;
};

static std::unique_ptr<Task> makeTask(const Workload& workload, const Examples& examples) {
  if (workload.task == "train") return std::make_unique<Training>(workload, examples);
  if (workload.task == "gradient") return std::make_unique<GradientOverAll>(workload, examples);
  if (workload.task == "product") return std::make_unique<Product>(workload, examples);
  return std::make_unique<Answering>(workload, examples);
}

// One repetition: the median of calls with one image each, the mean of others.
static double secondsOf(const Workload& workload, Task& task) {
  std::vector<double> seconds(workload.calls());
  for (double& duration : seconds) {
    auto start = std::chrono::steady_clock::now();
    task.run();
    duration = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  if (workload.task != "answer-one") return std::accumulate(seconds.begin(), seconds.end(), 0.0) / seconds.size();
  std::nth_element(seconds.begin(), seconds.begin() + seconds.size() / 2, seconds.end());
  return seconds[seconds.size() / 2];
}

static std::vector<float> readFloats(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  std::vector<float> values(size_t(file.tellg()) / sizeof(float));
  file.seekg(0).read(reinterpret_cast<char*>(values.data()), values.size() * sizeof(float));
  return values;
}

static void writeFloats(const std::string& path, const std::vector<float>& values) {
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
}

class Server {
 public:
  Server(const std::string& folder, const std::string& table) : examples(folder), workloads(readWorkloads(table)) {}

  std::string answer(const std::string& line) {
    std::istringstream words(line);
    std::string request, name;
    words >> request >> name;
    const Workload& workload = workloads.at(name);
    if (request == "prepare") return prepare(workload);
    if (request == "time") return time(workload);
    if (request == "gradient" || request == "train") return compute(request, workload, words);
    throw std::runtime_error("no such request: " + line);
  }

 private:
  std::string prepare(const Workload& workload) {
    auto& task = tasks[workload.name] = makeTask(workload, examples);
    secondsOf(workload, *task);  // the warm-up
    return task->result();
  }

  std::string time(const Workload& workload) {
    std::ostringstream text;
    text.precision(9);
    text << "{\"seconds\": " << secondsOf(workload, *tasks.at(workload.name)) << "}";
    return text.str();
  }

  std::string compute(const std::string& request, const Workload& workload, std::istringstream& words) {
    std::string parameters, out;
    int count, steps = 1;
    words >> parameters >> count;
    if (request == "train") words >> steps;
    words >> out;
    Network network(workload, readFloats(parameters));
    network.allocate(count);
    for (int i = 0; i < steps; i++) {
      network.backward(examples.images.data(), examples.targets.data(), count);
      if (request == "train") network.step();
    }
    writeFloats(out, request == "train" ? network.parameters : network.gradient);
    return "{}";
  }

  Examples examples;
  std::map<std::string, Workload> workloads;
  std::map<std::string, std::unique_ptr<Task>> tasks;
};

int main(int argc, char** argv) {
  if (argc != 3) return std::cerr << "usage: peer FOLDER-OF-MNIST WORKLOADS\n", 64;
  Server server(argv[1], argv[2]);
  for (std::string line; std::getline(std::cin, line);) {
    try {
      std::cout << server.answer(line) << std::endl;
    } catch (const std::exception& error) {
      std::cout << "{\"error\": \"" << error.what() << "\"}" << std::endl;
    }
  }
}
