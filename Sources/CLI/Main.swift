import Downhill
import DownhillMNIST
import Foundation

@main
struct Main {
  static func main() { go() }
  static func load(_ name: String) -> [UInt8] {
    [UInt8](try! Data(contentsOf: URL(fileURLWithPath: "/work/helpers/raw/\(name)")))
  }
  nonisolated static func go() {
    let args = CommandLine.arguments
    let kern = args.count > 1 ? args[1] : "best"
    let threads = args.count > 2 ? Int(args[2])! : 1
    let batch = args.count > 3 ? Int(args[3])! : 10
    let hidden = args.count > 4 ? args[4] : "16-16"
    let c = ContinuousClock()
    var train: Examples!, test: Examples!
    print("load", c.measure {
      train = try! Examples(bytes: load("ti"), offset: 16, inputCount: 784, labels: [UInt8](load("tl").dropFirst(8)), classCount: 10)
      test = try! Examples(bytes: load("vi"), offset: 16, inputCount: 784, labels: [UInt8](load("vl").dropFirst(8)), classCount: 10)
    })
    print("fingerprint", c.measure { print(train.fingerprint()) })
    let relu = hidden != "16-16"
    let a = try! Architecture("784-\(hidden)-10", hiddenActivation: relu ? .relu : .sigmoid, outputActivation: relu ? .softmax : .elementwise(.sigmoid))
    let conf = try! TrainingConfiguration(architecture: a, cost: relu ? .crossEntropy : .quadratic, optimizer: relu ? .adam(.init()) : .sgd, batchSize: .count(batch), epochs: 12)
    let k = kern == "best" ? Kernels.best : Kernels.named(kern)!
    let t = try! Trainer(conf, examples: train, heldOut: [test], kernels: k, workers: Workers(count: threads))
    var start = c.now
    try! t.run { event in
      if case .epochEnded(let r) = event {
        let d = c.now - start
        print(r.training.epoch, r.training.cost, r.training.accuracy, r.heldOut[0].accuracy, d)
        start = c.now
      }
      return .proceed
    }
  }
}
