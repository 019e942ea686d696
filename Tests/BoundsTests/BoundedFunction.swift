import Downhill
import DownhillFormats
import Foundation

/// A public function that takes a number, a range or a pointer, and what it does with numbers that it has no use for.
struct BoundedFunction: Sendable {
  /// The file and the declaration, as the sources have them.
  let declaration: String
  /// For these it returns or throws.
  let safe: [Int]
  /// For these it traps, since its documentation says what they must be. It never reaches for memory that is not its own.
  let trapping: [Int]
  let call: @Sendable (Int) throws -> Void

  init(
    _ declaration: String, safe: [Int] = [], trapping: [Int] = [], _ call: @escaping @Sendable (Int) throws -> Void
  ) {
    self.declaration = declaration
    self.safe = safe
    self.trapping = trapping
    self.call = call
  }
}

/// Numbers that are never a valid index or count.
let extremes = [-1, Int.max, Int.min]

/// The public functions of a module that take a number, a range or a pointer, as its sources declare them.
func declaredFunctions(of module: String) throws -> Set<String> {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/\(module)")
  let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
  var declarations: Set<String> = []
  for file in files where file.pathExtension == "swift" {
    let text = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }.joined(separator: "\n")
    for match in text.matches(of: /public\s+(?:[a-z]+\s+)*(?:func|init|subscript)\b[^{]*/) {
      let declaration = String(match.output).components(separatedBy: "\n\n")[0]
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let parameters = declaration.components(separatedBy: " -> ").dropLast().joined(separator: " -> ")
      guard (parameters.isEmpty ? declaration : parameters).contains(/\bInt\b|Range<|Pointer</) else { continue }
      declarations.insert("\(file.lastPathComponent): \(declaration)")
    }
  }
  return declarations
}

/// Four examples of three inputs and three classes, and the two in their middle, whose neighbours are not theirs.
enum Sample {
  static let bytes: [UInt8] = [0, 255, 51, 0, 0, 1, 0, 0, 0, 9, 8, 7]
  static let all = try! Examples(bytes: bytes, inputCount: 3, labels: [2, 0, 1, 2], classCount: 3)
  static let cut = all[1..<3]
  static let vectors = try! Examples(
    inputs: bytes.map { Float($0) }, inputCount: 3, targets: bytes.map { Float($0) / 255 }, outputCount: 3)[1..<3]
  static let architecture = try! Architecture("3-4-3")
  static var network: Network {
    var random = RandomSource(seed: 3)
    return Network(architecture, initializer: .lecun, random: &random)
  }
}
