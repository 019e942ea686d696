import Downhill
import Testing

/// The same seed, data and settings give the same file, whatever the machine does beside.
@Suite struct SameBytesTests {
  @Test(arguments: ["", "--preset accurate --hidden 40,24"])
  func `any number of threads gives the same bytes`(options: String) throws {
    let folder = try Folder()
    for threads in ["1", "2", "3", "7"] {
      let run = try folder.program(
        "train --limit 1000 --epochs 2 --seed 7 --quiet --threads \(threads) --save model-\(threads) \(options)")
      #expect(run.status == 0, "\(run.err)")
    }
    let one = try folder.bytes("model-1")
    for threads in ["2", "3", "7"] { #expect(try folder.bytes("model-\(threads)") == one, "\(threads) threads") }
  }

  @Test func `another seed gives other bytes, and so do other settings`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    var seen: Set<[UInt8]> = []
    let settings = ["", "--seed 1", "--learning-rate 2", "--decay 0.9", "--batch-size 9", "--l2 0.1", "--limit 119"]
    for setting in settings {
      #expect(try folder.program("train --data bars --classes 3 --epochs 2 --quiet \(setting)").status == 0)
      seen.insert(try folder.bytes("model.safetensors"))
    }
    #expect(seen.count == settings.count)
  }

  @Test func `what is printed, drawn and logged leaves no trace in the model`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    try Bars().write(to: "elsewhere", in: folder)
    let train = "train --classes 3 --epochs 2"
    #expect(try folder.program("\(train) --data bars --save one").status == 0)
    #expect(try folder.program("\(train) --data elsewhere --save two --quiet --json --log log").status == 0)
    #expect(try folder.bytes("one") == folder.bytes("two"))
  }

  // MARK: Kernel tables

  @Test(arguments: Kernels.available.map(\.name))
  func `every kernel table that this machine has trains`(name: String) throws {
    let folder = try Folder()
    let run = try folder.program("train --limit 2000 --epochs 2 --json --kernels \(name)")
    let result: TrainResult = try run.json()
    #expect(run.err.contains("; kernels \(name), "))
    #expect(result.test.accuracy > 0.5)
    let inspected: InspectResult = try folder.program("inspect model.safetensors --json").json()
    #expect(inspected.metadata["kernels"] == name)
    let evaluated: EvaluateResult = try folder.program("evaluate model.safetensors --json --kernels \(name)").json()
    #expect(evaluated.accuracy == result.test.accuracy)
  }

  @Test func `a kernel table that is not there is refused with those that are`() throws {
    let folder = try Folder()
    for verb in ["train", "evaluate model.safetensors", "predict model.safetensors test:0"] {
      let run = try folder.program("\(verb) --kernels magic")
      run.expectError(64, "--kernels takes auto, reference")
      for kernels in Kernels.available { #expect(run.err.contains(kernels.name)) }
    }
    #expect(Kernels.available.map(\.name).contains("reference"))
  }

  // MARK: Presets

  @Test func `a preset sets what is not given, and what is given wins`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let train = "train --data bars --classes 3 --quiet --save m"
    func settings(_ options: String) throws -> [String: String] {
      #expect(try folder.program("\(train) \(options)").status == 0)
      let result: InspectResult = try folder.program("inspect m --json").json()
      return result.metadata
    }
    let nielsen = try settings("--preset nielsen-30")
    #expect(nielsen["architecture"] == "35-30-3" && nielsen["initializer"] == "gaussian")
    #expect(nielsen["learning-rate"] == "3.0" && nielsen["schedule"] == "constant" && nielsen["epochs"] == "30")
    let given = try settings("--preset nielsen-30 --epochs 2 --hidden 5 --learning-rate 0.5 --initializer xavier")
    #expect(given["architecture"] == "35-5-3" && given["initializer"] == "xavier")
    #expect(given["learning-rate"] == "0.5" && given["schedule"] == "constant" && given["epochs"] == "2")
    let accurate = try settings("--preset accurate --epochs 1 --hidden 8 --optimizer sgd --schedule constant")
    #expect(accurate["optimizer"] == "sgd" && accurate["output-activation"] == "softmax")
    #expect(accurate["schedule"] == "constant" && accurate["learning-rate"] == "0.002")
    #expect(try settings("--preset seed --epochs 1") == settings("--epochs 1"))
  }
}
