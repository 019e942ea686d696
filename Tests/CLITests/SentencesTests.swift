import Foundation
import Testing

@testable import CLI

/// Every error that can be provoked is a few lines, as the contract of the command line has it.
@Suite struct SentencesTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    try folder.write([], to: "empty")
    try folder.write(Array("not a model".utf8), to: "text")
    try folder.makeFolder("hollow")
    let train = "train --data bars --classes 3 --hidden 4 --epochs 1 --quiet"
    try #require(try folder.program(train).status == 0)
    try folder.write(try Array(folder.bytes("model.safetensors").dropLast(9)), to: "cut.safetensors")
  }

  static let commands = [
    "", "tarin", "--data bars", "train --hidden 65536,65536", "train --hidden 99999999999", "train --hidden x",
    "train --hidden 16,16 --cost cross-entropy --output-activation tanh", "train --epochs -1", "train --decay 2",
    "train --preset seed --resume model.safetensors", "train --resume text", "train --resume cut.safetensors",
    "train --resume model.safetensors", "train --resume model.safetensors --data bars --hidden 5",
    "train --data nowhere", "train --data hollow", "train --data text",
    "train --data bars --classes 2",
    "train --data bars --classes 3 --limit 999", "train --data bars --classes 3 --validation 120",
    "train --data bars --classes 3 --learning-rate 1e30 --activation relu --output-activation identity --epochs 3",
    "train --save nowhere/m", "train --save hollow", "train --log nowhere/m", "train --log a --save a",
    "train --kernels none", "evaluate", "evaluate nowhere", "evaluate hollow", "evaluate empty", "evaluate text",
    "evaluate cut.safetensors", "evaluate model.safetensors", "evaluate model.safetensors --data bars --classes 4",
    "evaluate model.safetensors --data bars --examples 5..<999", "predict model.safetensors test:x",
    "predict model.safetensors test:999 --data bars", "predict model.safetensors text",
    "predict model.safetensors empty",
    "explain model.safetensors --example test:0 --image x", "explain model.safetensors --label 3",
    "explain model.safetensors --data bars --layer 9", "explain model.safetensors --data bars --html hollow",
    "report model.safetensors --data bars --html model.safetensors", "report model.safetensors --html a.safetensors",
    "gradient model.safetensors --data bars --out model.safetensors",
    "gradient model.safetensors --data bars --out hollow",
    "sensitivity model.safetensors --data bars --parameter w", "collapse --example x",
    "compare --batch-sizes 1,x", "compare --batch-sizes 1,2,3,4,5,6,7,8,9,10,11,12", "serve --host nowhere",
    "serve --host 203.0.113.1 --port 0", "serve text", "export-site bars", "export-site text", "bench --only W99",
    "bench --growth --only W1", "completions csh", "manual x",
  ]

  @Test func `three lines at most, none wider than three lines of a terminal`() throws {
    for command in Self.commands {
      let run = try folder.program(command)
      #expect(run.status != 0, "\(command) is no error")
      #expect(
        ToolSpecification.downhill.exitStatuses.contains { $0.name == "\(run.status)" }, "\(command): \(run.status)")
      #expect((1...3).contains(run.errorLines.count), "\(command): \(run.err)")
      for line in run.errorLines { #expect(line.count <= 240, "\(command): \(line)") }
    }
  }
}
