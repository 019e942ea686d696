import Downhill

/// Numbers in about equal ratios, for measuring what changes fast at first and slowly later.
enum LogSpacing {
  /// 0, 1 and `last` and whole numbers between them, ascending, each once: at most `count` + 1 of them. `last` is 1 or
  /// more.
  static func steps(to last: Int, count: Int) -> [Int] {
    var steps = [0]
    for number in values(from: 1, to: Double(last), count: count) {
      let step = Int(number.rounded())
      if step > steps[steps.count - 1] { steps.append(step) }
    }
    return steps
  }

  /// `count` numbers, 2 or more, from `first` to `last`, each the same multiple of the previous one.
  static func values(from first: Double, to last: Double, count: Int) -> [Double] {
    let ratio = Elementary.log(last / first)
    return (0..<count).map { index in
      index + 1 == count ? last : first * Elementary.exp(ratio * Double(index) / Double(count - 1))
    }
  }
}
