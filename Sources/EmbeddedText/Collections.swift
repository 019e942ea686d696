// The standard library specializes and inlines these loops for each closure, and inlines `append` with its
// reallocation. Here they are compiled once for each type of collection, and called.

extension Array {
  /// Appends an element.
  @inline(never)
  public mutating func append(_ element: __owned Element) { appendOne(element, to: &self) }
}

extension Sequence {
  /// What becomes of each element, for sequences that have no indices from 0 on.
  @inline(never)
  public func map<Result>(_ transform: (Element) -> Result) -> [Result] {
    var results: [Result] = []
    for element in self { results.append(transform(element)) }
    return results
  }
}

extension RandomAccessCollection where Index == Int {
  /// Each element, transformed, by a function that cannot fail.
  @inline(never)
  public func map<Result>(_ transform: (Element) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { elements, made in
      for element in self {
        (elements.baseAddress! + made).initialize(to: transform(element))
        made += 1
      }
    }
  }

  /// Each element, transformed, up to the first failure.
  @inline(never)
  public func map<Result, Failure: Error>(
    _ transform: (Element) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    var failure: Failure?
    let results = [Result](unsafeUninitializedCapacity: count) { buffer, made in
      for element in self {
        do throws(Failure) {
          (buffer.baseAddress! + made).initialize(to: try transform(element))
          made += 1
        } catch {
          failure = error
          return
        }
      }
    }
    if let failure { throw failure }
    return results
  }

  /// Each element, transformed, the results joined.
  @inline(never)
  public func flatMap<Result>(_ transform: (Element) -> [Result]) -> [Result] {
    var results: [Result] = []
    for element in self { appendAll(transform(element), to: &results) }
    return results
  }

  /// The elements that satisfy a predicate.
  @inline(never)
  public func filter(_ isWanted: (Element) -> Bool) -> [Element] {
    var results: [Element] = []
    for element in self where isWanted(element) { results.append(element) }
    return results
  }

  /// Whether all satisfy a predicate.
  @inline(never)
  public func allSatisfy(_ isSo: (Element) -> Bool) -> Bool {
    for element in self where !isSo(element) { return false }
    return true
  }

  /// Whether any satisfies a predicate.
  @inline(never)
  public func contains(where isSo: (Element) -> Bool) -> Bool {
    for element in self where isSo(element) { return true }
    return false
  }

  /// All of them combined.
  @inline(never)
  public func reduce<Result>(_ start: Result, _ next: (Result, Element) -> Result) -> Result {
    var result = start
    for element in self { result = next(result, element) }
    return result
  }
}

extension Array where Element: Equatable {
  /// Whether an element is among them.
  @inline(never)
  public func contains(_ element: Element) -> Bool { contains { $0 == element } }
}

/// Appends a whole array.
@inline(never)
private func appendAll<Element>(_ elements: [Element], to all: inout [Element]) { all += elements }

/// The standard library's `append`, which the array's above hides.
@inline(__always)
private func appendOne<Elements: RangeReplaceableCollection>(
  _ element: consuming Elements.Element, to elements: inout Elements
) { elements.append(element) }
