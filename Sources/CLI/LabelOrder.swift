import Downhill

/// Warnings about the order of the examples when a run is trained on the first of them only.
enum LabelOrder {
  /// Why the network cannot learn some class of the data, in one sentence; nil if nothing is wrong. Data sorted by
  /// label loses whole classes where `--validation` takes the last examples, or `--limit` the first.
  ///
  /// - Parameter learned: How many of `all`, from the first on, are trained on.
  /// - Parameter limit: How many were asked for, held-out ones included.
  /// - Parameter names: What the classes of pictures in folders are called, which cannot be shuffled.
  static func warning(_ all: Examples, learned: Int, limit: Int, names: ClassNames? = nil) -> String? {
    guard learned < all.count else { return nil }
    let labels = (0..<all.count).map(all.label)
    guard isGrouped(labels) else { return nil }
    let known = Set(labels[..<learned])
    let heldOut = Set(labels[learned..<limit]).subtracting(known)
    let lost = heldOut.isEmpty ? Set(labels[limit...]).subtracting(known) : heldOut
    guard !lost.isEmpty else { return nil }
    let (option, part) = heldOut.isEmpty ? ("--limit", "first") : ("--validation", "last")
    if let names {
      return "the pictures are in the order of their folders and \(option) takes the \(part), so that the training set "
        + "lacks \(classes(lost.sorted(), names)); leave it out"
    }
    return "the examples are sorted by label and \(option) takes the \(part), so that the training set lacks "
      + "\(classes(lost.sorted(), nil)); shuffle the pictures and their labels together"
  }

  /// A warning if training and test labels count from different numbers: each would be compared with its neighbour. nil
  /// if they agree.
  static func warning(first: Int, test: Int) -> String? {
    guard first != test else { return nil }
    return
      "the training labels count from \(first), the test labels from \(test), so that the test label \(test) is taken for the training label "
      + "\(first); write both alike"
  }

  /// Whether neighbours mostly have the same label, unlike in shuffled data.
  private static func isGrouped(_ labels: [Int]) -> Bool {
    let changes = zip(labels, labels.dropFirst()).count { $0 != $1 }
    return changes * 4 < labels.count
  }

  /// `class 3`, `the classes 3 and 4`, or how many if they are many.
  private static func classes(_ labels: [Int], _ names: ClassNames?) -> String {
    let texts = labels.map { names?.shown($0) ?? "\($0)" }
    guard labels.count > 1 else { return "class \(texts[0])" }
    guard labels.count <= 5 else { return "\(labels.count) classes" }
    return "the classes " + texts.dropLast().joined(separator: ", ") + " and " + texts[texts.count - 1]
  }
}
