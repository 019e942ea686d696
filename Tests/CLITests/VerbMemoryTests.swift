#if os(Linux)
import DownhillFiles
import Foundation
import Testing

/// Every verb that takes a file, over files that were made to take much: at most eight times their length and 16 MB, beyond
/// what the program takes for itself, and what `Docs/Reliability.md` allows beside that for a network.
@Suite struct VerbMemoryTests {
  private let folder: Folder
  private let peak: Peak?
  private let own: Int

  init() throws {
    folder = try Folder()
    peak = Peak(folder)
    try folder.write(Array("P5 3 3 255\n".utf8) + [9, 9, 9, 9, 255, 9, 9, 9, 9], to: "dot.pgm")
    try Zeros.model(1, 2).write(to: "small", in: folder)
    try Zeros.data(2, 1, 1).write(to: "few", in: folder)
    own =
      try peak.map { try max($0.bytes("predict small dot.pgm").bytes, $0.bytes("evaluate small --data few").bytes) }
      ?? 0
  }

  /// What a verb may take for each byte of a network: of the model's file, or of the weights and biases that are trained.
  private enum Factor {
    /// The engine: outputs are padded to 16.
    static let engine = 24
    /// The textbook keeps every number in doubles, several times.
    static let textbook = 64
    /// A document of very many outputs names the numbers of each.
    static let document = 96
    /// Weights, gradient, the file to be saved.
    static let training = 16
  }

  /// What `collapse` may take beside the data: the network that both begin as, the one that is trained and the sum of its
  /// gradient, and a hole of their size, since the allocator moves nothing. In each the rows of a layer are padded to
  /// whole vectors of 16 outputs.
  private static func bytesOfCollapse(_ sizes: [Int]) -> Int { 4 * paddedBytes(sizes) }

  /// What `compare` may take beside the data: the networks along the paths of its racers, one for each step of an epoch
  /// and their start, at most 26. While the cost is surveyed there are seven more: the network that all begin as, the
  /// plane's origin and two axes, the network of a point, and the sums in doubles that it is made of, as large as two.
  /// Holes that training has left may be as large as these seven.
  private static func bytesOfComparison(_ sizes: [Int], examples: Int) -> Int {
    let racers = Set([examples, 1_000, 100, 10, 1].map { min($0, examples) })
    let points = racers.reduce(0) { $0 + min(26, (examples + $1 - 1) / $1 + 1) }
    return (points + 2 * 7) * paddedBytes(sizes)
  }

  private static func paddedBytes(_ sizes: [Int]) -> Int {
    zip(sizes, sizes.dropFirst()).reduce(0) { $0 + 4 * ($1.0 + 1) * (($1.1 + 15) / 16 * 16) }
  }

  private static let onModels: [(command: String, factor: Int)] = [
    ("inspect m", 0), ("evaluate m --data d", Factor.engine), ("report m --data d --html r.html", Factor.engine),
    ("predict m test:0 train:1 --data d", Factor.engine), ("predict m test:0 --data d --json", Factor.engine),
    ("export-site s m --data d --force", 0), ("gradient m --data d --examples 0-1", Factor.textbook),
    ("explain m --data d --no-pause", Factor.textbook), ("explain m --data d --json", Factor.document),
    ("average m --data d --examples 0-1", Factor.textbook), ("sensitivity m --data d --examples 0-1", Factor.textbook),
  ]

  /// Few measurements, and many.
  private static let collapses = [2, 9].map { "--data d --example train:0 --steps \($0)" }

