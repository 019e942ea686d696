import Downhill

/// Colours of signed numbers: six steps of blue above zero, six of orange below, and paper for what is nearly zero.
///
/// The steps are equal parts of the largest size. Numbers that are not finite count as zero.
package struct SignedScale: Equatable, Sendable {
  /// The size that gets the deepest colour.
  let largest: Double

  /// Steps on each side of zero.
  package static let steps = 6

  /// A scale up to a size.
  package init(largest: Double) { self.largest = largest.isFinite && largest > 0 ? largest : 1 }

  /// The scale whose deepest colour is for the largest of these numbers, except the few that `share` leaves out, which
  /// would make all others pale.
  package init(_ numbers: [Double], covering share: Double) {
    let sizes = numbers.filter { $0.isFinite }.map { $0.magnitude }
    let order = sortedIndices(sizes.count) { sizes[$0] < sizes[$1] }
    self.init(largest: sizes.isEmpty ? 1 : sizes[order[min(Int(Double(sizes.count) * share), sizes.count - 1)]])
  }

  /// The scale that just holds these numbers.
  package init(_ numbers: some Sequence<Double>) {
    var largest = 0.0
    for number in numbers where number.isFinite { largest = max(largest, number.magnitude) }
    self.init(largest: largest)
  }

  /// −6 … 6; 0 for what is nearer to zero than to the first step.
  func level(_ number: Double) -> Int {
    guard number.isFinite else { return 0 }
    let share = min(max(number / largest, -1), 1)
    return Int((share * Double(Self.steps)).rounded())
  }

  /// The class that fills a shape with a level's colour.
  static func fill(_ level: Int) -> String {
    level == 0 ? "paper" : level > 0 ? "p\(level)" : "n\(-level)"
  }

  /// The class of a text on a shape of this level's colour.
  static func textClass(on level: Int) -> String {
    level.magnitude <= 3 ? "" : level.magnitude == 4 ? " on-middle" : " on-deep"
  }
}
