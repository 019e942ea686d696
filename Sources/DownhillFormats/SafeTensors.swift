// safetensors (https://github.com/huggingface/safetensors#format): the length of the header as a little-endian UInt64;
// the header, a JSON object {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}, …} with an
// optional "__metadata__" of strings, padded with blanks; then the data, little-endian, to which the offsets refer.

import Downhill

/// Reads and writes safetensors files of 32-bit floats, and of lists of 64-bit floats.
public enum SafeTensors {
  /// The reference implementation refuses longer headers; so does this one.
  public static let maximumHeaderByteCount = 100_000_000

  private static let metadataKey = "__metadata__"
  private static let bytesPerValue = 4
  private static let bytesPerDouble = 8
  /// Tensors of more dimensions are refused; NumPy has as many.
  private static let dimensionLimit = 64

  // MARK: Writing

  /// Writes a file. The same content gives the same bytes; the data is in the tensors' order and begins at a multiple
  /// of 8 bytes.
  ///
  /// Refuses what ``decode(_:file:passingOver:)`` would refuse, with the same errors: whatever is written can be read
  /// back.
  public static func encode(_ content: TensorFile, file: String = "the file to write") throws(FormatError) -> [UInt8] {
    try check(content, file: file)
    var members: [JSONObject.Member] = []
    if !content.metadata.isEmpty {
      let metadata = content.metadata.map { JSONObject.Member(key: $0.key, value: .string($0.value)) }
      members.append(JSONObject.Member(key: metadataKey, value: .object(JSONObject(metadata))))
    }
    var end = 0
    // The wider ones first, so that each number's offset is a multiple of its size.
    for tensor in content.doubles {
      let begin = end
      end += tensor.values.count * bytesPerDouble
      members.append(
        JSONObject.Member(key: tensor.name, value: description("F64", [tensor.values.count], begin: begin, end: end)))
    }
    for tensor in content.tensors {
      let begin = end
      end += tensor.values.count * bytesPerValue
      members.append(
        JSONObject.Member(key: tensor.name, value: description("F32", tensor.shape, begin: begin, end: end)))
    }

    var header = JSONValue.object(JSONObject(members)).bytes()
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    guard header.count <= maximumHeaderByteCount else {
      let problem = FormatError.SafeTensorsProblem.headerTooLong(
        length: UInt64(header.count), limit: maximumHeaderByteCount)
      throw FormatError(file: file, problem: .safeTensors(problem))
    }
    var writer = ByteWriter(capacity: 8 + header.count + end)
    writer.uint64(UInt64(header.count), .littleEndian)
    writer.append(header)
    for tensor in content.doubles {
      for value in tensor.values { writer.uint64(value.bitPattern, .littleEndian) }
    }
    for tensor in content.tensors {
      for value in tensor.values { writer.float32(value, .littleEndian) }
    }
    return writer.bytes
  }

