import Downhill
import DownhillFiles
import DownhillFormats
import DownhillSettings

/// What is held out from training to measure on after each epoch.
enum ValidationPart: Equatable {
  /// A share of the examples, 0 … 1.
  case share(Double)
  /// So many examples.
  case rows(Int)
  /// Those of another table.
  case file(String)

  /// A number below 1 is a share, a whole number a number of examples; anything else is a file.
  init(_ text: String) {
    if let count = Int(text), count >= 0 {
      self = .rows(count)
    } else if let share = Double(text), (0..<1).contains(share) {
      self = .share(share)
    } else {
      self = .file(text)
    }
  }

  /// Throws for a number that is none of these, and no file's name.
  func check() throws {
    guard case .file(let text) = self, Double(text.hasSuffix("%") ? String(text.dropLast()) : text) != nil,
      !Files.exists(text)
    else { return }
    throw Failure(
      .usage, "--validation takes a share such as 0.1, a number of examples, or a file, not \(quoted(text))")
  }
}

extension ValueKind where Value == ValidationPart {
  static let validation = Self(
    specification: ValueSpecification("SHARE|N|FILE", .file), value: { ValidationPart($0) },
    text: { part in
      switch part {
      case .share(let share): "\(share)"
      case .rows(let count): "\(count)"
      case .file(let path): path
      }
    })
}

extension ValueKind where Value == ValidationSplit {
  /// `random`, `last`, or the name of a column, which may have `column:` before it.
  static let validationSplit = Self(
    specification: ValueSpecification("random|last|COLUMN", .text, words: ["random", "last"]),
    value: { ValidationSplit($0) ?? .column($0) }, text: { $0.text })
}