  /// `network` are the bytes of the network that a verb works with, of which it may take `factor` times as many.
  private func check(
    _ command: String, files: Int, network: Int = 0, factor: Int = 0, statuses: [Int32] = [0],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    guard let run = try peak?.bytes(command) else { return }
    let allowed = own + 8 * files + 16 << 20 + factor * network
    #expect(statuses.contains(run.status), "\(command): \(run.err)", sourceLocation: sourceLocation)
    #expect(
      run.bytes <= allowed,
      "\(command): \(run.bytes - own) bytes for files of \(files) and a network of \(network), allowed \(allowed - own)",
      sourceLocation: sourceLocation)
  }

  // MARK: Models

  @Test(arguments: [(1, 125_000), (500, 500), (250_000, 1)])
  func `every verb on a model of few or many inputs and outputs`(inputs: Int, outputs: Int) throws {
    let model = try Zeros.model(inputs, outputs).write(to: "m", in: folder)
    let data = try Zeros.data(2, 1, inputs).write(to: "d", in: folder)
    for (command, factor) in Self.onModels {
      // What is listed of a layer of one output is padded, too.
      let factor =
        command.hasPrefix("inspect") || command.hasPrefix("export") ? (outputs < 16 ? Factor.engine : 0) : factor
      try check(command, files: model + data, network: model, factor: factor)
    }
    for options in Self.collapses {
      try check(
        "collapse m \(options)", files: model + data, network: Self.bytesOfCollapse([inputs, outputs]), factor: 1)
    }
  }

  // MARK: Data

  private static let shapes = [(2_000, 28, 28), (500_000, 1, 1), (4, 1, 200_000), (4, 200_000, 1)]

  @Test(arguments: shapes, [false, true])
  func `every verb on data of few or many pixels, packed or not`(shape: (Int, Int, Int), isPacked: Bool) throws {
    let (count, rows, columns) = shape
    let model = try Zeros.model(rows * columns, 2).write(to: "m", in: folder)
    let data = try Zeros.data(count, rows, columns).write(to: "d", in: folder, isPacked: isPacked)
    // Exceptions: up to 48 bytes for a picture of few pixels, and 64 MiB of what a gzip file announces.
    let extra = (rows * columns < 8 ? 48 * count : 0) + (isPacked ? 64 * data + 64 << 20 : 0)
    for (command, factor) in Self.onModels where !command.hasPrefix("inspect") {
      try check(
        command, files: model + data + extra / 8, network: model, factor: factor)
    }
    let trained = 4 * (8 * (rows * columns + 1) + 2 * 9)
    try check(
      "train --data d --classes 2 --hidden 8 --epochs 1 --threads 1 --quiet --save n", files: data + extra / 8,
      network: trained, factor: Factor.training)
    for options in Self.collapses {
      try check(
        "collapse m \(options)", files: model + data + extra / 8, network: Self.bytesOfCollapse([rows * columns, 2]),
        factor: 1)
      try check(
        "collapse --classes 2 --hidden 8 \(options)", files: data + extra / 8,
        network: Self.bytesOfCollapse([rows * columns, 8, 2]), factor: 1)
    }
    // Of the large ones, which take seconds, one is enough.
    if !isPacked, columns > 1 {
      try check(
        "compare --data d --classes 2 --hidden 8 --seconds 0.01 --epochs 1 --draws 2 --grid 3",
        files: data + extra / 8, network: Self.bytesOfComparison([rows * columns, 8, 2], examples: count), factor: 1)
    }
    let saved = try #require(FileManager.default.attributesOfItem(atPath: folder.absolute("n"))[.size] as? Int)
    try check(
      "train --resume n --data d --epochs 2 --threads 1 --quiet --save n", files: data + saved + extra / 8,
      network: trained, factor: Factor.training)
  }

  // MARK: Pictures

  /// What may be read for a picture, whatever its pixels; a decoder of JPEG keeps what `JPEGFrame` says.
  @Test func `pictures of each format`() throws {
    let pixels = 3_000_000
    for (name, header, count) in [
      ("row.pgm", "P5 \(pixels) 1 255\n", pixels), ("column.pgm", "P5 1 \(pixels) 255\n", pixels),
      ("square.pgm", "P5 1700 1700 255\n", 1_700 * 1_700), ("deep.pgm", "P5 1200 1200 65535\n", 2 * 1_200 * 1_200),
      ("colour.ppm", "P6 1000 1000 255\n", pixels), ("bits.pbm", "P4 8000 3000\n", pixels),
      ("bit-row.pbm", "P4 \(8 * pixels) 1\n", pixels),
    ] {
      try folder.write(Array(header.utf8) + [UInt8](repeating: 0x55, count: count), to: name)
      let plain = "P2 1000 1000 255\n" + String(repeating: "85 ", count: 1_000_000)
      try folder.write(Array(plain.utf8), to: "plain.pgm")
      for file in [name, "plain.pgm"] {
        for command in [
          "predict small \(file)", "predict small \(file) --prepare none", "explain small --image \(file)",
        ] {
          // Blank pictures are refused; what they take until then counts.
          guard let run = try peak?.bytes(command) else { return }
          #expect([0, 65].contains(run.status), "\(command): \(run.err)")
          #expect(run.bytes <= own + 8 * count + 16 << 20, "\(command): \(run.bytes - own) bytes for \(count)")
        }
      }
    }
  }
}

/// Files of zeros.
private struct Zeros {
  let files: [(name: String, bytes: [UInt8])]

  /// A model of one layer.
  static func model(_ inputs: Int, _ outputs: Int) -> Zeros {
    let weights = 4 * inputs * outputs
    var header =
      #"{"__metadata__":{"architecture":"\#(inputs)-\#(outputs)","activation":"sigmoid","output-activation":"sigmoid","#
      + #""cost":"quadratic","picture":"1x\#(inputs)"},"#
      + #""layers.0.weight":{"dtype":"F32","shape":[\#(outputs),\#(inputs)],"data_offsets":[0,\#(weights)]},"#
      + #""layers.0.bias":{"dtype":"F32","shape":[\#(outputs)],"data_offsets":[\#(weights),\#(weights + 4 * outputs)]}}"#
    while header.utf8.count % 8 != 0 { header += " " }
    let length = (0..<8).map { UInt8(header.utf8.count >> (8 * $0) & 0xff) }
    return Zeros(files: [("", length + header.utf8 + [UInt8](repeating: 0, count: weights + 4 * outputs))])
  }

  /// A data set of two classes, with so many pictures to learn from and two to be judged on.
  static func data(_ count: Int, _ rows: Int, _ columns: Int) -> Zeros {
    let files = [("train", count), ("t10k", 2)].flatMap { name, count in
      [
        (
          "\(name)-images-idx3-ubyte",
          Bars.header(0x803, count, rows, columns) + [UInt8](repeating: 0, count: count * rows * columns)
        ), ("\(name)-labels-idx1-ubyte", Bars.header(0x801, count) + (0..<count).map { UInt8($0 % 2) }),
      ]
    }
    return Zeros(files: files)
  }

  /// Writes a file, or a folder of files, and returns how long they are.
  @discardableResult
  func write(to name: String, in folder: Folder, isPacked: Bool = false) throws -> Int {
    if files.count > 1 { try folder.makeFolder(name) }
    return try files.reduce(0) { sum, file in
      let path = files.count > 1 ? "\(name)/\(file.name)" : name
      guard isPacked else {
        try folder.write(file.bytes, to: path)
        return sum + file.bytes.count
      }
      let packed = Gzip.deflate(file.bytes)
      try folder.write(packed, to: "\(path).gz")
      return sum + packed.count
    }
  }
}
#endif
