/// The indices 0 ..< count in the sorted order of their elements; equals keep their order. `precedes` says whether the
/// element of one index comes before that of another. O(count log count).
///
/// One function for all orders: the standard library's `sort` is specialized for each element and closure, and a
/// browser would have to load every copy.
@inline(never)
package func sortedIndices(_ count: Int, by precedes: (_ one: Int, _ other: Int) -> Bool) -> [Int] {
  var sorted = Array(0..<count)
  var merged = sorted
  var width = 1
  while width < count {
    var first = 0
    while first < count {
      let middle = min(first + width, count)
      let end = min(first + 2 * width, count)
      var (left, right) = (first, middle)
      for index in first..<end {
        // The left one, unless the right one comes before it.
        if left < middle, right >= end || !precedes(sorted[right], sorted[left]) {
          merged[index] = sorted[left]
          left += 1
        } else {
          merged[index] = sorted[right]
          right += 1
        }
      }
      first = end
    }
    swap(&sorted, &merged)
    width *= 2
  }
  return sorted
}

/// Whole numbers in ascending order.
package func sorted(_ numbers: some Sequence<Int>) -> [Int] {
  let numbers = Array(numbers)
  return sortedIndices(numbers.count) { numbers[$0] < numbers[$1] }.map { numbers[$0] }
}