  /// Throws what decoding the content would throw.
  static func check(_ content: TensorFile, file: String) throws(FormatError) {
    try check(areUnique: content.metadata.map { $0.key }, file: file)
    try check(
      areUnique: [metadataKey] + content.doubles.map { $0.name } + content.tensors.map { $0.name }, file: file)
    for tensor in content.doubles {
      if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
        throw FormatError(file: file, problem: .tensor(name: tensor.name, .notFinite(index: index)))
      }
    }
    for tensor in content.tensors {
      func error(_ problem: FormatError.TensorProblem) -> FormatError {
        FormatError(file: file, problem: .tensor(name: tensor.name, problem))
      }
      guard tensor.shape.allSatisfy({ $0 >= 0 }), let count = elementCount(of: tensor.shape),
        count <= Int.max / bytesPerValue
      else { throw error(.malformedShape) }
      guard tensor.values.count == count else {
        throw error(.lengthMismatch(bytes: tensor.values.count * bytesPerValue, expected: count * bytesPerValue))
      }
      if let index = tensor.values.firstIndex(where: { !$0.isFinite }) { throw error(.notFinite(index: index)) }
    }
  }

  private static func check(areUnique names: [String], file: String) throws(FormatError) {
    guard let index = repeatedName(names) else { return }
    throw FormatError(file: file, problem: .json(.duplicateKey(names[index])))
  }

  private static func description(_ type: StaticString, _ shape: [Int], begin: Int, end: Int) -> JSONValue {
    [
      "dtype": .string("\(type)"),
      "shape": .array(shape.map { .integer($0) }),
      "data_offsets": [.integer(begin), .integer(end)],
    ]
  }

  // MARK: Reading

  /// Reads a file in which each byte of the data belongs to exactly one tensor.
  ///
  /// A tensor of other numbers than finite 32-bit floats is an error, or, with `passingOver`, one of
  /// ``TensorFile/unread``: counters and the like may stand beside the tensors that the caller is about to ask for.
  ///
  /// Throws `.cut` or `.wrongKind` if the frame is missing, `.json` or `.safeTensors` if the header is wrong, and
  /// `.tensor` if a tensor is. Allocates in proportion to `bytes`.
  public static func decode(
    _ bytes: [UInt8], file: String, passingOver: Bool = false
  ) throws(FormatError) -> TensorFile {
    let header = try header(of: bytes, file: file)
    let (metadata, placements) = try content(of: header, available: bytes.count - header.endIndex, file: file)
    try checkCover(of: placements, byteCount: bytes.count - header.endIndex, dataOffset: header.endIndex, file: file)

    var tensors: [Tensor] = []
    tensors.reserveCapacity(placements.count)
    var doubles: [DoubleTensor] = []
    var unread: [TensorFile.Unread] = []
    for placement in placements {
      let start = header.endIndex + placement.begin
      let values = placement.problem == nil ? values(of: placement, in: bytes, start: start) : []
      var problem = placement.problem
      var offset = start
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        problem = .notFinite(index: index)
        offset += index * bytesPerValue
      }
      if let problem {
        let tensor = TensorFile.Unread(name: placement.name, offset: offset, problem: problem)
        guard passingOver else { throw tensor.error(file: file) }
        unread.append(tensor)
        if placement.isDoubles {
          let values = self.doubles(of: placement, in: bytes, start: start)
          if values.allSatisfy({ $0.isFinite }) {
            doubles.append(DoubleTensor(name: placement.name, values: values))
          }
        }
      } else {
        tensors.append(Tensor(name: placement.name, shape: placement.shape, values: values))
      }
    }
    return TensorFile(metadata: metadata, tensors: tensors, doubles: doubles, unread: unread)
  }

  /// The length of a file that begins like this, if its header is complete; `available` bytes are there, for error
  /// messages.
  ///
  /// Throws what `decode` throws about the frame and the header.
  package static func byteCount(_ beginning: [UInt8], available: Int, file: String) throws(FormatError) -> Int {
    let header = try header(of: beginning, file: file)
    let placements = try content(of: header, available: available - header.endIndex, file: file).1
    return placements.reduce(header.endIndex) { max($0, header.endIndex + $1.end) }
  }

  /// The offsets of a tensor's bytes, counted from the start of the data.
  private struct Placement {
    let name: String
    let shape: [Int]
    let begin: Int
    let end: Int
    /// Why its numbers cannot be read; nil if they can.
    let problem: FormatError.TensorProblem?
    /// Whether it is a list of 64-bit floats.
    var isDoubles = false
  }

  private static func header(of bytes: [UInt8], file: String) throws(FormatError) -> ArraySlice<UInt8> {
    let kind = FileKind(firstBytes: bytes)
    // For a file that is plainly something else, say so rather than complain about the header's length.
    if kind != .safeTensors && kind != .unknown && !startsLikeSafeTensors(bytes) {
      throw FormatError(file: file, offset: 0, problem: .wrongKind(expected: .safeTensors, found: kind))
    }
    var reader = ByteReader(bytes, file: file)
    let length = try reader.uint64(.littleEndian)
    guard length <= UInt64(maximumHeaderByteCount) else {
      let problem = FormatError.SafeTensorsProblem.headerTooLong(length: length, limit: maximumHeaderByteCount)
      throw FormatError(file: file, offset: 0, problem: .safeTensors(problem))
    }
    // The same for the beginning of a long file as for all of it.
    guard reader.remaining == 0 || startsLikeSafeTensors(bytes) else {
      throw FormatError(file: file, offset: 8, problem: .safeTensors(.headerNotAnObject))
    }
    guard length <= UInt64(reader.remaining) else {
      let problem = FormatError.SafeTensorsProblem.headerBeyondFile(length: length, available: reader.remaining)
      throw FormatError(file: file, offset: 0, problem: .safeTensors(problem))
    }
    let header = try reader.slice(Int(length))
    guard header.first == UInt8(ascii: "{") else {
      throw FormatError(file: file, offset: 8, problem: .safeTensors(.headerNotAnObject))
    }
    return header
  }

  private static func startsLikeSafeTensors(_ bytes: [UInt8]) -> Bool {
    bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
  }

  /// The metadata, and the offsets of each tensor. The header is read member by member, and nothing else of it is kept,
  /// so that memory stays in proportion whatever it contains.
  private static func content(
    of header: ArraySlice<UInt8>, available: Int, file: String
  ) throws(FormatError) -> ([TensorFile.Metadatum], [Placement]) {
    var metadata: [TensorFile.Metadatum] = []
    var placements: [Placement] = []
    var parser = JSONParser(bytes: header, file: file)
    try parser.members { parser, name throws(FormatError) in
      if sameBytes(name, metadataKey) {
        metadata = try strings(&parser, file: file)
      } else {
        let description = try description(&parser)
        placements.append(try placement(of: name, described: description, available: available, file: file))
      }
      return true
    }
    try parser.end()
    return (metadata, placements)
  }

  private static func strings(
    _ parser: inout JSONParser, file: String
  ) throws(FormatError) -> [TensorFile.Metadatum] {
    func error(_ key: String) -> FormatError {
      FormatError(file: file, problem: .safeTensors(.metadataNotStrings(key: key)))
    }
    guard parser.isAtObject else { throw error("") }
    var result: [TensorFile.Metadatum] = []
    try parser.members { parser, key throws(FormatError) in
      guard let text = try parser.shortList(limit: 0).stringValue else { throw error(key) }
      result.append(TensorFile.Metadatum(key: key, value: text))
      return true
    }
    return result
  }

  /// The description of a tensor, as far as it matters here.
  private static func description(_ parser: inout JSONParser) throws(FormatError) -> JSONValue {
    guard parser.isAtObject else {
      try parser.skip()
      return .null
    }
    var fields: [JSONObject.Member] = []
    try parser.members { parser, key throws(FormatError) in
      let isKnown = sameBytes(key, "dtype") || sameBytes(key, "shape") || sameBytes(key, "data_offsets")
      if isKnown {
        fields.append(JSONObject.Member(key: key, value: try parser.shortList(limit: dimensionLimit + 1)))
      } else {
        try parser.skip()
      }
      return isKnown
    }
    return .object(JSONObject(fields))
  }

  private static func placement(
    of name: String, described description: JSONValue, available: Int, file: String
  ) throws(FormatError) -> Placement {
    func error(_ problem: FormatError.TensorProblem) -> FormatError {
      FormatError(file: file, problem: .tensor(name: name, problem))
    }

    guard let type = description["dtype"]?.stringValue else { throw error(.malformedField("dtype")) }
    guard let offsets = description["data_offsets"]?.arrayValue, offsets.count == 2,
      let begin = offsets[0].integerValue, let end = offsets[1].integerValue
    else { throw error(.malformedField("data_offsets")) }
    guard begin >= 0 && begin <= end && end <= available else {
      throw error(.offsetsOutOfRange(begin: begin, end: end, available: available))
    }
    guard let sizes = description["shape"]?.arrayValue else { throw error(.malformedField("shape")) }
    guard sizes.count <= dimensionLimit else { throw error(.malformedShape) }
    guard sameBytes(type, "F32") else {
      var placement = Placement(name: name, shape: [], begin: begin, end: end, problem: .unknownType(type))
      if sameBytes(type, "F64"), sizes.count == 1, let count = sizes[0].integerValue {
        placement.isDoubles = (end - begin).isMultiple(of: bytesPerDouble) && count == (end - begin) / bytesPerDouble
      }
      return placement
    }
    var shape: [Int] = []
    for size in sizes {
      guard let size = size.integerValue, size >= 0 else { throw error(.malformedShape) }
      shape.append(size)
    }
    guard let count = elementCount(of: shape), count <= Int.max / bytesPerValue else { throw error(.malformedShape) }
    guard end - begin == count * bytesPerValue else {
      throw error(.lengthMismatch(bytes: end - begin, expected: count * bytesPerValue))
    }
    return Placement(name: name, shape: shape, begin: begin, end: end, problem: nil)
  }

  /// The product of the sizes; nil if it overflows at any step, as in the reference implementation.
  private static func elementCount(of shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// Each byte of the data must belong to exactly one tensor.
  private static func checkCover(
    of placements: [Placement], byteCount: Int, dataOffset: Int, file: String
  ) throws(FormatError) {
    var covered = 0
    var previous = ""
    let order = sortedIndices(placements.count) { one, other in
      let (one, other) = (placements[one], placements[other])
      return one.begin != other.begin ? one.begin < other.begin : one.end < other.end
    }
    for index in order {
      let placement = placements[index]
      if placement.begin < covered {
        let problem = FormatError.Problem.tensor(name: placement.name, .overlap(other: previous))
        throw FormatError(file: file, offset: dataOffset + placement.begin, problem: problem)
      }
      if placement.begin > covered {
        let problem = FormatError.SafeTensorsProblem.hole(placement.begin - covered)
        throw FormatError(file: file, offset: dataOffset + covered, problem: .safeTensors(problem))
      }
      covered = placement.end
      previous = placement.name
    }
    if covered < byteCount {
      throw FormatError(file: file, offset: dataOffset + covered, problem: .trailingBytes(byteCount - covered))
    }
  }

  private static func doubles(of placement: Placement, in bytes: [UInt8], start: Int) -> [Double] {
    bytes.withUnsafeBytes { raw in
      (0..<(placement.end - placement.begin) / bytesPerDouble).map { index in
        let bits = raw.loadUnaligned(fromByteOffset: start + index * bytesPerDouble, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: bits))
      }
    }
  }

  private static func values(of placement: Placement, in bytes: [UInt8], start: Int) -> [Float] {
    bytes.withUnsafeBytes { raw in
      (0..<(placement.end - placement.begin) / bytesPerValue).map { index in
        let bits = raw.loadUnaligned(fromByteOffset: start + index * bytesPerValue, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }
}
