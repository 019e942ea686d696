import DownhillFormats
import Testing

/// `--activation` with a name for each hidden layer.
@Suite struct HiddenActivationTests {
  private static let train = "train --data bars --classes 3 --quiet --epochs 2 --hidden 9,8"

  @Test func `each layer is trained, saved and shown with its own`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    #expect(try folder.program("\(Self.train) --activation relu,tanh --save mixed").status == 0)
    let inspected = try folder.program("inspect mixed").out.split(separator: "\n")
    for (layer, name) in [(1, "relu"), (2, "tanh"), (3, "sigmoid")] {
      #expect(inspected.contains { $0.hasPrefix("    \(layer)  \(name)") })
    }
    #expect(try folder.text("mixed").contains(#""activation":"relu,tanh""#))
    // Another order is another network, and one name for both is the same as twice that name.
    for (names, other, isSame) in [
      ("relu,tanh", "tanh,relu", false), ("relu,tanh", "relu", false), ("tanh", "tanh,tanh", true),
    ] {
      #expect(try folder.program("\(Self.train) --activation \(names) --save one").status == 0)
      #expect(try folder.program("\(Self.train) --activation \(other) --save other").status == 0)
      #expect(try (folder.bytes("one") == folder.bytes("other")) == isSame)
    }
    #expect(try folder.program("evaluate mixed --data bars").status == 0)
    for (layer, formula) in [(1, "relu(z)"), (2, "tanh(z)")] {
      let story = try folder.program("explain mixed --data bars --example test:0 --layer \(layer) --neuron 0")
      #expect(story.status == 0 && story.out.contains(formula), "\(story.out)")
    }
    let report = try folder.program("report mixed --data bars --json").out
    let document = try JSONValue.parse(Array(report.utf8), file: "report")
    #expect(document["network"]?["activation"] == .string("relu,tanh"))
    #expect(try folder.program("evaluate mixed --data bars").out.contains("35-9-8-3, relu,tanh, sigmoid outputs"))
    #expect(try folder.program("gradient mixed --data bars --out gradient").status == 0)
    #expect(try folder.text("gradient").contains(#""activation":"relu,tanh""#))
    // The same weights by another name: He's are usual if any layer is rectified, wherever it is.
    let told = Self.train.replacing(" --quiet", with: "") + " --activation tanh,relu"
    #expect(try !folder.program(told).err.contains("weights by"))
    #expect(try folder.program("\(told) --initializer lecun").err.contains("weights by lecun"))
  }

  @Test func `what does not fit is refused`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let tooMany = try folder.program("\(Self.train) --activation relu,tanh,relu")
    #expect(
      tooMany.status == 64
        && tooMany.err.contains("the number of activations must be 1 or 2 for 2 hidden layers, not 3"))
    let misspelt = try folder.program("\(Self.train) --activation relu,tahn")
    #expect(misspelt.status == 64 && misspelt.err.contains("not \"tahn\"; did you mean tanh?"))
    let empty = try folder.program("\(Self.train) --activation relu,")
    #expect(empty.status == 64 && empty.err.contains("not \"\""))
    #expect(try folder.program("\(Self.train) --activation relu,tanh --save m").status == 0)
    let others = try folder.program("train --resume m --data bars --epochs 3 --activation tanh,relu")
    #expect(others.status == 64 && others.err.contains("relu,tanh"))
    #expect(try folder.program("train --resume m --data bars --epochs 3 --activation relu,tanh --quiet").status == 0)
    // One word for both layers and twice that word agree.
    #expect(try folder.program("\(Self.train) --activation tanh --save m").status == 0)
    #expect(try folder.program("train --resume m --data bars --epochs 3 --activation tanh,tanh --quiet").status == 0)
  }
}
