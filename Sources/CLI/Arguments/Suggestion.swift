/// Finds what the user probably meant.
enum Suggestion {
  /// The one candidate close enough to `word` to be offered; the first of equals, nothing when all are far.
  static func nearest(to word: String, in candidates: [String]) -> String? {
    let word = Array(word.lowercased().prefix(64))
    if let spelledOut = initials(word, in: candidates) { return spelledOut }
    let allowed = max(1, min(3, word.count / 3))
    let nearest =
      candidates
      .map { (candidate: $0, distance: editDistance(word, Array($0.lowercased()))) }
      .min { $0.distance < $1.distance }
    if let nearest, nearest.distance <= allowed { return nearest.candidate }
    return onlyCompletion(of: word, in: candidates)
  }

  /// `learn` for `learning-rate`, if nothing else begins so.
  private static func onlyCompletion(of word: [Character], in candidates: [String]) -> String? {
    let matches = word.count < 3 ? [] : candidates.filter { $0.lowercased().starts(with: word) }
    return matches.count == 1 ? matches[0] : nil
  }

  /// `lr` for `learning-rate`.
  private static func initials(_ word: [Character], in candidates: [String]) -> String? {
    word.count < 2 ? nil : candidates.first { $0.split(separator: "-").compactMap(\.first) == word }
  }

  /// The fewest insertions, deletions, substitutions and swaps of neighbours that make `b` of `a` (optimal string
  /// alignment; three rows of the usual table).
  static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var distance = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { distance = min(distance, beforeLast[j - 1] + 1) }
        row.append(distance)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
