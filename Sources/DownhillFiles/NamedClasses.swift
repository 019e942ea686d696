import Downhill

/// The classes that names in the data stand for, in the order of the outputs: those of folders, or of texts in an array.
struct NamedClasses {
  let names: ClassNames
  /// 1 for one output that says yes or no.
  let outputCount: Int

  /// The classes asked for, or those of the folders.
  init(_ folders: ClassFolders, _ request: DataRequest) throws(DataError) {
    let own = folders.classes.map { $0.name }
    guard !own.isEmpty else { throw .noPictures(folder: folders.folder, example: folders.example) }
    try self.init(own, of: folders.folder, request)
  }

  /// The classes asked for, or these in their order: numbers, if they are the whole numbers from 0 or 1 on, otherwise words.
  /// They are those of a file or folder of this name.
  init(_ own: [String], of place: String, _ request: DataRequest) throws(DataError) {
    let numbers = own.compactMap(wholeNumber)
    if let asked = request.names {
      names = .words(asked)
    } else if let count = request.classCount.map({ max($0, 2) }) {
      let first = request.firstLabel ?? (numbers.first == 1 && numbers.last == count ? 1 : 0)
      if numbers.count == own.count, let last = numbers.last, numbers[0] >= first, last < first + count {
        names = .numbers(first: first, count: count)
      } else {
        guard own.count == count else {
          throw .classes(of: place, names: own, asked: request.classCount ?? count)
        }
        names = .words(own)
      }
    } else {
      guard own.count > 1 else { throw .oneClass(of: place, name: own[0]) }
      let areNumbers = numbers.count == own.count && numbers[0] <= 1 && numbers.last == numbers[0] + own.count - 1
      names = areNumbers ? .numbers(first: numbers[0], count: own.count) : .words(own)
    }
    outputCount = request.classCount ?? names.count
    places = if case .words(let words) = names { Dictionary(zip(words, words.indices)) { one, _ in one } } else { [:] }
  }

  private let places: [String: Int]

  /// The class of a name; nil if there is none.
  func label(of name: String) -> Int? {
    switch names {
    case .words: return places[name]
    case .numbers(let first, let count):
      return wholeNumber(name).flatMap { (first..<first + count).contains($0) ? $0 - first : nil }
    }
  }

  /// The names for a sentence.
  var shownNames: [String] { (0..<names.count).map { names[$0] } }
}
