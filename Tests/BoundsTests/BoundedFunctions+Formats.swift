import Downhill
import DownhillExplain
import DownhillFiles
import DownhillFormats
import Foundation

/// The functions of `DownhillFormats`.
let functionsOfDownhillFormats: [BoundedFunction] = [
  BoundedFunction(
    "ByteReader.swift: public init(_ bytes: [UInt8], file: String, offset: Int = 0)", safe: [0, 4],
    trapping: extremes + [5]
  ) {
    var reader = ByteReader([1, 2, 3, 4], file: "f", offset: $0)
    _ = try? reader.uint32(.bigEndian)
  },
  BoundedFunction(
    "ByteReader.swift: public mutating func slice(_ count: Int) throws(FormatError) -> ArraySlice<UInt8>",
    safe: [0, 4, 5, .max], trapping: [-1, .min]
  ) {
    var reader = ByteReader([1, 2, 3, 4], file: "f")
    _ = try reader.slice($0)
  },
  BoundedFunction("ByteWriter.swift: public init(capacity: Int = 0)", safe: [0, 9], trapping: [-1, .min, .max]) {
    var writer = ByteWriter(capacity: $0)
    writer.uint64(1, .bigEndian)
  },
  BoundedFunction(
    "DigitNormalization.swift: public static func normalize( _ image: GreyImage, rows: Int = 28, columns: Int = 28, file: "
      + "String = \"the picture\" ) throws(FormatError) -> NormalizedDigit", safe: [1, 28],
    trapping: extremes + [0, 1 << 31, 1 << 62]
  ) { _ = try DigitNormalization.normalize(digit, rows: $0, columns: $0) },
  BoundedFunction(
    "FormatError.swift: public init(file: String, offset: Int? = nil, problem: Problem)", safe: extremes + [0]
  ) { _ = FormatError(file: "f", offset: $0, problem: .trailingBytes($0)).description },
  BoundedFunction(
    "GradientFile.swift: public static func encode( _ gradient: [Backpropagation<Double>.DenseLayer], network: Network, "
      + "cost: Cost, examples: Int ) throws(FormatError) -> [UInt8]", safe: extremes + [0]
  ) {
    _ = try GradientFile.encode(
      Backpropagation<Double>(Sample.network).layers, network: Sample.network, cost: .quadratic, examples: $0)
  },
  BoundedFunction(
    "GreyImage.swift: public init(width: Int, height: Int, pixels: [UInt8])", safe: [2], trapping: extremes + [0, 4]
  ) { _ = GreyImage(width: $0, height: 2, pixels: [0, 1, 2, 3]) },
  BoundedFunction("JSONValue.swift: public init(integerLiteral value: Int)", safe: extremes + [0]) {
    let text = JSONValue(integerLiteral: $0).text()
    let read = try JSONValue.parse(Array(text.utf8), file: "f")
    precondition(read == .integer($0))
  },
  BoundedFunction(
    "ChosenExample.swift: public init(_ split: DataSet.Split, _ index: Int)", safe: extremes + [0]
  ) {
    let name = ExampleName(.test, $0)
    precondition(ExampleName(name.text) == ($0 < 0 ? nil : name))
  },
  BoundedFunction(
    "ChosenExample.swift: public init(_ set: DataSet, _ split: DataSet.Split, _ index: Int)", safe: [0, 1],
    trapping: extremes + [2]
  ) { number in
    let set = try DataSet(
      Sample.cut, inputs: .columns(["a", "b", "c"]), targets: .classes(.numbers(first: 0, count: 3)))
    _ = ChosenExample(set, .train, number)
  },
  BoundedFunction(
    "ChosenExample.swift: public init( _ picture: PreparedPicture, name: String, shape: PictureShape, outputCount: Int, "
      + "classes: ClassNames ) throws(EngineError)", safe: extremes + [0, 1, 3]
  ) { number in
    let shape = PictureShape(rows: 28, columns: 28)
    let image = GreyImage(width: 28, height: 28, pixels: [UInt8](repeating: 9, count: 784))
    let picture = try PreparedPicture(image, shape: shape, manner: .mnist, by: .none, file: "f")
    _ = try ChosenExample(picture, name: "f", shape: shape, outputCount: number, classes: .numbers(first: 0, count: 3))
  },
  BoundedFunction(
    "ModelFile.swift: public init(fingerprint: UInt64, limit: Int, validation: Int, validationSplit: "
      + "ValidationSplit = .last)", safe: extremes + [0, 1]
  ) {
    try? expectReadBack(record(limit: $0, validation: 0))
    try? expectReadBack(record(limit: 1, validation: $0))
    var model = try record(limit: 1, validation: 0)
    model.training?.checkpoint.epochs = $0
    try? expectReadBack(model)
    model.training?.checkpoint.epochs = 0
    model.training?.checkpoint.miniBatches = $0
    try? expectReadBack(model)
    model.training?.checkpoint.miniBatches = 0
    model.training?.checkpoint.scoreSum = Double($0)
    try? expectReadBack(model)
  },
  BoundedFunction(
    "GreyImage.swift: public static func decode( _ bytes: [UInt8], file: String, reducedTo limit: Int = .max, inflate: "
      + "Inflate ) throws(FormatError) -> GreyImage", safe: [256, .max], trapping: [-1, 0, 255, .min]
  ) { _ = try GreyImage.decode(Array("P5 1 1 255\n0".utf8), file: "f", reducedTo: $0, inflate: Gzip.inflateZlib) },
  BoundedFunction(
    "PGM.swift: public static func decode( _ bytes: [UInt8], file: String, reducedTo limit: Int = .max ) "
      + "throws(FormatError) -> GreyImage", safe: [256, .max], trapping: [-1, 0, 255, .min]
  ) { _ = try PGM.decode(Array("P5 1 1 255\n0".utf8), file: "f", reducedTo: $0) },
  BoundedFunction(
    "PNG.swift: public static func decode( _ bytes: [UInt8], file: String, reducedTo limit: Int = .max, inflate: "
      + "Inflate ) throws(FormatError) -> GreyImage", safe: [256, .max], trapping: [-1, 0, 255, .min]
  ) { _ = try PNG.decode(onePixel, file: "f", reducedTo: $0, inflate: Gzip.inflateZlib) },
  BoundedFunction(
    "TensorFile.swift: public init(name: String, shape: [Int], values: [Float])",
    safe: extremes + [0, 2, 1 << 32, 1 << 62]
  ) { size in
    for shape in [[size], [size, size], [0, size, size], [size, 0], [2, size]] {
      let content = TensorFile(tensors: [Tensor(name: "t", shape: shape, values: [1, 2])])
      guard let bytes = try? SafeTensors.encode(content) else { continue }
      let read = try SafeTensors.decode(bytes, file: "f")
      precondition(read == content)
    }
  },
]

