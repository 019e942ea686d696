#if os(Linux)
import Foundation
import Glibc
import Testing

/// A verb takes memory in proportion to the files it is given: at most eight times their length and 16 MB, beyond what the
/// program takes for itself.
@Suite struct MemoryTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try writeSmallFiles()
  }

  /// A model of zeros with one layer.
  private func writeModel(_ inputs: Int, _ outputs: Int, picture: String, to name: String, extra: String = "") throws {
    let weights = 4 * inputs * outputs
    var header =
      #"{"__metadata__":{"architecture":"\#(inputs)-\#(outputs)","activation":"sigmoid","output-activation":"sigmoid","#
      + #""cost":"quadratic","picture":"\#(picture)"},"#
      + #""layers.0.weight":{"dtype":"F32","shape":[\#(outputs),\#(inputs)],"data_offsets":[0,\#(weights)]},"#
      + #""layers.0.bias":{"dtype":"F32","shape":[\#(outputs)],"data_offsets":[\#(weights),\#(weights + 4 * outputs)]}"#
      + extra + "}"
    while header.utf8.count % 8 != 0 { header += " " }
    let length = (0..<8).map { UInt8(header.utf8.count >> (8 * $0) & 0xff) }
    try folder.write(length + header.utf8 + [UInt8](repeating: 0, count: weights + 4 * outputs), to: name)
  }

  /// How a run ended, and the most memory that was seen of it; looked at each millisecond, so that it may be too little, but
  /// never too much.
  private func run(_ words: String) throws -> (status: Int32, err: String, bytes: Int) {
    let (out, err) = (try folder.scratchFile(), try folder.scratchFile())
    let process = try folder.program.start(words.split(separator: " ").map(String.init), out: out, err: err)
    var status: Int32 = 0
    var bytes = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      bytes = max(bytes, Self.highWater(process))
      usleep(1_000)
    }
    let text = String(decoding: FileManager.default.contents(atPath: err) ?? Data(), as: UTF8.self)
    return (status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f), text, bytes)
  }

  private static func highWater(_ process: pid_t) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return 0 }
    return kilobytes << 10
  }

  private func size(_ name: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")[.size] as? Int)
  }

  /// What the program takes for itself: its code, its libraries, and of the data that are compiled in what it looks at.
  private static let own = 64 << 20

  private func writeSmallFiles() throws {
    try writeModel(1, 2, picture: "1x1", to: "small.safetensors")
    try folder.write(Array("P5 3 3 255\n".utf8) + [9, 9, 9, 9, 255, 9, 9, 9, 9], to: "dot.pgm")
  }

  private func check(
    _ words: String, file: String, status: Int32, factor: Int = 8, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try run(words)
    let (size, most) = (try size(file), outcome.bytes - Self.own)
    #expect(outcome.status == status, "\(words): \(outcome.err)", sourceLocation: sourceLocation)
    #expect(
      most <= factor * size + 16 << 20, "\(words): \(most) bytes for a file of \(size)", sourceLocation: sourceLocation)
  }

  @Test func `a model of few inputs and many outputs`() throws {
    try writeModel(1, 1_000_000, picture: "1x1", to: "wide.safetensors")
    for verb in [
      "predict wide.safetensors dot.pgm", "predict wide.safetensors dot.pgm --json", "inspect wide.safetensors",
    ] {
      try check(verb, file: "wide.safetensors", status: 0)
    }
  }

  @Test func `a model of many inputs and many outputs`() throws {
    try writeModel(2_500, 1_600, picture: "50x50", to: "large.safetensors")
    for verb in ["predict large.safetensors dot.pgm", "inspect large.safetensors", "inspect large.safetensors --json"] {
      try check(verb, file: "large.safetensors", status: 0)
    }
  }

  /// An exception: a layer's outputs are padded to 16.
  @Test func `a model of many inputs and one output`() throws {
    try writeModel(2_000_000, 1, picture: "2000x1000", to: "narrow.safetensors")
    for verb in ["predict narrow.safetensors dot.pgm", "inspect narrow.safetensors"] {
      try check(verb, file: "narrow.safetensors", status: 0, factor: 24)
    }
  }

  @Test func `a header of numbers, of lists, or of an architecture`() throws {
    let numbers = String(repeating: "1e-320,", count: 400_000)
    try writeModel(1, 2, picture: "1x1", to: "numbers.safetensors", extra: #","x":[\#(numbers)0]"#)
    try check("inspect numbers.safetensors", file: "numbers.safetensors", status: 65)
    let lists = String(repeating: "[0],", count: 700_000)
    try writeModel(1, 2, picture: "1x1", to: "lists.safetensors", extra: #","x":{"a":[\#(lists)0]}"#)
    try check("inspect lists.safetensors", file: "lists.safetensors", status: 65)
    let layers = String(repeating: "1-", count: 1_500_000)
    try writeModel(1, 2, picture: layers, to: "texts.safetensors")
    try check("inspect texts.safetensors", file: "texts.safetensors", status: 65)
  }

  @Test func `what is no model or picture is not read`() throws {
    try folder.write([], to: "holes")
    try #require(truncate("\(folder.path)/holes", 1 << 34) == 0)
    for file in ["holes", "/dev/zero"] {
      for words in ["inspect \(file)", "predict \(file) dot.pgm", "predict small.safetensors \(file)"] {
        let outcome = try run(words)
        #expect(outcome.status == 65, "\(words): \(outcome.err)")
        #expect(outcome.bytes <= Self.own + 16 << 20, "\(words): \(outcome.bytes)")
      }
    }
  }
}
#endif
