import Downhill

/// Finds names in a list in logarithmic time, so that a file of very many tensors does not take minutes to read. Names
/// are compared as bytes, like all keys in files.
struct NameIndex {
  private let names: [String]
  /// Indices in `names`, in the order of the names there.
  private let order: [Int]

  init(_ names: [String]) {
    self.names = names
    order = sortedIndices(names.count) { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
  }

  /// Whether two of the names are the same.
  var hasDuplicates: Bool { zip(order, order.dropFirst()).contains { sameBytes(names[$0], names[$1]) } }

  /// The index of a name in the list, or nil.
  subscript(name: String) -> Int? {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if names[order[middle]].utf8.lexicographicallyPrecedes(name.utf8) { low = middle + 1 } else { high = middle }
    }
    return low < order.count && sameBytes(names[order[low]], name) ? order[low] : nil
  }
}