/// The functions of `DownhillFiles`.
let functionsOfDownhillFiles: [BoundedFunction] = [
  BoundedFunction(
    "DataSource.swift: public func load( _ split: DataSet.Split, classCount: Int? = 10, firstLabel: Int? = nil, names: "
      + "[String]? = nil ) throws -> DataSet",
    safe: extremes + [0, 1, 2, 3, 1 << 62]
  ) { _ = try source.load(.train, classCount: $0).examples.target(0) },
  BoundedFunction(
    "DataSource.swift: public func load( _ split: DataSet.Split, classCount: Int? = 10, firstLabel: Int? = nil, names: "
      + "[String]? = nil ) throws -> DataSet",
    safe: [0, 1, 3, .max], trapping: [-1, .min]
  ) { _ = try source.load(.train, firstLabel: $0).examples.target(0) },
  BoundedFunction(
    "DataSource.swift: public func loadBoth( classCount: Int? = 10, firstLabel: Int? = nil, workers: Workers = Workers() ) "
      + "throws -> (training: DataSet, test: DataSet)", safe: extremes + [0, 3]
  ) { _ = try source.loadBoth(classCount: $0) },
  BoundedFunction(
    "Files.swift: public static func read(_ path: String, streamLimit: Int = 1 << 30) throws(FileError) -> [UInt8]",
    safe: extremes + [0]
  ) {
    _ = try Files.read(#filePath, streamLimit: $0)
    _ = try Files.read("/dev/null", streamLimit: $0)
  },
  BoundedFunction(
    "Gzip.swift: public static func inflateZlib( _ bytes: [UInt8], _ byteCount: Int, _ file: String, _ take: "
      + "(UnsafeBufferPointer<UInt8>) throws(FormatError) -> Void ) throws(FormatError)", safe: extremes + [0, 1]
  ) { number in
    try? Gzip.inflateZlib([], number, "f") { _ in }
    try Gzip.inflateZlib([0x78, 0x9C, 3, 0, 0, 0, 0, 1], number, "f") { _ in }
  },
  BoundedFunction(
    "Appender.swift: public init(path: String, keeping count: Int? = nil) throws(FileError)",
    safe: extremes + [0, 1, 2]
  ) { number in
    let path = FileManager.default.temporaryDirectory.appending(path: "bounds-\(UUID().uuidString)").path
    defer { unlink(path) }
    try Files.write([1, 2], to: path)
    let appender = try Appender(path: path, keeping: number)
    try appender.append([3])
  },
  BoundedFunction(
    "PictureFile.swift: public static func read(_ path: String, reducedTo limit: Int = .max) throws -> GreyImage",
    safe: extremes + [0, 256]
  ) { _ = try PictureFile.read(#filePath, reducedTo: $0) },
]

/// A PNG picture.
private let onePixel: [UInt8] = [
  0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
  0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00, 0x00, 0x00, 0x0A, 0x49,
  0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x08, 0x00, 0x00, 0x00, 0x52, 0x00, 0x51, 0xF7, 0x21, 0xD9, 0xB7, 0x00, 0x00,
  0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
]

/// Black on white.
private let digit = GreyImage(
  width: 9, height: 9, pixels: (0..<81).map { (30..<50).contains($0) && $0 % 9 > 2 && $0 % 9 < 6 ? 0 : 255 })

private let source = DataSource(
  name: "two pictures",
  files: ["train", "t10k"].flatMap { name in
    [
      ("\(name)-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 9, 8, 7, 6] as [UInt8]),
      ("\(name)-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 0, 2]),
    ]
  })

private func record(limit: Int, validation: Int) throws -> Model {
  let configuration = try TrainingConfiguration(architecture: Sample.architecture)
  let trainer = try Trainer(configuration, examples: Sample.cut)
  return Model(
    network: trainer.network, cost: .quadratic,
    training: TrainingRecord(
      configuration: configuration, checkpoint: trainer.checkpoint,
      data: DataRecord(fingerprint: 1, limit: limit, validation: validation), kernels: "best"))
}

/// What the writer takes, the reader gives back.
private func expectReadBack(_ model: Model) throws {
  let bytes = try ModelFile.encode(model)
  let read = try ModelFile.decode(bytes, file: "f")
  precondition(read == model)
}
