import EmbeddedText
import Testing

/// What the module's arrays do, against plain loops. (Calls in this file find the module's functions: they ask for more of
/// the collection than the standard library's.)
@Suite("Collections") struct CollectionsTests {
  private enum Refusal: Error, Equatable { case number(Int) }

  private static let lists: [[Int]] = {
    var random = RandomTexts(seed: 17)
    return (0..<200).map { _ in
      var list: [Int] = []
      for _ in 0..<random.below(20) { list += [random.below(10)] }
      return list
    }
  }()

  @Test func `each element becomes something`() {
    for list in Self.lists {
      var expected: [String] = []
      var flat: [Int] = []
      for element in list {
        expected += ["\(element)"]
        flat += [element, -element]
      }
      #expect(list.map { "\($0)" } == expected)
      #expect(list[...].map { "\($0)" } == expected)
      #expect(list.flatMap { [$0, -$0] } == flat)
    }
  }

  @Test func `the first that cannot ends it, and what had been made is freed`() {
    final class Counted {
      nonisolated(unsafe) static var alive = 0
      init() { Counted.alive += 1 }
      deinit { Counted.alive -= 1 }
    }
    for list in Self.lists {
      var seen = 0
      let refused = list.first { $0 > 7 }
      do throws(Refusal) {
        let made = try list.map { element throws(Refusal) in
          seen += 1
          if element > 7 { throw .number(element) }
          return Counted()
        }
        // An optimizer may free the list after its last use.
        withExtendedLifetime(made) {
          #expect(refused == nil && made.count == list.count && Counted.alive == list.count)
        }
      } catch {
        #expect(error == refused.map { .number($0) })
        #expect(seen == list.firstIndex { $0 > 7 }.map { $0 + 1 })
      }
      #expect(Counted.alive == 0)
    }
  }

  @Test func `which elements, whether all, whether any, and what they come to`() {
    for list in Self.lists {
      var (even, sum) = ([Int](), 100)
      for element in list {
        if element % 2 == 0 { even += [element] }
        sum -= element
      }
      #expect(list.filter { $0 % 2 == 0 } == even)
      #expect(list.allSatisfy { $0 % 2 == 0 } == (even.count == list.count))
      #expect(list.contains { $0 % 2 == 0 } == !even.isEmpty)
      #expect(list.reduce(100) { $0 - $1 } == sum)
      for wanted in 0..<10 { #expect(list.contains(wanted) == (list.firstIndex(of: wanted) != nil)) }
    }
  }

  @Test func `append is append`() {
    for list in Self.lists {
      var copy: [Int] = []
      for element in list { copy.append(element) }
      #expect(copy == list)
      let before = copy
      copy.append(7)
      #expect(copy == list + [7] && before == list)
    }
  }
}
